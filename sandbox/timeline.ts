// GET /2/users/:id/tweets: a user's own posts, newest first, in pages, in the form of the lookup's responses.

import { readFieldSet } from './field-set.ts'
import type { HttpResponse } from './http.ts'
import { envelope, lookup, type RequestContext } from './lookup.ts'
import { encodeToken, pageOf } from './paging.ts'
import { ID, invalidRequest, type ParameterError, queryOf, readInPath } from './query.ts'
import {
  type ErrorLocation,
  notFoundProblem,
  notVisibleProblem,
  type Problem,
  suspendedUserProblem,
} from './refusals.ts'
import { type Kind, readSpan, type Span, TIMELINE_PARAMETERS } from './timeline-query.ts'
import { POST_EXPANSIONS_PARAMETER } from './vocabulary.ts'
import { listedBy } from './world/published.ts'
import type { WorldPost } from './world/types.ts'

/** X's documentation: the last 3,200 posts, or the last 800 when replies are excluded. */
export const MAX_TIMELINE_POSTS = 3200
const MAX_POSTS_WITHOUT_REPLIES = 800

export const timeline = (id: string, search: string, context: RequestContext): HttpResponse => {
  const query = queryOf(search)
  const parameterErrors: ParameterError[] = []
  readInPath(id, ID, query, parameterErrors)
  const span = readSpan(query, parameterErrors)
  const fieldSet = readFieldSet(
    query,
    TIMELINE_PARAMETERS,
    POST_EXPANSIONS_PARAMETER,
    context.unlearned,
    parameterErrors,
  )
  if (parameterErrors.length > 0) return invalidRequest(parameterErrors, context.era)
  const location: ErrorLocation = { section: 'data', parameter: 'id' }
  const problem = accessProblem(id, location, context)
  if (problem !== undefined) {
    return envelope(undefined, { errors: [problem], includes: {} }, fieldSet, {})
  }
  const posts = postsOf(id, span, context)
  const { items, next, previous } = pageOf(posts, span.size, span.cursor)
  // X's documentation: excluded posts count, so a page can be short, or empty without being the last.
  const ids = items.filter((post) => !isOneOf(post, span.exclude)).map((post) => post.id)
  const result = lookup(new Set(ids), location, fieldSet, context)
  const [newest, oldest] = [result.data[0]?.id, result.data.at(-1)?.id]
  const meta = {
    result_count: result.data.length,
    ...(newest !== undefined && { newest_id: newest, oldest_id: oldest }),
    ...(next && { next_token: encodeToken(next) }),
    ...(previous && { previous_token: encodeToken(previous) }),
  }
  return envelope(result.data.length > 0 ? result.data : undefined, result, fieldSet, { meta })
}

const accessProblem = (
  id: string,
  location: ErrorLocation,
  { world, era, caller }: RequestContext,
): Problem | undefined => {
  const user = world.users.get(id)
  if (user === undefined) return notFoundProblem(era, 'user', location.parameter, id)
  if (user.suspended) return suspendedUserProblem(era, location.parameter, id)
  const isOwner = caller.kind === 'user' && caller.userId === id
  return user.protected && !isOwner ? notVisibleProblem(era, 'user', location, id) : undefined
}

/** The posts of a user that the timeline pages through. */
const postsOf = (id: string, span: Span, { world, now, reach }: RequestContext): WorldPost[] =>
  listedBy(world, id, now)
    .slice(0, span.exclude.has('replies') ? Math.min(reach, MAX_POSTS_WITHOUT_REPLIES) : reach)
    .filter(span.includes)

const REFERENCE = { replies: 'replied_to', retweets: 'retweeted' } as const

const isOneOf = ({ references }: WorldPost, kinds: ReadonlySet<Kind>): boolean =>
  [...kinds].some((kind) => references.some(({ type }) => type === REFERENCE[kind]))
