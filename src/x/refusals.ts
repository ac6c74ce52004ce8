// Refusals: why a group of private metrics is null. X's problems, up to sixteen per post, become one reason per group.

import type { GatewayError } from '../infra/errors.ts'
import { postNotFound, postNotVisible } from './errors.ts'
import { PRIVATE_GROUPS, type PrivateGroup } from './fields.ts'
import { problemKind, subjectOf, textOf, wordsOf } from './problems.ts'
import type { Problem, Tweet } from './types.ts'

export type RefusalReason =
  | 'USER_CONTEXT_REQUIRED'
  | 'NOT_OWNER'
  | 'EXPIRED'
  | 'NOT_PROMOTED'
  | 'REPOST'
  | 'RECONNECT_NEEDED'
  | 'REFUSED'

/** Why a group of private metrics is not there. */
export interface Refusal {
  readonly reason: RefusalReason
  /** What to say in place of the reason's usual sentence: X's words where no reason is known. */
  readonly words?: string
}

export type Refusals = ReadonlyMap<PrivateGroup, Refusal>

interface SortedProblems {
  readonly errors: Map<string, GatewayError>
  readonly refusals: Map<string, Map<PrivateGroup, Refusal>>
  /** There is something among them that may be about any post. */
  readonly unclear: boolean
}

/** Sixteen problems of one post become one reason per group. */
export const sortProblems = (
  problems: readonly Problem[],
  tweets: readonly Tweet[],
): SortedProblems => {
  const errors = new Map<string, GatewayError>()
  const refusals = new Map<string, Map<PrivateGroup, Refusal>>()
  let unclear = false
  const refuse = (id: string, group: PrivateGroup, refusal: Refusal): void => {
    const groups = refusals.get(id) ?? new Map<PrivateGroup, Refusal>()
    refusals.set(id, groups.set(group, refusal))
  }
  const anonymous = new Map<PrivateGroup, Refusal>()
  for (const problem of problems) {
    // users.ts reads those about expanded users.
    if (problem.resource_type === 'user') continue
    const id = subjectOf(problem)
    const kind = problemKind(problem.type)
    if (kind === 'resource-not-found' && id !== undefined) errors.set(id, postNotFound(id))
    else if (
      (kind === 'not-authorized-for-resource' || kind === 'resource-unavailable') &&
      id !== undefined
    ) {
      errors.set(id, postNotVisible(id))
    } else {
      const refused = refusalOf(problem, kind)
      if (refused !== undefined && id !== undefined) refuse(id, ...refused)
      else {
        unclear = true
        if (refused !== undefined && !anonymous.has(refused[0])) anonymous.set(...refused)
      }
    }
  }
  // X sometimes refuses without saying of which post: it is one that lacks the group unexplained.
  for (const [group, refusal] of anonymous) {
    for (const tweet of tweets) {
      const { id } = tweet
      if ((tweet[group] ?? null) === null && !refusals.get(id)?.has(group)) {
        refuse(id, group, refusal)
      }
    }
  }
  return { errors, refusals, unclear }
}

const DISALLOWED = /^The '([a-z_.0-9]+)' field cannot be queried for (.+?)\.?$/

/** Problem texts are matched by the words that have stayed; X mixes "Posts" and "Tweets". */
const REASONS: readonly (readonly [RegExp, RefusalReason])[] = [
  [/older than/, 'EXPIRED'],
  [/not been promoted/, 'NOT_PROMOTED'],
  [/retweets|reposts/i, 'REPOST'],
]

const refusalOf = (problem: Problem, kind: string): [PrivateGroup, Refusal] | undefined => {
  const detail = textOf(problem.detail)
  if (kind === 'not-authorized-for-field' || kind === 'field-unauthorized') {
    const group = groupOf(textOf(problem.field) || /'([a-z_.0-9]+)'/.exec(detail)?.[1])
    return group && [group, { reason: 'NOT_OWNER' }]
  }
  if (kind !== 'disallowed-resource') return undefined
  const [, name, why = detail] = DISALLOWED.exec(detail) ?? []
  const group = groupOf(name)
  const reason = REASONS.find(([words]) => words.test(why))?.[1]
  if (group === undefined) return undefined
  return [group, reason === undefined ? { reason: 'REFUSED', words: wordsOf(problem) } : { reason }]
}

/** The posts of which something private is refused. */
export const refusedIn = (problems: readonly Problem[]): ReadonlySet<string> =>
  new Set(
    problems.flatMap((problem) =>
      refusalOf(problem, problemKind(problem.type)) === undefined ? [] : (subjectOf(problem) ?? []),
    ),
  )

const groupOf = (field: string | undefined): PrivateGroup | undefined =>
  PRIVATE_GROUPS.find((group) => field === group || field?.startsWith(`${group}.`))
