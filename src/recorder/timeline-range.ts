// Reads a range of an account's timeline, and notes what X sends: samples, new posts, and refusals because of age.

import type { Account } from '../auth/accounts.ts'
import type { FoundPage, PostResult } from '../pipeline/result.ts'
import type { FieldSet } from '../plan/field-set.ts'
import { newestFirst } from '../x/fields.ts'
import { isRetweet } from '../x/tweets.ts'
import type { Calls } from './calls.ts'
import { FIELD_SETS } from './field-sets.ts'
import { findUnlisted, lookUpUnlisted } from './gone-posts.ts'
import type { PlannedPage } from './pages.ts'
import { noteFound, type TrackedPost, trackedPost } from './tracked.ts'
import type { Allowance, KnownAccount } from './types.ts'

/** The parts of a round of an account. */
export interface AccountSampling extends Allowance {
  readonly account: Account
  readonly known: KnownAccount
  readonly calls: Calls
  /** When the round began. */
  readonly at: number
  /** Values from before this time are not served from a cache. */
  readonly notBefore: number
  readonly isBilled: (postId: string) => boolean
  /** Whether X has refused private metrics of the post, or of a younger one, because of its age. */
  readonly isRefused: (userId: string, postId: string) => boolean
}

/** A range of the timeline, and the size of its pages. */
export type Range = Pick<PlannedPage, 'posts' | 'isPrivate' | 'sinceId' | 'untilId'> & {
  readonly maxResults: number
  readonly listed?: readonly string[]
}

/** Reads a range, in several pages if it has more posts than are known. */
export const readPosts = async (
  range: Range,
  round: AccountSampling,
): Promise<Pick<FoundPage, 'ids' | 'nextToken'>> => {
  const { account, calls, known, notBefore } = round
  const { posts, sinceId, untilId, maxResults, listed } = range
  const results = new Map<string, PostResult>()
  let nextToken: string | undefined
  do {
    const parameters = {
      exclude: [],
      maxResults,
      ...(sinceId && { sinceId }),
      ...(untilId && { untilId }),
      ...(nextToken && { paginationToken: nextToken }),
    }
    const price = account.owned ? ('ownPost' as const) : ('post' as const)
    const resource = { kind: 'timeline', userId: known.userId, page: parameters, price } as const
    const page = await calls.page(
      account,
      listed === undefined ? resource : { ...resource, listed },
      fieldSetFor(range),
      notBefore,
    )
    for (const id of page.ids) results.set(id, page.posts.get(id) ?? MISSING)
    nextToken = page.ids.length === 0 ? undefined : page.nextToken
  } while (nextToken !== undefined && sinceId !== undefined && !isCovered(posts, results))
  // After the last page: if one fails, the next round begins again with the newest posts.
  for (const [id, result] of results) note(id, result, known)
  extendRange(known, [...results.keys()])
  const read = { ids: new Set(results.keys()), ...(untilId && { untilId }) }
  const missing = posts.filter(({ id }) => !results.has(id))
  await lookUpUnlisted([...new Set([...missing, ...findUnlisted(known, read)])], round)
  return { ids: [...results.keys()], nextToken }
}

const MISSING: PostResult = { kind: 'dropped', refusals: new Map() }

const isCovered = (
  posts: readonly TrackedPost[],
  results: ReadonlyMap<string, unknown>,
): boolean => {
  const oldest = posts.at(-1)
  return oldest !== undefined && results.has(oldest.id)
}

const fieldSetFor = ({ posts, isPrivate }: Range): FieldSet => {
  if (!isPrivate) return FIELD_SETS.public
  return posts.some(({ isPromoted }) => isPromoted) ? FIELD_SETS.promoted : FIELD_SETS.own
}

const extendRange = (known: KnownAccount, ids: readonly string[]): void => {
  const { range, ...state } = known.state
  const all = [...ids, ...(range === undefined ? [] : [range.newest, range.oldest])]
  const [newest, oldest] = [all.sort(newestFirst)[0], all.at(-1)]
  if (newest === undefined || oldest === undefined) return
  if (newest === range?.newest && oldest === range.oldest) return
  known.state = { ...state, range: { newest, oldest } }
}

const note = (id: string, result: PostResult, known: KnownAccount): void => {
  const { posts, state } = known
  const { refusedId } = state
  let post = posts.get(id)
  if (post === undefined) {
    const isReadable = refusedId === undefined || newestFirst(id, refusedId) < 0
    const isRepost = result.kind === 'post' && isRetweet(result.tweet)
    post = trackedPost(id, { isReadable, isRepost })
    posts.add(post)
  }
  post.isUnlisted = false
  if (result.kind === 'post') noteFound(post, result)
  const isExpired =
    'refusals' in result && [...result.refusals.values()].some(({ reason }) => reason === 'EXPIRED')
  if (!isExpired) return
  post.isReadable = false
  if (refusedId === undefined || newestFirst(id, refusedId) < 0)
    known.state = { ...state, refusedId: id }
}
