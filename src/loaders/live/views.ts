// What followers have been shown of posts: of each post, for each selection, what X said last and since when it is so.

import { isDeepStrictEqual } from 'node:util'

import { type ErrorCode, GatewayError } from '../../errors.ts'
import { type Plan, privateGroupsOf } from '../../plan.ts'
import type { Loaded, LoadedPost } from '../loaded.ts'
import { OLDEST_MS } from '../post-cache.ts'
import { WITHDRAWN } from '../receiving.ts'

export interface View {
  readonly id: string
  readonly plan: Plan
  loaded: Loaded | undefined
  /** That of the round in which it became what it is. */
  version: number
  /** When X was asked for what it is, with success. */
  at: number
  /** Whose private numbers could be seen then. */
  rights: string
}

export interface Views {
  /** The same for all who ask for the same. */
  hold(id: string, plan: Plan): View
  release(view: View): void
  has(id: string): boolean
  /** Distinct posts. */
  readonly size: number
}

export const createViews = (): Views => {
  const held = new Map<string, Map<Plan, { readonly view: View; holders: number }>>()
  return {
    hold: (id, plan) => {
      const plans = held.get(id) ?? new Map()
      held.set(id, plans)
      const known = plans.get(plan) ?? {
        view: { id, plan, loaded: undefined, version: 0, at: 0, rights: '' },
        holders: 0,
      }
      known.holders += 1
      plans.set(plan, known)
      return known.view
    },
    release: ({ id, plan }) => {
      const plans = held.get(id)
      const known = plans?.get(plan)
      if (plans === undefined || known === undefined) return
      known.holders -= 1
      if (known.holders === 0) plans.delete(plan)
      if (plans.size === 0) held.delete(id)
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

/** Whether whoever has seen the one is to be told of the other. */
export const differ = (one: Loaded | undefined, other: Loaded, plan: Plan): boolean => {
  if (one === undefined) return true
  if (one === other) return false
  if (one instanceof GatewayError || other instanceof GatewayError) {
    return !(
      one instanceof GatewayError &&
      other instanceof GatewayError &&
      one.code === other.code
    )
  }
  return !isDeepStrictEqual(shown(one, plan), shown(other, plan))
}

/** All of a post that a selection can show. */
const shown = ({ tweet, related, refusals, incomplete, staleFor }: LoadedPost, plan: Plan) => [
  fields(tweet, plan.tweet),
  all(related.media, plan.media),
  all(related.users, plan.user),
  all(related.polls, plan.poll),
  all(related.places, plan.place),
  plan.referenced === undefined ? [] : all(related.tweets, plan.referenced.tweet),
  privateGroupsOf(plan).map((group) => refusals.get(group)),
  incomplete,
  staleFor?.code,
]

const all = <T extends object>(items: ReadonlyMap<string, T>, names: ReadonlySet<string>) =>
  names.size === 0 ? [] : [...items.values()].map((item) => fields(item, names))

const fields = (item: object, names: ReadonlySet<string>): unknown[] =>
  [...names].map((name) => (item as Readonly<Record<string, unknown>>)[name])
