// What is wrong with posts, and with answers: the problems that X tells of beside posts, sorted by which they are about,
// and what cannot be read. Problems may hold anything, too: one that says nothing of a post may be about any of them.

import { GatewayError } from '../infra/errors.ts'
import { isId, PRIVATE_GROUPS, type PrivateGroup } from './fields.ts'
import { problemKind } from './refusals.ts'
import type { Problem, Tweet } from './types.ts'
import { quoted } from './words.ts'

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

export const postNotFound = (id: string): GatewayError =>
  new GatewayError('POST_NOT_FOUND', `X has no post ${id}: it was deleted, or never existed.`, {
    details: { postId: id },
  })

const postNotVisible = (id: string): GatewayError =>
  new GatewayError(
    'POST_NOT_VISIBLE',
    `X does not show post ${id}: its author is protected or suspended, or it is withheld.`,
    { details: { postId: id } },
  )

/** Something between here and X may have answered, or X in words that are new. */
export const invalidAnswer = (cause?: unknown): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s answer is not what its API sends. Something between here and X may have answered in its place; try again in a moment.',
    { cause },
  )

/** The others of its answer are as good as ever. */
export const invalidPost = (id: string): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `What X’s answer says of post ${id} is not what its API sends. Try again in a moment; if it goes on, please report it.`,
    { details: { postId: id } },
  )

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

/** Nothing where there is no text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What X says of it. */
export const wordsOf = ({ detail }: Problem): string => quoted(detail)

const subjectOf = ({ resource_id, value, detail }: Problem): string | undefined =>
  [resource_id, value, /\[(\d+)\]/.exec(textOf(detail))?.[1]].find(isId)

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
