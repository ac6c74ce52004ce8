import { describe, expect, it } from 'vitest'

import type { Manners } from '../../sandbox/index.ts'
import { getX, NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first, foreignPosts, idsOf, oldPosts, ownPosts, reposts } from '../kit/sandbox/posts.ts'

const ALL = 'tweet.fields=public_metrics,non_public_metrics,organic_metrics,promoted_metrics'
const CONTEXT = [
  'impression_count',
  'like_count',
  'reply_count',
  'retweet_count',
  'url_link_clicks',
  'user_profile_clicks',
]
const of = (group: string, fields: readonly string[]): string[] =>
  fields.map((field) => `${group}.${field}`)

const NOT_YOURS = [
  ...of('non_public_metrics', ['impression_count', 'url_link_clicks', 'user_profile_clicks']),
  ...of('organic_metrics', CONTEXT),
  ...of('promoted_metrics', CONTEXT),
]
const TOO_OLD = [
  ...of('organic_metrics', CONTEXT),
  ...of('promoted_metrics', CONTEXT),
  ...of('non_public_metrics', [
    'engagements',
    'impression_count',
    'url_link_clicks',
    'user_profile_clicks',
  ]),
]

const MANNERS: readonly Manners[] = ['current', 'classic']

describe.each(MANNERS)('private metrics, %s manners', (manners) => {
  it('serves all groups of an own promoted post, and their sums agree', async () => {
    await using x = await sandboxAt({ manners })
    const post = first(
      ownPosts(x),
      ({ numbers, countsLinkClicks }) => numbers.promoted !== undefined && countsLinkClicks,
    )
    const { item, body } = await getX(x, `/2/tweets/${post.id}?${ALL}`, 'owner')
    expect(body.errors).toBeUndefined()
    const group = (name: string): Record<string, number> => item?.[name] as Record<string, number>
    const sum = (field: string): number =>
      (group('organic_metrics')[field] ?? 0) + (group('promoted_metrics')[field] ?? 0)
    for (const field of ['like_count', 'reply_count', 'retweet_count', 'impression_count']) {
      expect(group('public_metrics')[field], field).toBe(sum(field))
    }
    for (const field of ['impression_count', 'url_link_clicks', 'user_profile_clicks']) {
      expect(group('non_public_metrics')[field], field).toBe(sum(field))
    }
  })

  it.each(['app', 'owner'] as const)(
    'refuses the groups of another user’s post field by field (as %s)',
    async (as) => {
      await using x = await sandboxAt({ manners })
      const [post] = foreignPosts(x)
      const { items, body, status } = await getX(x, `/2/tweets?ids=${post?.id}&${ALL}`, as)
      expect(status).toBe(200)
      expect(body.errors?.map(({ field }) => field)).toEqual(NOT_YOURS)
      expect(body.errors?.[0]).toEqual({
        detail: `Sorry, you are not authorized to access 'non_public_metrics.impression_count' on the Tweet with ids : [${post?.id}].`,
        field: 'non_public_metrics.impression_count',
        parameter: 'ids',
        resource_id: post?.id,
        resource_type: 'tweet',
        section: 'data',
        title: 'Field Authorization Error',
        type: 'https://api.x.com/2/problems/not-authorized-for-field',
        value: post?.id,
      })
      if (manners === 'classic') expect('data' in body).toBe(false)
      else
        expect(Object.keys(items[0] ?? {})).toEqual([
          'edit_history_tweet_ids',
          'id',
          'public_metrics',
          'text',
        ])
    },
  )

  it('refuses only the requested groups, and names the parameter of a single lookup', async () => {
    await using x = await sandboxAt({ manners })
    const [post] = foreignPosts(x)
    const { body } = await getX(x, `/2/tweets/${post?.id}?tweet.fields=non_public_metrics`)
    expect(body.errors?.map(({ field }) => field)).toEqual(NOT_YOURS.slice(0, 3))
    expect(body.errors?.[0]?.detail).toContain(`with id : [${post?.id}].`)
  })

  it('refuses a post past the age limit with sixteen problems that name their field in the detail only', async () => {
    await using x = await sandboxAt({ manners })
    const [post] = oldPosts(x)
    const { items, body } = await getX(x, `/2/tweets?ids=${post?.id}&${ALL}`, 'owner')
    expect(body.errors?.map(({ detail }) => detail)).toEqual(
      TOO_OLD.map(
        (field) => `The '${field}' field cannot be queried for Tweets older than 30 days.`,
      ),
    )
    expect(body.errors?.[0]).toEqual({
      detail:
        "The 'organic_metrics.impression_count' field cannot be queried for Tweets older than 30 days.",
      resource_id: post?.id,
      resource_type: 'tweet',
      section: 'data',
      title: 'Disallowed Resource',
      type: 'https://api.x.com/2/problems/disallowed-resource',
    })
    expect(items.length).toBe(manners === 'classic' ? 0 : 1)
  })

  it('returns a post that was never promoted with its other groups and five problems', async () => {
    await using x = await sandboxAt({ manners })
    const post = first(
      ownPosts(x),
      ({ numbers, countsLinkClicks }) => numbers.promoted === undefined && countsLinkClicks,
    )
    const { item, body } = await getX(x, `/2/tweets/${post.id}?${ALL}`, 'owner')
    expect(body.errors?.map(({ detail }) => detail)).toEqual(
      of(
        'promoted_metrics',
        CONTEXT.filter((field) => field !== 'url_link_clicks'),
      ).map(
        (field) => `The '${field}' field cannot be queried for Posts that have not been promoted.`,
      ),
    )
    expect(Object.keys(item ?? {})).toEqual([
      'edit_history_tweet_ids',
      'id',
      'non_public_metrics',
      'organic_metrics',
      'public_metrics',
      'text',
    ])
  })

  it('refuses private metrics of a Retweet', async () => {
    await using x = await sandboxAt({ manners })
    const repost = first(reposts(x), ({ createdAt }) => NOW - createdAt < 20 * 86_400_000)
    const { item, body } = await getX(
      x,
      `/2/tweets/${repost.id}?tweet.fields=non_public_metrics`,
      'owner',
    )
    expect(body.errors?.at(2)?.detail).toBe(
      "The 'non_public_metrics.url_link_clicks' field cannot be queried for Retweets.",
    )
    expect(Object.keys(item ?? {})).not.toContain('non_public_metrics')
  })

  it('refuses private metrics of referenced posts in includes', async () => {
    await using x = await sandboxAt({ manners })
    const quote = first(ownPosts(x), ({ references }) => references[0]?.type === 'quoted')
    const { items, body } = await getX(
      x,
      `/2/tweets?ids=${quote.id}&tweet.fields=organic_metrics&expansions=referenced_tweets.id`,
      'owner',
    )
    const quoted = quote.references[0]?.id
    expect(items[0]).toHaveProperty('organic_metrics')
    expect(body.errors?.[0]).toMatchObject({
      section: 'includes',
      parameter: 'referenced_tweets.id',
      detail: `Sorry, you are not authorized to access 'organic_metrics.impression_count' on the Tweet with referenced_tweets.id : [${quoted}].`,
    })
    expect(body.includes?.tweets?.map(({ id }) => id)).toEqual(
      manners === 'classic' ? undefined : [quoted],
    )
  })

  it('has link clicks only for posts with a link', async () => {
    await using x = await sandboxAt({ manners })
    const linked = first(
      ownPosts(x),
      (post) => post.countsLinkClicks && post.mediaKeys.length === 0,
    )
    const without = first(ownPosts(x), (post) => !post.countsLinkClicks)
    const { items } = await getX(
      x,
      `/2/tweets?ids=${linked.id},${without.id}&tweet.fields=non_public_metrics,organic_metrics`,
      'owner',
    )
    expect(items[0]?.non_public_metrics).toHaveProperty('url_link_clicks')
    expect(items[0]?.organic_metrics).toHaveProperty('url_link_clicks')
    expect(items[1]?.non_public_metrics).not.toHaveProperty('url_link_clicks')
    expect(items[1]?.organic_metrics).not.toHaveProperty('url_link_clicks')
  })

  it('can refuse without naming the post', async () => {
    await using x = await sandboxAt({ manners })
    const post = first([...x.world.posts.values()], (each) => each.refusedWithoutId === true)
    const { body } = await getX(
      x,
      `/2/tweets?ids=${post.id}&tweet.fields=promoted_metrics`,
      'owner',
    )
    expect(new Set(body.errors?.map(({ resource_id }) => resource_id))).toEqual(
      new Set(['unknown']),
    )
  })
})

describe('media', () => {
  const MEDIA =
    'expansions=attachments.media_keys&media.fields=public_metrics,non_public_metrics,organic_metrics,promoted_metrics'

  it('serves quartiles of a video to its owner only', async () => {
    await using x = await sandboxAt()
    const video = first(
      ownPosts(x),
      ({ mediaKeys, numbers }) => mediaKeys.length === 1 && numbers.promoted !== undefined,
    )
    const own = await getX(x, `/2/tweets?ids=${video.id}&${MEDIA}`, 'owner')
    const [media] = own.body.includes?.media ?? []
    expect(Object.keys(media?.non_public_metrics ?? {})).toEqual([
      'playback_0_count',
      'playback_100_count',
      'playback_25_count',
      'playback_50_count',
      'playback_75_count',
    ])
    const group = (name: string): Record<string, number> => media?.[name] as Record<string, number>
    for (const field of Object.keys(group('non_public_metrics'))) {
      expect(group('non_public_metrics')[field], field).toBe(
        (group('organic_metrics')[field] ?? 0) + (group('promoted_metrics')[field] ?? 0),
      )
    }
    expect(group('public_metrics').view_count).toBe(
      (group('organic_metrics').view_count ?? 0) + (group('promoted_metrics').view_count ?? 0),
    )
    const open = await getX(x, `/2/tweets?ids=${video.id}&${MEDIA}`, 'app')
    expect(open.body.errors).toBeUndefined()
    expect(Object.keys(open.body.includes?.media?.[0] ?? {})).toEqual([
      'media_key',
      'public_metrics',
      'type',
    ])
  })

  it('sends nulls for the first video of another owner and no groups for the second', async () => {
    await using x = await sandboxAt()
    const { media: all } = x.world
    const embedding = first(
      ownPosts(x),
      ({ mediaKeys, authorId }) =>
        mediaKeys.length === 2 && all.get(mediaKeys[0] ?? '')?.ownerId !== authorId,
    )
    const { body, item } = await getX(x, `/2/tweets/${embedding.id}?${MEDIA}`, 'owner')
    expect(item?.attachments).toHaveProperty('media_source_tweet_id')
    const [one, two] = body.includes?.media ?? []
    expect(one?.organic_metrics).toEqual({
      playback_0_count: null,
      playback_100_count: null,
      playback_25_count: null,
      playback_50_count: null,
      playback_75_count: null,
      view_count: null,
    })
    expect(Object.keys(two ?? {})).toEqual(['media_key', 'public_metrics', 'type'])
    expect(body.errors).toBeUndefined()
  })

  it('sends nulls for own videos past the age limit', async () => {
    await using x = await sandboxAt()
    const old = first(oldPosts(x), ({ mediaKeys }) => {
      const media = x.world.media.get(mediaKeys[0] ?? '')
      return (
        media?.type === 'video' &&
        media.ownerId === x.credentials.userId &&
        NOW - media.createdAt > 92 * 86_400_000
      )
    })
    const { body } = await getX(x, `/2/tweets?ids=${old.id}&${MEDIA}`, 'owner')
    const [media] = body.includes?.media ?? []
    expect(media?.non_public_metrics).toMatchObject({ playback_50_count: null })
    expect(media?.public_metrics).not.toMatchObject({ view_count: null })
    expect(body.errors).toBeUndefined()
  })

  it('sums the views of a video over all posts that use it', async () => {
    await using x = await sandboxAt()
    const shared = first(
      [...x.world.media.values()],
      ({ plays, ownerId }) => plays.length > 1 && ownerId === x.credentials.userId,
    )
    const alone = { ...shared, plays: shared.plays.slice(0, 1) }
    const media = new Map(x.world.media).set(shared.key, alone)
    await using y = await sandboxAt({ seed: { ...x.world, media } })
    const views = async (of: typeof x): Promise<number> => {
      const { body } = await getX(of, `/2/tweets?ids=${shared.sourcePostId}&${MEDIA}`)
      const [media] = body.includes?.media ?? []
      return (media?.public_metrics as { view_count?: number } | undefined)?.view_count ?? 0
    }
    expect(await views(x)).toBeGreaterThan(await views(y))
  })
})

it('serves a full call of own posts without a refusal', async () => {
  await using x = await sandboxAt()
  const posts = ownPosts(x).slice(0, 100)
  const { items, body } = await getX(
    x,
    `/2/tweets?ids=${idsOf(posts)}&tweet.fields=public_metrics,non_public_metrics,organic_metrics`,
    'owner',
  )
  expect(items.map(({ id }) => id)).toEqual(posts.map(({ id }) => id))
  expect(body.errors).toBeUndefined()
})
