// GET /labs/1/tweets/metrics/private: private metrics of up to 50 of the caller's own posts of the last 30 days,
// without Retweets. The gateway's `privateMetrics` query has its contract.
//
// X documented only its "not found"; the texts for other people's posts, old posts and Retweets are guesses
// that follow /2.

import { type HttpResponse, json } from './http.ts'
import type { RequestContext } from './lookup.ts'
import { mediaNonPublicMetrics, mediaPublicMetrics } from './media-metrics.ts'
import { nonPublicMetrics, publicMetrics } from './metrics.ts'
import { IDS, invalidRequest, type ParameterError, queryOf, readValues } from './query.ts'
import { isPublished } from './world/published.ts'
import type { WorldPost } from './world/types.ts'

const MAX_IDS_PER_CALL = 50
const DOCUMENTED_AGE_MS = 30 * 86_400_000

export const labsPrivateMetrics = (
  userId: string,
  search: string,
  context: RequestContext,
): HttpResponse => {
  const { world, now, era } = context
  const query = queryOf(search)
  const parameterErrors: ParameterError[] = []
  const ids = readValues(query, IDS, MAX_IDS_PER_CALL, era, parameterErrors)
  for (const [name, values] of query) {
    if (name === 'ids') continue
    parameterErrors.push({
      parameters: { [name]: values },
      message: `The query parameter [${name}] is not one of [ids]`,
    })
  }
  if (parameterErrors.length > 0) return invalidRequest(parameterErrors, era, 'labs/1')

  const problem = (id: string, title: string, detail: string, type: string) => ({
    value: id,
    detail,
    // Labs ended before X changed the host of its problem types.
    type: `https://api.twitter.com/labs/1/problems/${type}`,
    title,
    parameter: 'ids',
    resource_type: 'tweet',
  })
  const accessProblem = (id: string, post: WorldPost | undefined) => {
    if (post === undefined || !isPublished(post, now)) {
      const detail = `Could not find tweet with ids: [${id}].`
      return problem(id, 'Not Found Error', detail, 'resource-not-found')
    }
    if (post.authorId !== userId) {
      const detail = `Sorry, you are not authorized to see the Tweet with ids: [${id}].`
      return problem(id, 'Authorization Error', detail, 'not-authorized-for-resource')
    }
    if (post.references.some(({ type }) => type === 'retweeted')) {
      const detail = 'Private metrics cannot be queried for Retweets.'
      return problem(id, 'Disallowed Resource', detail, 'disallowed-resource')
    }
    if (!post.noAgeLimit && now - post.createdAt > DOCUMENTED_AGE_MS) {
      const detail = 'Private metrics cannot be queried for Tweets older than 30 days.'
      return problem(id, 'Disallowed Resource', detail, 'disallowed-resource')
    }
    return undefined
  }

  const data: unknown[] = []
  const errors: unknown[] = []
  for (const id of new Set(ids)) {
    const post = world.posts.get(id)
    const refusal = accessProblem(id, post)
    if (refusal !== undefined) errors.push(refusal)
    else if (post !== undefined) data.push(row(post, userId, context))
  }
  return json(200, { ...(data.length > 0 && { data }), ...(errors.length > 0 && { errors }) })
}

const row = (post: WorldPost, userId: string, { world, now, era }: RequestContext) => {
  const { like_count, retweet_count, quote_count, reply_count } = publicMetrics(
    post,
    world,
    now,
    era,
  )
  const { impression_count } = nonPublicMetrics(post, world, now, era)
  const video = post.mediaKeys
    .map((key) => world.media.get(key))
    .find((media) => media?.type === 'video')
  return {
    tweet_id: post.id,
    tweet: { like_count, retweet_count, quote_count, reply_count, impression_count },
    ...(video && {
      video: {
        media_key: video.key,
        ...mediaPublicMetrics(video, world, now),
        // Only the owner of the media has access.
        ...(video.ownerId === userId && mediaNonPublicMetrics(video, world, now)),
      },
    }),
  }
}
