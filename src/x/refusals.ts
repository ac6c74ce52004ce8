// Refusals: why a group of private metrics is null. X sends up to sixteen problems per post, one for each metric; they
// become one refusal per group.

import type { GatewayError } from '../infra/errors.ts'
import { postNotFound, postNotVisible } from './errors.ts'
import { isId, PRIVATE_GROUPS, type PrivateGroup } from './fields.ts'
import { detailOf, type Problem, postIdOf, problemKind } from './problems.ts'
import { type Fields, isNullish, isString } from './scalars.ts'
import { isAboutUser } from './users.ts'

export type RefusalReason =
  | 'USER_CONTEXT_REQUIRED'
  | 'NOT_OWNER'
  | 'EXPIRED'
  | 'NOT_PROMOTED'
  | 'REPOST'
  | 'RECONNECT_NEEDED'
  | 'REFUSED'
  /** X was not asked, and the archive has no sample. */
  | 'NOT_RECORDED'

export interface Refusal {
  readonly reason: RefusalReason
  /** Replaces the reason's usual sentence. */
  readonly message?: string
}

export type Refusals = ReadonlyMap<PrivateGroup, Refusal>

interface SortedProblems {
  /** Why posts are missing, by id. */
  readonly errors: ReadonlyMap<string, GatewayError>
  /** Refusals by post. */
  readonly refusals: ReadonlyMap<string, Refusals>
  /** Whether a problem may be about any post, so that a missing post is unexplained. */
  readonly unclear: boolean
}

export const sortProblems = (
  problems: readonly Problem[],
  tweets: readonly Fields[],
): SortedProblems => {
  const errors = new Map<string, GatewayError>()
  const refusals = new Map<string, Map<PrivateGroup, Refusal>>()
  /** Refusals that name no post. */
  const anonymous = new Map<PrivateGroup, Refusal>()
  let unclear = false
  const refuse = (id: string, group: PrivateGroup, refusal: Refusal): void => {
    const groups = refusals.get(id) ?? new Map<PrivateGroup, Refusal>()
    refusals.set(id, groups.set(group, refusal))
  }
  for (const problem of problems) {
    // users.ts reads the problems of expanded users.
    if (isAboutUser(problem)) continue
    const id = postIdOf(problem)
    const error = id === undefined ? undefined : postErrorIn(problem, id)
    const refused = error === undefined ? refusalIn(problem) : undefined
    if (id !== undefined && error !== undefined) errors.set(id, error)
    else if (id !== undefined && refused !== undefined) refuse(id, ...refused)
    else {
      unclear = true
      if (refused !== undefined && !anonymous.has(refused[0])) anonymous.set(...refused)
    }
  }
  // A refusal without a post (recorded in 2026: a `resource_id` of "unknown") is about the posts that lack the group
  // for no other reason.
  for (const [group, refusal] of anonymous) {
    for (const { id, [group]: metrics } of tweets) {
      if (isId(id) && isNullish(metrics) && !refusals.get(id)?.has(group)) {
        refuse(id, group, refusal)
      }
    }
  }
  return { errors, refusals, unclear }
}

const postErrorIn = ({ type }: Problem, id: string): GatewayError | undefined => {
  switch (problemKind(type)) {
    case 'resource-not-found':
      return postNotFound(id)
    case 'not-authorized-for-resource':
    case 'resource-unavailable':
      return postNotVisible(id)
    default:
      return undefined
  }
}

/** Recorded in 2026: "The 'organic_metrics.like_count' field cannot be queried for Tweets older than 30 days." */
const DISALLOWED = /^The '([a-z_.0-9]+)' field cannot be queried for (.+?)\.?$/

/** Parts of X's sentences that did not change between recordings: X uses "Posts" and "Tweets" interchangeably. */
const REASONS: readonly (readonly [RegExp, RefusalReason])[] = [
  [/older than/, 'EXPIRED'],
  [/not been promoted/, 'NOT_PROMOTED'],
  [/retweets|reposts/i, 'REPOST'],
]

const refusalIn = (problem: Problem): [PrivateGroup, Refusal] | undefined => {
  const kind = problemKind(problem.type)
  const detail = isString(problem.detail) ? problem.detail : ''
  if (kind === 'not-authorized-for-field' || kind === 'field-unauthorized') {
    const field = isString(problem.field) ? problem.field : ''
    const group = groupOf(field || /'([a-z_.0-9]+)'/.exec(detail)?.[1])
    return group && [group, { reason: 'NOT_OWNER' }]
  }
  if (kind !== 'disallowed-resource') return undefined
  const [, field, cause = detail] = DISALLOWED.exec(detail) ?? []
  const group = groupOf(field)
  if (group === undefined) return undefined
  const reason = REASONS.find(([pattern]) => pattern.test(cause))?.[1]
  return [group, reason ? { reason } : { reason: 'REFUSED', message: detailOf(problem) }]
}

/** The posts of which a private group is refused. */
export const refusedIn = (problems: readonly Problem[]): ReadonlySet<string> =>
  new Set(
    problems.flatMap((problem) =>
      refusalIn(problem) === undefined ? [] : (postIdOf(problem) ?? []),
    ),
  )

const groupOf = (field: string | undefined): PrivateGroup | undefined =>
  PRIVATE_GROUPS.find((group) => field === group || field?.startsWith(`${group}.`))
