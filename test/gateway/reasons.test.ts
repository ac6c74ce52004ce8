// Every reason for a private metric that is null is true: said by X, or certain from what X said.

import { describe, expect, it } from 'vitest'

import type { Manners, WorldPost } from '../../sandbox/index.ts'
import { cursorOf } from '../../src/schema/connection.ts'
import { createBrowser } from '../kit/browser.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { DAY, getX, NOW } from '../kit/sandbox/call.ts'
import { first, oldPosts, ownPosts, postsOf, reposts } from '../kit/sandbox/posts.ts'

const TWITTER_DEV = '2244994945'
const WRITER = '1289001122334455808'
const DOCUMENTED = '1204084171334832128'

const reasonsIn = (post: { readonly unavailableMetrics: readonly { readonly reason: string }[] }) =>
  post.unavailableMetrics.map(({ reason }) => reason)

describe('age', () => {
  it.each([
    ['only the gateway’s own', []],
    ['and another', [WRITER]],
  ])(
    'the documented example shows its private metrics to its author (%s account)',
    async (_, others) => {
      await using g = await createTestGateway({ asX: true })
      const browser = createBrowser()
      for (const account of [TWITTER_DEV, ...others]) await browser.logIn(g.url, account)
      const numbers = 'nonPublicMetrics { impressionCount } unavailableMetrics { reason }'
      const expected = { nonPublicMetrics: { impressionCount: 956 }, unavailableMetrics: [] }
      const byId = await browser.query(g.url, `{ post(id: "${DOCUMENTED}") { ${numbers} } }`)
      expect(byId.data.post).toEqual(expected)
      const byAuthor = await browser.query(
        g.url,
        `{ user(by: { id: "${TWITTER_DEV}" }) { posts(first: 20) { nodes { id ${numbers} } } } }`,
      )
      expect(byAuthor.data.user.posts.nodes).toContainEqual({ id: DOCUMENTED, ...expected })
    },
  )

  it.each<Manners>(['current', 'classic'])(
    'EXPIRED is said when X said so within a day, of the post or of a younger one (%s manners)',
    async (manners) => {
      const clock = { time: NOW }
      await using g = await createTestGateway({ manners, now: () => clock.time })
      const [younger, older] = oldPosts(g.x) as [WorldPost, WorldPost]
      const reasons = async (...ids: string[]) => {
        const { data } = await g.query(
          `{ posts(ids: ${literal(ids)}) { id organicMetrics { likeCount } unavailableMetrics { reason } } }`,
        )
        const owned = g.takeRequests().flatMap((call) => (call.as === 'owner' ? call.ids : []))
        return { said: data.posts.map(reasonsIn), owned }
      }
      expect(await reasons(younger.id)).toEqual({ said: [['EXPIRED']], owned: [younger.id] })
      expect(await reasons(younger.id)).toEqual({ said: [['EXPIRED']], owned: [] })
      // The author of the older post has to be known first.
      await g.query(`{ post(id: "${older.id}") { id } }`)
      g.takeRequests()
      expect(await reasons(older.id)).toEqual({ said: [['EXPIRED']], owned: [] })
      const young = first(ownPosts(g.x))
      expect(await reasons(young.id)).toEqual({ said: [[]], owned: [young.id] })

      clock.time += DAY
      expect(await reasons(older.id)).toEqual({ said: [['EXPIRED']], owned: [older.id] })
      // The refusal of an older post does not apply to a younger one.
      expect((await reasons(younger.id)).owned).toEqual([younger.id])
    },
  )

  it('a refusal in a timeline is known to lookups, and to the timeline from there on', async () => {
    await using g = await createTestGateway()
    const owner = g.x.credentials.userId
    const [younger, older] = oldPosts(g.x) as [WorldPost, WorldPost]
    const page = (before: string) =>
      g.query(`{ user(by: { id: "${owner}" }) { posts(first: 5, after: "${cursorOf(before)}") {
        nodes { id organicMetrics { likeCount } unavailableMetrics { reason } } } } }`)
    const after = String(BigInt(younger.id) + 1n)
    const { data } = await page(after)
    expect(data.user.posts.nodes[0]).toMatchObject({ id: younger.id, organicMetrics: null })
    expect(reasonsIn(data.user.posts.nodes[0])).toEqual(['EXPIRED'])
    expect(g.takeRequests().at(-1)?.fields).toContain('organic_metrics')
    const lookup = await g.query(
      `{ post(id: "${older.id}") { organicMetrics { likeCount } unavailableMetrics { reason } } }`,
    )
    expect(reasonsIn(lookup.data.post)).toEqual(['EXPIRED'])
    const again = await page(younger.id)
    for (const node of again.data.user.posts.nodes) expect(node.organicMetrics).toBeNull()
    expect(g.takeRequests().at(-1)?.fields).not.toContain('organic_metrics')
  })

  it.each([
    ['before', true],
    ['after', false],
  ])('a refusal does not stand against an older post that X serves %s it', async (_, isBefore) => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    await browser.logIn(g.url, TWITTER_DEV)
    const refused = '1263145271946551300'
    const reasons = async (id: string) => {
      const { data } = await browser.query(
        g.url,
        `{ post(id: "${id}") { organicMetrics { likeCount } unavailableMetrics { reason } } }`,
      )
      return reasonsIn(data.post)
    }
    await browser.query(g.url, `{ posts(ids: ${literal([refused, DOCUMENTED])}) { id } }`)
    if (isBefore) expect(await reasons(DOCUMENTED)).toEqual([])
    g.x.fault({
      kind: 'answer',
      body: {
        data: [{ id: refused, text: '', author_id: TWITTER_DEV }],
        errors: [
          {
            type: 'https://api.x.com/2/problems/disallowed-resource',
            detail:
              "The 'organic_metrics.like_count' field cannot be queried for Tweets older than 30 days.",
            resource_id: refused,
          },
        ],
      },
      times: 1,
    })
    expect(await reasons(refused)).toEqual(['EXPIRED'])
    if (!isBefore) {
      expect(await reasons(DOCUMENTED)).toEqual(['EXPIRED'])
      // A timeline requests what it shows.
      const numbers = 'nodes { id organicMetrics { likeCount } }'
      const { data } = await browser.query(
        g.url,
        `{ user(by: { id: "${TWITTER_DEV}" }) { posts(first: 20) { ${numbers} } } }`,
      )
      expect(data.user.posts.nodes).toContainEqual({
        id: DOCUMENTED,
        organicMetrics: { likeCount: expect.any(Number) },
      })
    }
    expect([await reasons(DOCUMENTED), await reasons(refused)]).toEqual([[], []])
  })
})

describe('privateMetrics', () => {
  const report = async (
    query: (text: string) => ReturnType<TestGateway['query']>,
    ids: readonly string[],
  ) => {
    const { data, errors } = await query(
      `{ privateMetrics(ids: ${literal(ids)}) { data { tweetId } errors { value title detail type } } }`,
    )
    expect(errors).toBeUndefined()
    return data.privateMetrics
  }
  const typeOf = (name: string) => `https://api.twitter.com/labs/1/problems/${name}`
  const isYoung = ({ createdAt }: WorldPost) => NOW - createdAt < 20 * DAY

  it('an account that has to be connected again is the reason, not the age', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    await browser.logIn(g.url, WRITER)
    const { id } = first(postsOf(g.x), (post) => post.authorId === WRITER && isYoung(post))
    const ask = () => report((text) => browser.query(g.url, text), [id])
    expect((await ask()).errors).toEqual([])
    g.x.reset()
    for (const _ of ['found out', 'known']) {
      expect(await ask()).toEqual({
        data: [],
        errors: [
          {
            value: id,
            title: 'Authorization Error',
            detail: `X no longer accepts the tokens of the account that wrote the Tweet with ids: [${id}]. Connect the account again.`,
            type: typeOf('not-authorized-for-resource'),
          },
        ],
      })
    }
  })

  it('no connected account is the reason where there is none', async () => {
    await using g = await createTestGateway()
    await using open = await createTestGateway({
      environment: { X_BEARER_TOKEN: g.x.credentials.bearer, X_API_URL: g.x.url },
    })
    const { id } = first(ownPosts(g.x), isYoung)
    const { errors } = await report(open.query, [id])
    expect(errors).toMatchObject([
      { value: id, detail: expect.stringContaining('No account is connected') },
    ])
  })

  it.each([
    ['no reason', undefined, 'X sent neither a value nor a reason.'],
    ['a new reason', 'Posts on Mondays', 'cannot be queried for Posts on Mondays.'],
  ])('where X gave %s, that is said', async (_, why, words) => {
    await using g = await createTestGateway()
    const { id } = first(ownPosts(g.x), isYoung)
    g.x.fault({
      kind: 'answer',
      body: {
        data: [{ id, text: '', author_id: g.x.credentials.userId, public_metrics: {} }],
        ...(why && {
          errors: [
            {
              type: 'https://api.x.com/2/problems/disallowed-resource',
              detail: `The 'non_public_metrics.engagements' field cannot be queried for ${why}.`,
              resource_id: id,
            },
          ],
        }),
      },
      times: 1,
    })
    const { data, errors } = await report(g.query, [id])
    expect(data).toEqual([])
    expect(errors).toEqual([
      {
        value: id,
        title: 'Resource Unavailable Error',
        detail: expect.stringContaining(words),
        type: typeOf('resource-unavailable'),
      },
    ])
  })
})

describe('media', () => {
  const MEDIA = `media { ... on Video {
    nonPublicMetrics { playback0Count } organicMetrics { viewCount } promotedMetrics { viewCount } } }
    unavailableMetrics { variant reason message }`
  const isForeign =
    ({ x }: TestGateway) =>
    ({ mediaKeys }: WorldPost) =>
      mediaKeys.length > 0 &&
      mediaKeys.every((key) => {
        const medium = x.world.media.get(key)
        return medium?.type === 'video' && medium.ownerId !== x.credentials.userId
      })

  it('an embedded video of another account is not the account’s own', async () => {
    await using g = await createTestGateway()
    const { id } = first(
      ownPosts(g.x),
      (post) => isForeign(g)(post) && post.numbers.promoted === undefined,
    )
    const { data, extensions } = await g.query(
      `{ post(id: "${id}") { organicMetrics { likeCount } ${MEDIA} } }`,
    )
    const { organicMetrics, media, unavailableMetrics } = data.post
    expect(organicMetrics).not.toBeNull()
    for (const each of media) {
      expect(each).toEqual({ nonPublicMetrics: null, organicMetrics: null, promotedMetrics: null })
    }
    const message = expect.stringContaining('a video of another account')
    expect(unavailableMetrics).toEqual([
      { variant: 'NON_PUBLIC', reason: 'NOT_OWNER', message },
      { variant: 'ORGANIC', reason: 'NOT_OWNER', message },
      { variant: 'PROMOTED', reason: 'NOT_PROMOTED', message: expect.any(String) },
    ])
    expect(extensions.notices?.map(({ code, variant }) => [code, variant])).toEqual([
      ['NOT_OWNER', 'NON_PUBLIC'],
      ['NOT_OWNER', 'ORGANIC'],
      ['NOT_PROMOTED', 'PROMOTED'],
    ])
    // Beside a selection without media all that is selected is there.
    const both = await g.query(`{
      whole: post(id: "${id}") { ${MEDIA} }
      part: post(id: "${id}") { organicMetrics { likeCount } unavailableMetrics { reason } } }`)
    expect(both.data.whole.unavailableMetrics).toHaveLength(3)
    expect(both.data.part.unavailableMetrics).toEqual([])
  })

  it('of a post that was never promoted has no promoted metrics', async () => {
    await using g = await createTestGateway()
    const { id } = first(ownPosts(g.x), ({ numbers, mediaKeys: [key = '', ...others] }) => {
      const medium = g.x.world.media.get(key)
      return (
        numbers.promoted === undefined &&
        others.length === 0 &&
        medium?.type === 'video' &&
        medium.ownerId === g.x.credentials.userId &&
        medium.plays.every(({ promoted }) => promoted === undefined) &&
        NOW - medium.createdAt < 85 * DAY
      )
    })
    for (const _ of ['found out', 'known']) {
      const { data } = await g.query(`{ post(id: "${id}") { ${MEDIA} } }`)
      expect(data.post.media[0].organicMetrics).not.toBeNull()
      expect(data.post.unavailableMetrics).toMatchObject([
        { variant: 'PROMOTED', reason: 'NOT_PROMOTED' },
      ])
    }
  })

  it('an old video of the account in a young post is too old', async () => {
    await using g = await createTestGateway()
    const own = first(ownPosts(g.x), ({ mediaKeys }) =>
      mediaKeys.some((key) => g.x.world.media.get(key)?.type === 'video'),
    )
    const key = '13_1862995060712408630'
    const { body } = await getX(
      g.x,
      `/2/tweets?ids=${own.id}&tweet.fields=organic_metrics,attachments,author_id`,
      'owner',
    )
    const [tweet] = body.data as unknown as [object]
    g.x.fault({
      kind: 'answer',
      body: {
        data: [{ ...tweet, attachments: { media_keys: [key] } }],
        includes: {
          media: [{ media_key: key, type: 'video', organic_metrics: { view_count: null } }],
        },
      },
      times: 1,
    })
    const { data } = await g.query(
      `{ post(id: "${own.id}") { media { ... on Video { organicMetrics { viewCount } } } unavailableMetrics { reason message } } }`,
    )
    expect(data.post.unavailableMetrics).toEqual([
      {
        reason: 'EXPIRED',
        message: 'X no longer shows private metrics of a video this old.',
      },
    ])
  })

  it('of a post without a video lack nothing', async () => {
    await using g = await createTestGateway()
    const none = first(ownPosts(g.x), ({ mediaKeys }) => mediaKeys.length === 0)
    const { data, extensions } = await g.query(`{ post(id: "${none.id}") { ${MEDIA} } }`)
    expect(data.post.unavailableMetrics).toEqual([])
    expect(extensions.notices).toBeUndefined()
  })
})

describe('an answer without an author', () => {
  const QUERY = (id: string) =>
    `{ post(id: "${id}") { organicMetrics { likeCount } promotedMetrics { likeCount }
      unavailableMetrics { variant reason } } }`
  const withoutAuthor = async (g: TestGateway, id: string, fields: string) => {
    const { body } = await getX(g.x, `/2/tweets?ids=${id}&tweet.fields=${fields}`, 'owner')
    g.x.fault({ kind: 'answer', body: { ...body }, times: 1 })
    g.takeRequests()
  }

  it('has no reason beside numbers that are shown', async () => {
    await using g = await createTestGateway()
    const { id } = first(ownPosts(g.x), ({ numbers }) => numbers.promoted === undefined)
    await withoutAuthor(g, id, 'organic_metrics,promoted_metrics')
    const { data } = await g.query(QUERY(id))
    expect(data.post.organicMetrics).not.toBeNull()
    expect(data.post.unavailableMetrics).toEqual([{ variant: 'PROMOTED', reason: 'NOT_PROMOTED' }])
  })

  it('is not said to be another’s', async () => {
    await using g = await createTestGateway({ environment: { ARCHIVE: 'on' } })
    const { id } = first(ownPosts(g.x))
    await withoutAuthor(g, id, 'text')
    const since = new Date(NOW - DAY).toISOString()
    const { data, extensions } = await g.query(
      `{ post(id: "${id}") { organicMetrics { likeCount } unavailableMetrics { reason }
        metricsHistory(variant: ORGANIC, since: "${since}") { at } } }`,
    )
    expect(reasonsIn(data.post)).toEqual(['REFUSED'])
    expect(extensions.notices?.map(({ code }) => code)).not.toContain('NOT_OWNER')
  })

  it('has the author that is known', async () => {
    await using g = await createTestGateway()
    const { id } = first(ownPosts(g.x))
    await g.query(`{ post(id: "${id}") { id } }`)
    await withoutAuthor(g, id, 'text')
    const { data } = await g.query(`{ post(id: "${id}") { author { id } } }`)
    expect(data.post.author.id).toBe(g.x.credentials.userId)
  })
})

it('X refuses the account that wrote the post: that is not said to be another account', async () => {
  await using g = await createTestGateway()
  const { id } = first(ownPosts(g.x))
  g.x.fault({
    kind: 'answer',
    body: {
      data: [{ id, text: '', author_id: g.x.credentials.userId }],
      errors: [
        {
          type: 'https://api.x.com/2/problems/not-authorized-for-field',
          field: 'organic_metrics.like_count',
          resource_id: id,
          detail: 'Sorry, you are not authorized.',
        },
      ],
    },
    times: 1,
  })
  const { data } = await g.query(
    `{ post(id: "${id}") { organicMetrics { likeCount } unavailableMetrics { reason } } }`,
  )
  expect(reasonsIn(data.post)).toEqual(['REFUSED'])
})

describe('privateMetricsUntil', () => {
  const until = async (g: TestGateway, id: string) =>
    (await g.query(`{ post(id: "${id}") { privateMetricsUntil } }`)).data.post.privateMetricsUntil

  it('is thirty days after the post was written, and null from then on', async () => {
    const clock = { time: NOW }
    await using g = await createTestGateway({
      now: () => clock.time,
      environment: { CACHE_TTL_SECONDS: '86400' },
    })
    const post = first(ownPosts(g.x), ({ createdAt }) => NOW - createdAt < 29 * DAY)
    const end = post.createdAt + 30 * DAY
    expect(Date.parse(await until(g, post.id))).toBeCloseTo(end, -4)
    clock.time = end + 60_000
    expect(await until(g, post.id)).toBeNull()
    const shown = first(ownPosts(g.x), ({ createdAt }) => NOW - createdAt > 40 * DAY)
    expect(await until(g, shown.id)).toBeNull()
    expect(await until(g, first(oldPosts(g.x)).id)).toBeNull()
    expect(g.takeRequests().every(({ fields }) => fields === 'author_id')).toBe(true)
  })

  it('is null for a post that is known to be a repost', async () => {
    await using g = await createTestGateway()
    const isYoung = ({ createdAt }: WorldPost) => NOW - createdAt < 29 * DAY
    const { id } = first(reposts(g.x), isYoung)
    expect(await until(g, id)).not.toBeNull()
    const { data } = await g.query(
      `{ post(id: "${id}") { privateMetricsUntil organicMetrics { likeCount } unavailableMetrics { reason } } }`,
    )
    expect(data.post).toEqual({
      privateMetricsUntil: null,
      organicMetrics: null,
      unavailableMetrics: [{ reason: 'REPOST' }],
    })
    expect(await until(g, id)).toBeNull()

    await using other = await createTestGateway()
    const referring = await other.query(
      `{ post(id: "${id}") { privateMetricsUntil referencedPosts { type } } }`,
    )
    expect(referring.data.post.privateMetricsUntil).toBeNull()
    expect(await until(other, id)).toBeNull()
  })
})
