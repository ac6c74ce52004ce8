// GET /labs/1/tweets/metrics/private: the ancestor of private metrics, which the gateway's
// `privateMetrics` query keeps alive. Up to 50 own posts of the last 30 days, no Retweets.
//
// Only its "not found" was documented; the texts for foreign, old and retweeted posts are a guess in
// the words that /2 uses for them.

import { type Answer, json } from './exchange.ts'
import type { Circumstances } from './lookup.ts'
import {
  mediaNonPublicMetrics,
  mediaPublicMetrics,
  nonPublicMetrics,
  publicMetrics,
} from './metrics.ts'
import { IDS, invalidRequest, type Mistake, queryOf, readValues } from './query.ts'
import type { WorldPost } from './world/types.ts'

const MOST_IDS = 50
const DOCUMENTED_AGE_MS = 30 * 86_400_000

export const labsPrivateMetrics = (
  userId: string,
  search: string,
  circumstances: Circumstances,
): Answer => {
  const { world, now, era } = circumstances
  const query = queryOf(search)
  const mistakes: Mistake[] = []
  const ids = readValues(query, IDS, MOST_IDS, era, mistakes)
  for (const [name, values] of query) {
    if (name === 'ids') continue
    mistakes.push({
      parameters: { [name]: values },
      message: `The query parameter [${name}] is not one of [ids]`,
    })
  }
  if (mistakes.length > 0) return invalidRequest(mistakes, era, 'labs/1')

  const problem = (id: string, title: string, detail: string, type: string) => ({
    value: id,
    detail,
    // Labs ended before X changed its host.
    type: `https://api.twitter.com/labs/1/problems/${type}`,
    title,
    parameter: 'ids',
    resource_type: 'tweet',
  })
  const whyNot = (id: string, post: WorldPost | undefined) => {
    if (post === undefined || post.createdAt > now) {
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
    if (!post.ageless && now - post.createdAt > DOCUMENTED_AGE_MS) {
      const detail = 'Private metrics cannot be queried for Tweets older than 30 days.'
      return problem(id, 'Disallowed Resource', detail, 'disallowed-resource')
    }
    return undefined
  }

  const data: unknown[] = []
  const errors: unknown[] = []
  for (const id of new Set(ids)) {
    const post = world.posts.get(id)
    const refusal = whyNot(id, post)
    if (refusal !== undefined) errors.push(refusal)
    else if (post !== undefined) data.push(row(post, userId, circumstances))
  }
  return json(200, { ...(data.length > 0 && { data }), ...(errors.length > 0 && { errors }) })
}

const row = (post: WorldPost, userId: string, { world, now, era }: Circumstances) => {
  const { like_count, retweet_count, quote_count, reply_count } = publicMetrics(
    post,
    world,
    now,
    era,
  )
  const { impression_count } = nonPublicMetrics(post, now, era)
  const video = post.mediaKeys
    .map((key) => world.media.get(key))
    .find((media) => media?.type === 'video')
  return {
    tweet_id: post.id,
    tweet: { like_count, retweet_count, quote_count, reply_count, impression_count },
    ...(video && {
      video: {
        media_key: video.key,
        ...mediaPublicMetrics(video, now),
        // Only when the requester is also the author of the media.
        ...(video.ownerId === userId && mediaNonPublicMetrics(video, now)),
      },
    }),
  }
}
