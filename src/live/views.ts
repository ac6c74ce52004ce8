// What followers have been shown of posts: of each post, for each selection, what X said last and since when it is so.

import type { GatewayError } from '../infra/errors.ts'
import { REVOKING_CODES } from '../pipeline/cached.ts'
import { MAX_STALE_MS } from '../pipeline/entity-cache.ts'
import type { FoundPost, PostResult } from '../pipeline/result.ts'
import type { Shown } from './shown.ts'

export interface View {
  readonly id: string
  readonly shown: Shown
  loaded: PostResult | undefined
  /** That of the round in which it became what it is. */
  version: number
  /** When X was asked for what it is, with success. */
  at: number
  /** Whose private numbers could be seen then. */
  rights: string
  /** Whether X still accepts the credential of the private numbers in it. */
  mayShow: () => boolean
}

const ALWAYS = (): boolean => true

export interface Views {
  /** The same for all who ask for the same. */
  hold(id: string, shown: Shown): View
  release(view: View): void
  has(id: string): boolean
  /** Distinct posts. */
  readonly size: number
}

export const createViews = (): Views => {
  const held = new Map<string, Map<Shown, { readonly view: View; holders: number }>>()
  return {
    hold: (id, shown) => {
      const views = held.get(id) ?? new Map()
      held.set(id, views)
      const known = views.get(shown) ?? {
        view: { id, shown, loaded: undefined, version: 0, at: 0, rights: '', mayShow: ALWAYS },
        holders: 0,
      }
      known.holders += 1
      views.set(shown, known)
      return known.view
    },
    release: ({ id, shown }) => {
      const views = held.get(id)
      const known = views?.get(shown)
      if (views === undefined || known === undefined) return
      known.holders -= 1
      if (known.holders === 0) views.delete(shown)
      if (views.size === 0) held.delete(id)
    },
    has: (id) => held.has(id),
    get size() {
      return held.size
    },
  }
}

/** Why X said nothing about the post. That it is absent is an answer. */
export const failureOf = (result: PostResult): GatewayError | undefined => {
  if (result.kind === 'failed') return result.error
  return result.kind === 'post' ? result.staleFor : undefined
}

/** The last result in place of a failure, marked as stale, as long as it may be shown. */
export const orStale = (
  { loaded: before, at }: View,
  result: PostResult,
  now: number,
  mayStillSee: (post: FoundPost) => boolean,
): PostResult => {
  if (result.kind !== 'failed' || REVOKING_CODES.has(result.error.code)) return result
  if (before?.kind !== 'post' || now - at > MAX_STALE_MS || !mayStillSee(before)) return result
  const { error } = result
  return before.staleFor?.code === error.code ? before : { ...before, staleFor: error }
}
