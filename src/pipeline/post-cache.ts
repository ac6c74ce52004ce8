// Across time: posts as X gave them, each in the scope of the credential that saw it, with what was asked for. One
// serves a plan when it covers it; several answers about one post may live side by side.

import { LRUCache } from 'lru-cache'

import { PUBLIC } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import { type Ask, coversAsk } from '../plan/plan.ts'
import { type Related, relatedTo } from '../x/join.ts'
import type { Loaded, LoadedPost } from './result.ts'
import { createTexts } from './texts.ts'

export interface PostCacheOptions {
  /** 0: none of that kind is kept. */
  readonly publicMs: number
  readonly privateMs: number
  readonly maxBytes: number
  readonly now: () => number
}

/**
 * `fresh` is as good as asking; `aging` is served while X is asked again; `old` is better than an error, and is said
 * to be old.
 */
export interface Hit {
  readonly loaded: Loaded
  readonly age: 'fresh' | 'aging' | 'old'
  readonly at: number
}

export interface PostCache {
  find(scope: string, id: string, ask: Ask): Hit | undefined
  keep(scope: string, id: string, loaded: Loaded, at: number, bytes: number): void
  /** Whether anything is kept of that scope. */
  keeps(scope: string): boolean
  /** Whether what X said then, of anything in that scope, is as good as asking. */
  isFresh(scope: string, at: number): boolean
  size(): { readonly entries: number; readonly bytes: number }
}

interface Entry {
  readonly loaded: Loaded
  readonly at: number
  readonly bytes: number
}

/** That there is no such post holds for a moment only: it may be seconds old. */
const ABSENCE_MS = 10_000

/** Nobody wants older numbers, whatever happens to X. */
export const OLDEST_MS = 3_600_000

/** Answers about one post that differ in what was asked. */
const MOST_ANSWERS = 4

export const createPostCache = (options: PostCacheOptions): PostCache => {
  const { publicMs, privateMs, maxBytes, now } = options
  const entries = new LRUCache<string, readonly Entry[]>({
    maxSize: maxBytes,
    sizeCalculation: (all) => all.reduce((sum, { bytes }) => sum + bytes, 0),
  })
  const lifeOf = (scope: string): number => (scope === PUBLIC ? publicMs : privateMs)

  return {
    keeps: (scope) => lifeOf(scope) > 0,
    isFresh: (scope, at) => now() - at < lifeOf(scope),
    size: () => ({ entries: entries.size, bytes: entries.calculatedSize }),
    find: (scope, id, ask) => {
      const life = lifeOf(scope)
      if (life === 0) return undefined
      const all = entries.get(nameOf(scope, id))
      if (all === undefined) return undefined
      const time = now()
      for (const { loaded, at } of all) {
        const age = time - at
        if (loaded instanceof GatewayError) {
          if (age < Math.min(ABSENCE_MS, life)) return { loaded, age: 'fresh', at }
        } else if (age < Math.max(OLDEST_MS, life) && coversAsk(loaded.asked, ask)) {
          return { loaded, at, age: age < life ? 'fresh' : age < life * 2 ? 'aging' : 'old' }
        }
      }
      return undefined
    },
    keep: (scope, id, loaded, at, bytes) => {
      if (lifeOf(scope) === 0) return
      const entry: Entry = { loaded: alone(loaded, bytes / 2), at, bytes }
      const name = nameOf(scope, id)
      // What the new one covers is of no use any more; absence covers everything.
      const others = (entries.peek(name) ?? []).filter(
        (other) =>
          !(loaded instanceof GatewayError) &&
          !(other.loaded instanceof GatewayError) &&
          !coversAsk(loaded.asked, other.loaded.asked),
      )
      entries.set(name, [entry, ...others].slice(0, MOST_ANSWERS))
    },
  }
}

/** What everybody may see goes by the id alone: no other name is a number. */
const nameOf = (scope: string, id: string): string => (scope === PUBLIC ? id : `${scope} ${id}`)

/** Without the hundred others of its answer, which would live as long as it does. @param textBytes for what is written of it */
export const alone = (loaded: Loaded, textBytes: number): Loaded => {
  if (loaded instanceof GatewayError) return loaded
  const related: Related = relatedTo(loaded.tweet, loaded.related)
  return { ...loaded, related, texts: createTexts(textBytes) } satisfies LoadedPost
}
