// What followers have been shown of posts: of each post, for each selection, what X said last and since when it is so.

import { type ErrorCode, GatewayError } from '../infra/errors.ts'
import { OLDEST_MS } from '../pipeline/post-cache.ts'
import { WITHDRAWN } from '../pipeline/receiving.ts'
import type { Loaded, LoadedPost } from '../pipeline/result.ts'
import type { Shown } from './shown.ts'

export interface View {
  readonly id: string
  readonly shown: Shown
  loaded: Loaded | undefined
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

/** What X says of the post itself. All else is a failure, which says nothing about it. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['POST_NOT_FOUND', 'POST_NOT_VISIBLE'])

export const isFailure = (loaded: Loaded): boolean =>
  loaded instanceof GatewayError ? !FINAL.has(loaded.code) : loaded.staleFor !== undefined

/** When X fails: what it said before, if that may still be shown, and that it is old. */
export const orStale = (
  { loaded: before, at }: View,
  loaded: Loaded,
  now: number,
  mayStillSee: (post: LoadedPost) => boolean,
): Loaded => {
  if (!(loaded instanceof GatewayError) || FINAL.has(loaded.code) || WITHDRAWN.has(loaded.code)) {
    return loaded
  }
  if (before === undefined || before instanceof GatewayError) return loaded
  if (now - at > OLDEST_MS || !mayStillSee(before)) return loaded
  return before.staleFor?.code === loaded.code ? before : { ...before, staleFor: loaded }
}
