// Objects and fields that X refuses, and the problems with which it reports them. Clients match `type` and
// `detail`, so every key and text is as recorded; the comments name the exceptions.

import type { Era } from './era.ts'
import type { Caller } from './http.ts'
import type { PrivateGroup } from './vocabulary.ts'
import type { WorldPost } from './world/types.ts'

export type Problem = Readonly<Record<string, string>>

/** `current`: a refused post is returned without the field. `classic` (2020–2023): the post is dropped. */
export type Manners = 'current' | 'classic'

/** The part of the request that a problem refers to: the parameter or expansion, and its section of the response. */
export interface ErrorLocation {
  readonly section: 'data' | 'includes'
  readonly parameter: string
}

/** X documents 30 days; posts of 76.6 days were served and posts of 90.2 days refused. The limit between is a guess. */
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

/** For protected and suspended authors, and protected timelines. This text has no space before the colon. */
export const notVisibleProblem = (
  era: Era,
  resource: 'Tweet' | 'user',
  { section, parameter }: ErrorLocation,
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

/** The text is quoted in issues of client libraries; no complete response was recorded. */
export const suspendedUserProblem = (era: Era, parameter: string, id: string): Problem => ({
  detail: `User has been suspended: [${id}].`,
  parameter,
  resource_id: id,
  resource_type: 'user',
  title: 'Forbidden',
  type: problemType(era, 'resource-not-found'),
  value: id,
})

/** X's text has a space before the colon. */
export const fieldProblem = (
  era: Era,
  resource: 'Tweet' | 'user',
  { section, parameter }: ErrorLocation,
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

/** X names the field in `detail` only. */
const disallowedProblem = (
  era: Era,
  post: WorldPost,
  section: ErrorLocation['section'],
  field: string,
  posts: string,
): Problem => ({
  detail: `The '${field}' field cannot be queried for ${posts}.`,
  resource_id: post.refusedWithoutId ? 'unknown' : post.id,
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

const NOT_OWNED_FIELDS: GroupFields = [
  ['non_public_metrics', ['impression_count', 'url_link_clicks', 'user_profile_clicks']],
  ['organic_metrics', CONTEXT_FIELDS],
  ['promoted_metrics', CONTEXT_FIELDS],
]

const TOO_OLD_FIELDS: GroupFields = [
  ['organic_metrics', CONTEXT_FIELDS],
  ['promoted_metrics', CONTEXT_FIELDS],
  [
    'non_public_metrics',
    ['engagements', 'impression_count', 'url_link_clicks', 'user_profile_clicks'],
  ],
]

/** X does not list `url_link_clicks` here, even if the post has a link. */
const NOT_PROMOTED_FIELDS: GroupFields = [
  [
    'promoted_metrics',
    ['impression_count', 'like_count', 'reply_count', 'retweet_count', 'user_profile_clicks'],
  ],
]

const fieldsOf = (groups: GroupFields, requested: ReadonlySet<PrivateGroup>): string[] =>
  groups.flatMap(([group, fields]) =>
    requested.has(group) ? fields.map((field) => `${group}.${field}`) : [],
  )

export interface Refusal {
  readonly problems: readonly Problem[]
  /** The refused groups. */
  readonly groups: ReadonlySet<PrivateGroup>
  /** The post itself is left out. */
  readonly dropped: boolean
}

const NOTHING_REFUSED: Refusal = { problems: [], groups: new Set(), dropped: false }

/** The requested groups of private metrics that X refuses to this caller for this post. */
export const refusalOf = (
  post: WorldPost,
  requested: ReadonlySet<PrivateGroup>,
  caller: Caller,
  location: ErrorLocation,
  now: number,
  era: Era,
  manners: Manners,
): Refusal => {
  if (requested.size === 0) return NOTHING_REFUSED
  const classic = manners === 'classic'
  if (caller.kind === 'app' || caller.userId !== post.authorId) {
    const problems = fieldsOf(NOT_OWNED_FIELDS, requested).map((field) =>
      fieldProblem(era, 'Tweet', location, post.id, field),
    )
    // It is a guess that X returns the post today: all refusals recorded in 2026 concern own posts.
    return { problems, groups: requested, dropped: classic }
  }
  const disallow = (groups: GroupFields, posts: string): Problem[] =>
    fieldsOf(groups, requested).map((field) =>
      disallowedProblem(era, post, location.section, field, posts),
    )
  // The order of a Retweet's fields, and that this rule precedes the age limit, are guesses.
  if (post.references.some((reference) => reference.type === 'retweeted')) {
    return { problems: disallow(TOO_OLD_FIELDS, 'Retweets'), groups: requested, dropped: false }
  }
  if (!post.noAgeLimit && now - post.createdAt > PRIVATE_METRICS_SERVED_FOR_MS) {
    // The drop of old posts until 2023 is a guess from its timeline documentation.
    return {
      problems: disallow(TOO_OLD_FIELDS, 'Tweets older than 30 days'),
      groups: requested,
      dropped: classic,
    }
  }
  const wasPromoted = post.numbers.promoted && (post.promotion?.from ?? 0) <= now
  if (!wasPromoted && requested.has('promoted_metrics')) {
    return {
      problems: disallow(NOT_PROMOTED_FIELDS, 'Posts that have not been promoted'),
      groups: new Set(['promoted_metrics']),
      dropped: false,
    }
  }
  return NOTHING_REFUSED
}
