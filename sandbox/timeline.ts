// GET /2/users/:id/tweets: somebody's own posts, newest first and page by page, as the lookup shows them.

import type { Answer } from './exchange.ts'
import { type Circumstances, envelope, lookup } from './lookup.ts'
import { newestFirst, pageOf, tokenOf } from './paging.ts'
import { ID, invalidRequest, type Mistake, queryOf, readAsk, readInPath } from './query.ts'
import {
  notFoundProblem,
  notVisibleProblem,
  type Place,
  type Problem,
  suspendedUserProblem,
} from './refusals.ts'
import { type Kind, readSpan, type Span, TIMELINE_PARAMETERS } from './timeline-query.ts'
import { POST_EXPANSIONS_PARAMETER } from './vocabulary.ts'
import type { WorldPost } from './world/types.ts'

/** X's documentation: the last 3,200; of those that are no replies, the ones among the last 800. */
export const MOST_POSTS = 3200
const MOST_WITHOUT_REPLIES = 800

export const timeline = (id: string, search: string, circumstances: Circumstances): Answer => {
  const query = queryOf(search)
  const mistakes: Mistake[] = []
  readInPath(id, ID, query, mistakes)
  const span = readSpan(query, mistakes)
  const ask = readAsk(
    query,
    TIMELINE_PARAMETERS,
    POST_EXPANSIONS_PARAMETER,
    circumstances.unlearned,
    mistakes,
  )
  if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
  const place: Place = { section: 'data', parameter: 'id' }
  const refusal = whyNot(id, place, circumstances)
  if (refusal !== undefined) {
    return envelope(undefined, { errors: [refusal], includes: {} }, ask, {})
  }
  const posts = postsOf(id, span, circumstances)
  const { items, next, previous } = pageOf(posts, span.size, span.turn)
  // X's documentation: what is left out counts, so that a page can be short, or empty and not the last.
  const ids = items.filter((post) => !isOneOf(post, span.exclude)).map((post) => post.id)
  const found = lookup(new Set(ids), place, ask, circumstances)
  const [newest, oldest] = [found.data[0]?.id, found.data.at(-1)?.id]
  const meta = {
    result_count: found.data.length,
    ...(newest !== undefined && { newest_id: newest, oldest_id: oldest }),
    ...(next && { next_token: tokenOf(next) }),
    ...(previous && { previous_token: tokenOf(previous) }),
  }
  return envelope(found.data.length > 0 ? found.data : undefined, found, ask, { meta })
}

const whyNot = (
  id: string,
  place: Place,
  { world, era, caller }: Circumstances,
): Problem | undefined => {
  const user = world.users.get(id)
  if (user === undefined) return notFoundProblem(era, 'user', place.parameter, id)
  if (user.suspended) return suspendedUserProblem(era, place.parameter, id)
  const own = caller.kind === 'user' && caller.userId === id
  return user.protected && !own ? notVisibleProblem(era, 'user', place, id) : undefined
}

/** What of somebody's posts is there to be paged through. */
const postsOf = (id: string, span: Span, { world, now, reach }: Circumstances): WorldPost[] => {
  const isThere = (post: WorldPost): boolean =>
    post.authorId === id && post.createdAt <= now && !isReplaced(post)
  /** Of an edited post the last version alone is there. */
  const isReplaced = ({ id, versions }: WorldPost): boolean =>
    versions.some(
      (version) =>
        newestFirst(version, id) < 0 && (world.posts.get(version)?.createdAt ?? Infinity) <= now,
    )
  return [...world.posts.values()]
    .filter(isThere)
    .sort((a, b) => newestFirst(a.id, b.id))
    .slice(0, span.exclude.has('replies') ? Math.min(reach, MOST_WITHOUT_REPLIES) : reach)
    .filter(span.holds)
}

const REFERENCE = { replies: 'replied_to', retweets: 'retweeted' } as const

const isOneOf = ({ references }: WorldPost, kinds: ReadonlySet<Kind>): boolean =>
  [...kinds].some((kind) => references.some(({ type }) => type === REFERENCE[kind]))
