import { describe, expect, it } from 'vitest'

import { DAY, getX, NOW, sandboxAt, type WireItem } from '../kit/sandbox/call.ts'
import { first, foreignPosts, oldPosts, ownPosts, reposts } from '../kit/sandbox/posts.ts'

describe('the Labs endpoint', () => {
  const PATH = '/labs/1/tweets/metrics/private'

  it('returns one row per post, with the video’s quartiles, and agrees with /2', async () => {
    await using x = await sandboxAt()
    const video = first(
      ownPosts(x),
      ({ mediaKeys, createdAt, authorId }) =>
        NOW - createdAt < 29 * DAY &&
        x.world.media.get(mediaKeys[0] ?? '')?.type === 'video' &&
        x.world.media.get(mediaKeys[0] ?? '')?.ownerId === authorId,
    )
    const labs = await getX(x, `${PATH}?ids=${video.id}`, 'owner')
    const two = await getX(
      x,
      `/2/tweets/${video.id}?tweet.fields=public_metrics,non_public_metrics&expansions=attachments.media_keys&media.fields=public_metrics,non_public_metrics`,
      'owner',
    )
    const shown = two.item?.public_metrics as WireItem | undefined
    const hidden = two.item?.non_public_metrics as WireItem | undefined
    const [media] = two.body.includes?.media ?? []
    expect(labs.items).toEqual([
      {
        tweet_id: video.id,
        tweet: {
          like_count: shown?.like_count,
          retweet_count: shown?.retweet_count,
          quote_count: shown?.quote_count,
          reply_count: shown?.reply_count,
          impression_count: hidden?.impression_count,
        },
        video: {
          media_key: video.mediaKeys[0],
          ...(media?.public_metrics as WireItem | undefined),
          ...(media?.non_public_metrics as WireItem | undefined),
        },
      },
    ])
  })

  it('returns one problem for each refused post beside the other rows', async () => {
    await using x = await sandboxAt()
    const own = first(ownPosts(x), ({ createdAt }) => NOW - createdAt < 20 * DAY)
    const old = first(oldPosts(x))
    const foreign = first(foreignPosts(x))
    const repost = first(reposts(x))
    const missing = '987654320000'
    const ids = [missing, foreign.id, own.id, old.id, repost.id]
    const { items, body } = await getX(x, `${PATH}?ids=${ids.join(',')}`, 'owner')
    expect(items.map(({ tweet_id }) => tweet_id)).toEqual([own.id])
    expect(body.errors?.map(({ value }) => value)).toEqual([missing, foreign.id, old.id, repost.id])
    expect(body.errors?.[0]).toEqual({
      value: missing,
      detail: `Could not find tweet with ids: [${missing}].`,
      type: 'https://api.twitter.com/labs/1/problems/resource-not-found',
      title: 'Not Found Error',
      parameter: 'ids',
      resource_type: 'tweet',
    })
  })

  it('accepts fifty ids, fifteen times per window, in user context only', async () => {
    await using x = await sandboxAt()
    const ids = Array.from({ length: 51 }, (_, index) => index + 1)
    expect((await getX(x, `${PATH}?ids=${ids.join(',')}`, 'owner')).status).toBe(400)
    expect((await getX(x, `${PATH}?ids=1`, 'app')).status).toBe(403)
    for (let asked = 1; asked < 15; asked++) await getX(x, `${PATH}?ids=1`, 'owner')
    expect((await getX(x, `${PATH}?ids=1`, 'owner')).status).toBe(429)
  })
})
