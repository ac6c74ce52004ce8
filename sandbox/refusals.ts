// What X will not show, and with which words. Problems are matched by clients on `type` and `detail`,
// so every key and text is as recorded; where nothing was recorded the comment says so.

import type { Caller } from './exchange.ts'
import type { Era } from './history.ts'
import type { PrivateGroup } from './vocabulary.ts'
import type { WorldPost } from './world/types.ts'

export type Problem = Readonly<Record<string, string>>

/** `current`: a refused post stays, without the field. `classic` (2020–2023): it is dropped whole. */
export type Manners = 'current' | 'classic'

/** Where a post was asked for: which parameter named it, and whether it is data or an expansion. */
export interface Place {
  readonly section: 'data' | 'includes'
  readonly parameter: string
}

/** Documented as 30; own posts of 76.6 days were served and those of 90.2 refused. The cut between is a guess. */
export const PRIVATE_METRICS_SERVED_FOR_MS = 90 * 86_400_000

const problemType = (era: Era, name: string): string =>
  `https://${era.problemHost}/2/problems/${name}`

export const notFoundProblem = (
  era: Era,
  resource: 'tweet' | 'user',
  parameter: string,
  id: string,
): Problem => ({
  detail: `Could not find ${resource} with ${parameter}: [${id}].`,
  parameter,
  ...(era.resourceIdInProblems && { resource_id: id }),
  resource_type: resource,
  title: 'Not Found Error',
  type: problemType(era, 'resource-not-found'),
  value: id,
})

/** Protected and suspended authors, and protected timelines. No space before the colon here, unlike below. */
export const notVisibleProblem = (
  era: Era,
  resource: 'Tweet' | 'user',
  { section, parameter }: Place,
  id: string,
): Problem => ({
  detail: `Sorry, you are not authorized to see the ${resource} with ${parameter}: [${id}].`,
  parameter,
  ...(era.resourceIdInProblems && { resource_id: id }),
  resource_type: resource.toLowerCase(),
  section,
  title: 'Authorization Error',
  type: problemType(era, 'not-authorized-for-resource'),
  value: id,
})

/** As library issues quote it; an answer with headers was not recorded. */
export const suspendedUserProblem = (era: Era, parameter: string, id: string): Problem => ({
  detail: `User has been suspended: [${id}].`,
  parameter,
  resource_id: id,
  resource_type: 'user',
  title: 'Forbidden',
  type: problemType(era, 'resource-not-found'),
  value: id,
})

/** The space before the colon is X's. */
export const fieldProblem = (
  era: Era,
  resource: 'Tweet' | 'user',
  { section, parameter }: Place,
  id: string,
  field: string,
): Problem => ({
  detail: `Sorry, you are not authorized to access '${field}' on the ${resource} with ${parameter} : [${id}].`,
  field,
  parameter,
  resource_id: id,
  resource_type: resource.toLowerCase(),
  section,
  title: 'Field Authorization Error',
  type: problemType(era, 'not-authorized-for-field'),
  value: id,
})

/** Its field is named in the words only. */
const disallowedProblem = (
  era: Era,
  post: WorldPost,
  section: Place['section'],
  field: string,
  why: string,
): Problem => ({
  detail: `The '${field}' field cannot be queried for ${why}.`,
  resource_id: post.refusedAnonymously ? 'unknown' : post.id,
  resource_type: 'tweet',
  section,
  title: 'Disallowed Resource',
  type: problemType(era, 'disallowed-resource'),
})

const CONTEXT_FIELDS = [
  'impression_count',
  'like_count',
  'reply_count',
  'retweet_count',
  'url_link_clicks',
  'user_profile_clicks',
]

type GroupFields = readonly (readonly [PrivateGroup, readonly string[]])[]

const NOT_YOURS: GroupFields = [
  ['non_public_metrics', ['impression_count', 'url_link_clicks', 'user_profile_clicks']],
  ['organic_metrics', CONTEXT_FIELDS],
  ['promoted_metrics', CONTEXT_FIELDS],
]

const TOO_OLD: GroupFields = [
  ['organic_metrics', CONTEXT_FIELDS],
  ['promoted_metrics', CONTEXT_FIELDS],
  [
    'non_public_metrics',
    ['engagements', 'impression_count', 'url_link_clicks', 'user_profile_clicks'],
  ],
]

/** Never `url_link_clicks`, even where the post has a link. */
const NOT_PROMOTED: GroupFields = [
  [
    'promoted_metrics',
    ['impression_count', 'like_count', 'reply_count', 'retweet_count', 'user_profile_clicks'],
  ],
]

const fieldsOf = (groups: GroupFields, asked: ReadonlySet<PrivateGroup>): string[] =>
  groups.flatMap(([group, fields]) =>
    asked.has(group) ? fields.map((field) => `${group}.${field}`) : [],
  )

export interface Refusal {
  readonly problems: readonly Problem[]
  /** The groups that are not served. */
  readonly groups: ReadonlySet<PrivateGroup>
  /** The whole post is left out. */
  readonly dropped: boolean
}

const NOTHING_REFUSED: Refusal = { problems: [], groups: new Set(), dropped: false }

/** What of the private groups asked X refuses this caller on this post. */
export const refusalOf = (
  post: WorldPost,
  asked: ReadonlySet<PrivateGroup>,
  caller: Caller,
  place: Place,
  now: number,
  era: Era,
  manners: Manners,
): Refusal => {
  if (asked.size === 0) return NOTHING_REFUSED
  const classic = manners === 'classic'
  if (caller.kind === 'app' || caller.userId !== post.authorId) {
    const problems = fieldsOf(NOT_YOURS, asked).map((field) =>
      fieldProblem(era, 'Tweet', place, post.id, field),
    )
    // That the post stays in the current manner is a guess: every refusal recorded in 2026 keeps it.
    return { problems, groups: asked, dropped: classic }
  }
  const disallow = (groups: GroupFields, why: string): Problem[] =>
    fieldsOf(groups, asked).map((field) => disallowedProblem(era, post, place.section, field, why))
  // That a retweet's fields come in the order of the old ones, and before the age rule, is a guess.
  if (post.references.some((reference) => reference.type === 'retweeted')) {
    return { problems: disallow(TOO_OLD, 'Retweets'), groups: asked, dropped: false }
  }
  if (!post.ageless && now - post.createdAt > PRIVATE_METRICS_SERVED_FOR_MS) {
    // That old posts were dropped in the classic manner is a guess from X's timeline documentation.
    return {
      problems: disallow(TOO_OLD, 'Tweets older than 30 days'),
      groups: asked,
      dropped: classic,
    }
  }
  if (post.numbers.promoted === undefined && asked.has('promoted_metrics')) {
    return {
      problems: disallow(NOT_PROMOTED, 'Posts that have not been promoted'),
      groups: new Set(['promoted_metrics']),
      dropped: false,
    }
  }
  return NOTHING_REFUSED
}
