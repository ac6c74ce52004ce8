import { describe, expect, it } from 'vitest'

import { getX, sandboxAt, type WireItem } from '../kit/sandbox/call.ts'
import {
  first,
  foreignPosts,
  idsOf,
  ownPosts,
  postsOf,
  postsOfAuthor,
} from '../kit/sandbox/posts.ts'

const UNKNOWN_ID = '2100000000000000001'

describe('post lookup', () => {
  it('returns id, text and edit history by default', async () => {
    await using x = await sandboxAt()
    const [post] = foreignPosts(x)
    const { status, item, body } = await getX(x, `/2/tweets/${post?.id}`)
    expect(status).toBe(200)
    expect(item).toEqual({
      edit_history_tweet_ids: [post?.id],
      id: post?.id,
      text: post?.text,
    })
    expect(Object.keys(body)).toEqual(['data'])
  })

  it('returns each post once in the requested order, and their number', async () => {
    await using x = await sandboxAt()
    const [a, b, c] = foreignPosts(x).map(({ id }) => id)
    const { items, body } = await getX(x, `/2/tweets?ids=${c},${a},${UNKNOWN_ID},${c},${b}`)
    expect(items.map(({ id }) => id)).toEqual([c, a, b])
    expect(body.meta).toEqual({ result_count: 3 })
    expect(body.errors).toEqual([
      {
        detail: `Could not find tweet with ids: [${UNKNOWN_ID}].`,
        parameter: 'ids',
        resource_id: UNKNOWN_ID,
        resource_type: 'tweet',
        title: 'Not Found Error',
        type: 'https://api.x.com/2/problems/resource-not-found',
        value: UNKNOWN_ID,
      },
    ])
  })

  it('has no data key and status 200 when nothing was found', async () => {
    await using x = await sandboxAt()
    const many = await getX(x, `/2/tweets?ids=${UNKNOWN_ID}`)
    expect([many.status, 'data' in many.body]).toEqual([200, false])
    const one = await getX(x, `/2/tweets/${UNKNOWN_ID}`)
    expect([one.status, 'data' in one.body, 'meta' in one.body]).toEqual([200, false, false])
    expect(one.body.errors?.[0]?.detail).toBe(`Could not find tweet with id: [${UNKNOWN_ID}].`)
  })

  it.each(['protected', 'suspended'] as const)('hides the posts of a %s author', async (kind) => {
    await using x = await sandboxAt()
    const [post] = postsOfAuthor(x, kind)
    const { body } = await getX(x, `/2/tweets?ids=${post?.id}`, 'owner')
    expect('data' in body).toBe(false)
    expect(body.errors).toEqual([
      {
        detail: `Sorry, you are not authorized to see the Tweet with ids: [${post?.id}].`,
        parameter: 'ids',
        resource_id: post?.id,
        resource_type: 'tweet',
        section: 'data',
        title: 'Authorization Error',
        type: 'https://api.x.com/2/problems/not-authorized-for-resource',
        value: post?.id,
      },
    ])
  })

  it('does not return a post before the time of its creation', async () => {
    await using x = await sandboxAt()
    const upcoming = first(
      [...x.world.posts.values()],
      ({ createdAt }) => createdAt > Date.parse('2026-11-21'),
    )
    const { body } = await getX(x, `/2/tweets?ids=${upcoming.id}`)
    expect(body.errors?.[0]?.title).toBe('Not Found Error')
  })

  it('omits fields without a value instead of sending null', async () => {
    await using x = await sandboxAt()
    const plain = first(
      foreignPosts(x),
      (post) =>
        post.mediaKeys.length === 0 && post.entities === undefined && post.pollIds.length === 0,
    )
    const fields =
      'attachments,entities,geo,referenced_tweets,in_reply_to_user_id,note_tweet,context_annotations,source,article,card_uri'
    const { item } = await getX(x, `/2/tweets/${plain.id}?tweet.fields=${fields}`)
    expect(Object.keys(item ?? {})).toEqual(['edit_history_tweet_ids', 'id', 'text'])
  })

  it('counts entity offsets in code points', async () => {
    await using x = await sandboxAt()
    const post = first(
      ownPosts(x),
      ({ text, entities }) => /^\p{Extended_Pictographic}/u.test(text) && entities !== undefined,
    )
    const { item } = await getX(x, `/2/tweets/${post.id}?tweet.fields=entities`)
    const urls =
      (item?.entities as { urls?: { start: number; end: number; url: string }[] })?.urls ?? []
    const text = [...String(item?.text)]
    expect(urls.length).toBeGreaterThan(0)
    for (const { start, end, url } of urls) expect(text.slice(start, end).join('')).toBe(url)
  })

  it('adds the field that holds the id with every expansion', async () => {
    await using x = await sandboxAt()
    const video = first(ownPosts(x), ({ mediaKeys }) => mediaKeys[0]?.startsWith('13_') ?? false)
    const { item, body } = await getX(
      x,
      `/2/tweets/${video.id}?expansions=author_id,attachments.media_keys`,
    )
    expect(item).toMatchObject({
      author_id: video.authorId,
      attachments: { media_keys: video.mediaKeys },
    })
    expect(body.includes?.media).toEqual([{ media_key: video.mediaKeys[0], type: 'video' }])
    expect(body.includes?.users?.map(({ id }) => id)).toEqual([video.authorId])
  })

  it('includes each object once, regardless of how many posts refer to it', async () => {
    await using x = await sandboxAt()
    const posts = ownPosts(x).slice(0, 60)
    const { body } = await getX(
      x,
      `/2/tweets?ids=${idsOf(posts)}&expansions=author_id,attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id`,
    )
    for (const [kind, items] of Object.entries(body.includes ?? {})) {
      const keys = items.map((item) => item.media_key ?? item.id)
      expect(new Set(keys).size, kind).toBe(keys.length)
    }
    expect(Object.keys(body.includes ?? {}).sort()).toEqual(['media', 'tweets', 'users'])
  })

  it('expands all versions of an edited post, each with separate metrics', async () => {
    await using x = await sandboxAt()
    const edited = first(ownPosts(x), ({ versions }) => versions.length === 3)
    const { item, body } = await getX(
      x,
      `/2/tweets/${edited.id}?expansions=edit_history_tweet_ids&tweet.fields=edit_controls,public_metrics,created_at`,
    )
    expect(item?.edit_history_tweet_ids).toEqual(edited.versions)
    expect(body.includes?.tweets?.map(({ id }) => id)).toEqual(edited.versions)
    const controls = new Set(
      body.includes?.tweets?.map((post) => JSON.stringify(post.edit_controls)),
    )
    expect(controls.size).toBe(1)
    expect(item?.edit_controls).toMatchObject({ edits_remaining: 3, is_edit_eligible: true })
    const impressions = body.includes?.tweets?.map(
      (post) => (post.public_metrics as WireItem).impression_count,
    )
    expect(new Set(impressions).size).toBe(3)
  })

  it('names the expansion in the problem of a missing quoted post', async () => {
    await using x = await sandboxAt()
    const quote = first(ownPosts(x), ({ references }) => references[0]?.type === 'quoted')
    const world = { ...x.world, posts: new Map(x.world.posts) }
    world.posts.delete(quote.references[0]?.id ?? '')
    await using without = await sandboxAt({ seed: world })
    const { body } = await getX(
      without,
      `/2/tweets?ids=${quote.id}&expansions=referenced_tweets.id`,
    )
    expect(body.errors).toMatchObject([
      {
        parameter: 'referenced_tweets.id',
        value: quote.references[0]?.id,
        title: 'Not Found Error',
      },
    ])
    expect(body.errors?.[0]).not.toHaveProperty('section')
  })

  it('gives a Retweet the retweet count of the original post and zeros otherwise', async () => {
    await using x = await sandboxAt()
    const repost = first(postsOf(x), ({ references }) => references[0]?.type === 'retweeted')
    const original = repost.references[0]?.id
    const { items } = await getX(
      x,
      `/2/tweets?ids=${repost.id},${original}&tweet.fields=public_metrics`,
    )
    const [own, source] = items.map((item) => item.public_metrics as Record<string, number>)
    expect(own).toEqual({
      bookmark_count: 0,
      impression_count: 0,
      like_count: 0,
      quote_count: 0,
      reply_count: 0,
      retweet_count: source?.retweet_count,
    })
  })
})

describe('two dialects', () => {
  it('answers post.fields in the post dialect and tweet.fields in the tweet dialect', async () => {
    await using x = await sandboxAt()
    const quote = first(ownPosts(x), ({ references }) => references[0]?.type === 'quoted')
    const post = await getX(
      x,
      `/2/tweets?ids=${quote.id}&post.fields=public_metrics&expansions=referenced_posts`,
    )
    expect(Object.keys(post.items[0] ?? {})).toContain('edit_history_post_ids')
    expect(post.items[0]?.public_metrics).toHaveProperty('repost_count')
    expect(post.items[0]?.referenced_posts).toEqual(quote.references)
    expect(Object.keys(post.body.includes ?? {})).toEqual(['posts'])
    const tweet = await getX(
      x,
      `/2/tweets?ids=${quote.id}&tweet.fields=public_metrics&expansions=referenced_tweets.id`,
    )
    expect(tweet.items[0]?.public_metrics).toHaveProperty('retweet_count')
    expect(Object.keys(tweet.body.includes ?? {})).toEqual(['tweets'])
    expect(post.text).not.toMatch(/"[a-z_]*(re)?tweet[a-z_]*":/)
    expect(tweet.text).not.toMatch(/"(repost_count|edit_history_post_ids|referenced_posts|posts)":/)
  })
})

describe('400', () => {
  it('rejects names of the tweet dialect and ids that only an expansion adds in post.fields', async () => {
    await using x = await sandboxAt()
    const names = ['note_tweet', 'author_id', 'edit_history_post_ids', 'referenced_posts']
    const { status, body } = await getX(x, `/2/tweets?ids=20&post.fields=note_post,${names}`)
    expect(status).toBe(400)
    expect(body.errors?.map(({ message }) => /value \[(\w+)\]/.exec(message ?? '')?.[1])).toEqual(
      names,
    )
  })

  it('collects and repeats every invalid parameter', async () => {
    await using x = await sandboxAt()
    const { status, body, headers } = await getX(
      x,
      '/2/tweets?ids=dummy,12&dummy=value&expansions=dummy&tweet.fields=id,dummy&media.fields=dummy&poll.fields=dummy&place.fields=dummy&user.fields=dummy',
    )
    expect(status).toBe(400)
    expect(body).toMatchObject({
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: 'https://api.x.com/2/problems/invalid-request',
    })
    const mistakes = body.errors as unknown as { parameters: object; message: string }[]
    expect(mistakes.map(({ parameters }) => Object.keys(parameters)[0])).toEqual([
      'ids',
      'dummy',
      'tweet.fields',
      'media.fields',
      'poll.fields',
      'place.fields',
      'user.fields',
      'expansions',
    ])
    expect(mistakes[0]).toEqual({
      parameters: { ids: ['dummy', '12'] },
      message: 'The `ids` query parameter value [dummy] is not valid',
    })
    expect(mistakes[1]?.message).toBe(
      'The query parameter [dummy] is not one of [ids,expansions,tweet.fields,media.fields,poll.fields,place.fields,user.fields]',
    )
    expect(mistakes[4]?.message).toBe(
      'The `poll.fields` query parameter value [dummy] is not one of [duration_minutes,end_datetime,id,options,voting_status]',
    )
    // The request counts against the rate limit.
    expect(headers.get('x-rate-limit-remaining')).toBe('3499')
  })

  it.each([
    ['', 'The `ids` query parameter can not be empty'],
    ['ids=', 'The `ids` query parameter can not be empty'],
    ['ids=1,%202', 'The `ids` query parameter value [ 2] is not valid'],
    [
      'ids=12345678901234567890',
      'The `ids` query parameter value [12345678901234567890] is not valid',
    ],
    ['ids=-5', 'The `ids` query parameter value [-5] is not valid'],
    ['ids=5&ids=6', 'Duplicate parameters are not allowed: the `ids` query parameter'],
    [
      'ids=5&toString=6',
      'The query parameter [toString] is not one of [ids,expansions,tweet.fields,media.fields,poll.fields,place.fields,user.fields]',
    ],
    [
      `ids=${Array.from({ length: 101 }, (_, index) => index + 1).join(',')}`,
      'The number of values in the `ids` query parameter list [101] is not between 1 and 100',
    ],
  ])('%s', async (query, message) => {
    await using x = await sandboxAt()
    const { status, body } = await getX(x, `/2/tweets?${query}`)
    expect(status).toBe(400)
    expect(body.errors?.map((mistake) => mistake.message)).toEqual([message])
  })
})
