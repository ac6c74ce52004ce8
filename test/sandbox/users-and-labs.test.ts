import { describe, expect, it } from 'vitest'

import { ask, DAY, NOW, sandboxAt, type WireItem } from './helpers/ask.ts'
import { first, foreignPosts, oldPosts, ownPosts, reposts } from './helpers/find.ts'

describe('users', () => {
  it('me is the account whose token it is', async () => {
    await using x = await sandboxAt()
    const fields = 'created_at,public_metrics,verified_type,most_recent_tweet_id'
    const { item, headers } = await ask(
      x,
      `/2/users/me?user.fields=${fields}&expansions=pinned_tweet_id`,
      'owner',
    )
    expect(item).toMatchObject({ id: x.credentials.userId, verified_type: 'business' })
    expect(Object.keys((item?.public_metrics ?? {}) as object)).toEqual([
      'followers_count',
      'following_count',
      'like_count',
      'listed_count',
      'media_count',
      'tweet_count',
    ])
    expect(headers.get('x-rate-limit-limit')).toBe('75')
  })

  it('me turns the app away and says what would do', async () => {
    await using x = await sandboxAt()
    const { status, body } = await ask(x, '/2/users/me')
    expect(status).toBe(403)
    expect(body).toMatchObject({
      title: 'Unsupported Authentication',
      type: 'https://api.x.com/2/problems/unsupported-authentication',
    })
    expect(body.detail).toContain('endpoint.  Supported')
  })

  it('expands the pinned post', async () => {
    await using x = await sandboxAt()
    const { item, body } = await ask(
      x,
      `/2/users/${x.credentials.userId}?expansions=pinned_tweet_id&tweet.fields=public_metrics`,
    )
    expect(body.includes?.tweets?.[0]?.id).toBe(item?.pinned_tweet_id)
    expect(body.includes?.tweets?.[0]).toHaveProperty('public_metrics')
  })

  it('nobody is a problem; nobody asked with a refused field is made of zeros and has no id', async () => {
    await using x = await sandboxAt()
    const plain = await ask(x, '/2/users/9')
    expect(plain.body.errors?.[0]).toMatchObject({
      detail: 'Could not find user with id: [9].',
      resource_type: 'user',
      title: 'Not Found Error',
    })
    const zero = await ask(x, '/2/users/9?user.fields=created_at,verified,parody')
    expect(zero.item).toEqual({ created_at: '1970-01-01T00:00:00.000Z', verified: false })
    expect(zero.body.errors?.[0]).toMatchObject({
      detail: "Sorry, you are not authorized to access 'parody' on the user with id : [9].",
      field: 'parody',
      title: 'Field Authorization Error',
    })
  })

  it('the suspended one is said to be so', async () => {
    await using x = await sandboxAt()
    const suspended = first([...x.world.users.values()], (user) => user.suspended)
    const { body } = await ask(x, `/2/users/${suspended.id}`)
    expect('data' in body).toBe(false)
    expect(body.errors?.[0]?.detail).toBe(`User has been suspended: [${suspended.id}].`)
  })
})

describe('the Labs endpoint', () => {
  const PATH = '/labs/1/tweets/metrics/private'

  it('gives one row a post, with the video’s quartiles, and agrees with /2', async () => {
    await using x = await sandboxAt()
    const video = first(
      ownPosts(x),
      ({ mediaKeys, createdAt, authorId }) =>
        NOW - createdAt < 29 * DAY &&
        x.world.media.get(mediaKeys[0] ?? '')?.type === 'video' &&
        x.world.media.get(mediaKeys[0] ?? '')?.ownerId === authorId,
    )
    const labs = await ask(x, `${PATH}?ids=${video.id}`, 'owner')
    const two = await ask(
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

  it('gives one problem for each post it may not show, beside the rest', async () => {
    await using x = await sandboxAt()
    const own = first(ownPosts(x), ({ createdAt }) => NOW - createdAt < 20 * DAY)
    const old = first(oldPosts(x))
    const foreign = first(foreignPosts(x))
    const repost = first(reposts(x))
    const missing = '987654320000'
    const ids = [missing, foreign.id, own.id, old.id, repost.id]
    const { items, body } = await ask(x, `${PATH}?ids=${ids.join(',')}`, 'owner')
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

  it('takes fifty ids, fifteen times a window, from a user only', async () => {
    await using x = await sandboxAt()
    const ids = Array.from({ length: 51 }, (_, index) => index + 1)
    expect((await ask(x, `${PATH}?ids=${ids.join(',')}`, 'owner')).status).toBe(400)
    expect((await ask(x, `${PATH}?ids=1`, 'app')).status).toBe(403)
    for (let asked = 1; asked < 15; asked++) await ask(x, `${PATH}?ids=1`, 'owner')
    expect((await ask(x, `${PATH}?ids=1`, 'owner')).status).toBe(429)
  })
})
