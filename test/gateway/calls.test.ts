// The calls to X that a query causes: their number, credentials and fields.

import { expect, it } from 'vitest'

import { createTestGateway, literal } from '../kit/gateway.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts, reposts, visiblePosts } from '../kit/sandbox/posts.ts'

const ids = (posts: readonly { readonly id: string }[]): string[] => posts.map(({ id }) => id)

it('100 public posts need one app-only call with the selected fields', async () => {
  await using g = await createTestGateway()
  const wanted = ids(visiblePosts(g.x)).slice(0, 100)
  const { data, errors, extensions } = await g.query(
    `{ posts(ids: ${literal(wanted)}) { id publicMetrics { likeCount } } }`,
  )
  expect(errors).toBeUndefined()
  expect(ids(data.posts)).toEqual(wanted)
  expect(g.takeRequests()).toEqual([
    { as: 'app', ids: wanted, fields: 'author_id,public_metrics', media: '', expansions: '' },
  ])
  expect(extensions.upstream).toEqual({
    calls: 1,
    postsRead: 100,
    usersRead: 0,
    fromCache: 0,
    coalesced: 0,
    estimatedCostUsd: 0.5,
  })
})

it('100 own posts with private metrics of posts and videos need one call in user context', async () => {
  await using g = await createTestGateway()
  const wanted = ids(ownPosts(g.x)).slice(0, 100)
  const { data, errors } = await g.query(`{ posts(ids: ${literal(wanted)}) {
    id publicMetrics { likeCount } nonPublicMetrics { engagements } organicMetrics { likeCount }
    unavailableMetrics { reason }
    media { mediaKey ... on Video { organicMetrics { viewCount playback50Count } nonPublicMetrics { playback100Count } } }
  } }`)
  expect(errors).toBeUndefined()
  for (const { id, organicMetrics, media, unavailableMetrics } of data.posts) {
    expect(organicMetrics, id).not.toBeNull()
    const hasForeign = (media ?? []).some(
      ({ mediaKey }: { mediaKey: string }) =>
        g.x.world.media.get(mediaKey)?.ownerId !== g.x.credentials.userId,
    )
    const reasons = new Set(unavailableMetrics.map(({ reason }: { reason: string }) => reason))
    expect([...reasons], id).toEqual(hasForeign ? ['NOT_OWNER'] : [])
  }
  expect(g.takeRequests()).toEqual([
    {
      as: 'owner',
      ids: wanted,
      fields: 'attachments,author_id,non_public_metrics,organic_metrics,public_metrics',
      media: 'non_public_metrics,organic_metrics',
      expansions: 'attachments.media_keys',
    },
  ])
})

it('250 ids with 50 duplicates need three calls, and keep their order and duplicates', async () => {
  await using g = await createTestGateway()
  const some = ids(visiblePosts(g.x)).slice(0, 250)
  const wanted = [...some, ...some.slice(100, 150)].reverse()
  const { data } = await g.query(`{ posts(ids: ${literal(wanted)}) { id } }`)
  expect(ids(data.posts)).toEqual(wanted)
  expect(g.takeRequests().map((call) => call.ids.length)).toEqual([100, 100, 50])
})

it('posts below a large answer need as few calls as below a small one', async () => {
  await using g = await createTestGateway()
  const wanted = ids(visiblePosts(g.x)).slice(0, 100)
  const texts = Array.from({ length: 40 }, (_, index) => `t${index}: text`).join(' ')
  const { extensions } = await g.query(
    `{ posts(ids: ${literal(wanted)}) { ${texts} conversation { lang author { name } } } }`,
  )
  expect(extensions.upstream.calls).toBe(2)
})

it('aliases with different fields share a call', async () => {
  await using g = await createTestGateway()
  const [a, b] = ids(foreignPosts(g.x))
  const { data } = await g.query(
    `{ a: post(id: "${a}") { text } b: post(id: "${b}") { publicMetrics { likeCount } } c: post(id: "${a}") { lang } }`,
  )
  expect(data.a.text).toBeTypeOf('string')
  expect(data.c.lang).toBe('en')
  expect(g.takeRequests()).toEqual([
    { as: 'app', ids: [a, b], fields: 'author_id,lang,public_metrics', media: '', expansions: '' },
  ])
})

it('a quoted post is fetched with its author and media in the same call', async () => {
  await using g = await createTestGateway()
  const quote = first(ownPosts(g.x), ({ references }) => references[0]?.type === 'quoted')
  const { data } = await g.query(
    `{ post(id: "${quote.id}") { text referencedPosts { type post { id lang author { username } media { type } } } } }`,
  )
  const quoted = g.x.world.posts.get(quote.references[0]?.id ?? '')
  expect(data.post.referencedPosts[0]).toMatchObject({
    type: 'QUOTED',
    post: {
      id: quoted?.id,
      lang: 'en',
      author: { username: g.x.world.users.get(quoted?.authorId ?? '')?.username },
    },
  })
  expect(g.takeRequests()).toHaveLength(1)
})

it('private metrics are never requested together with referenced posts, which need a public request', async () => {
  await using g = await createTestGateway()
  const quote = first(ownPosts(g.x), ({ references }) => references[0]?.type === 'quoted')
  const { data } = await g.query(
    `{ post(id: "${quote.id}") { organicMetrics { likeCount } referencedPosts { post { id lang } } } }`,
  )
  expect(data.post.referencedPosts[0].post.lang).toBe('en')
  expect(g.takeRequests()).toMatchObject([
    { as: 'owner', ids: [quote.id], expansions: '' },
    { as: 'app', ids: [quote.references[0]?.id], fields: 'author_id,lang' },
  ])
})

it('a private metric that is skipped or not included is not requested', async () => {
  await using g = await createTestGateway()
  const [own] = ids(ownPosts(g.x))
  await g.query(
    'query ($id: PostID!, $mine: Boolean!) { post(id: $id) { lang ...Mine @include(if: $mine) organicMetrics @skip(if: true) { likeCount } } } fragment Mine on Post { nonPublicMetrics { engagements } }',
    { id: own, mine: false },
  )
  expect(g.takeRequests()).toMatchObject([{ as: 'app', fields: 'author_id,lang' }])
  await g.query(
    'query ($id: PostID!, $mine: Boolean!) { post(id: $id) { lang ...Mine @include(if: $mine) } } fragment Mine on Post { nonPublicMetrics { engagements } }',
    { id: own, mine: true },
  )
  expect(g.takeRequests()).toMatchObject([
    { as: 'owner', fields: 'author_id,lang,non_public_metrics' },
  ])
})

it('fields that follow from the id need no call', async () => {
  await using g = await createTestGateway()
  const { data } = await g.query(
    '{ posts(ids: []) { id } viewer { accounts { owned user { id } } } }',
  )
  expect(data).toEqual({
    posts: [],
    viewer: { accounts: [{ owned: true, user: { id: g.x.credentials.userId } }] },
  })
  expect(g.takeRequests()).toEqual([])
})

it('private metrics of a repost and promoted metrics of an unpromoted post are not requested again', async () => {
  await using g = await createTestGateway()
  const repost = first(reposts(g.x), ({ createdAt }) => NOW - createdAt < 20 * DAY)
  const own = first(ownPosts(g.x), ({ numbers }) => numbers.promoted === undefined)
  const ask = (): ReturnType<typeof g.query> =>
    g.query(
      `{ posts(ids: ${literal([repost.id, own.id])}) { id organicMetrics { likeCount } promotedMetrics { likeCount } unavailableMetrics { variant reason } } }`,
    )
  const before = await ask()
  expect(g.takeRequests()).toMatchObject([
    { as: 'owner', fields: 'author_id,organic_metrics,promoted_metrics' },
  ])
  const after = await ask()
  expect(after.data).toEqual(before.data)
  expect(g.takeRequests()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ as: 'owner', ids: [own.id], fields: 'author_id,organic_metrics' }),
      expect.objectContaining({ as: 'app', ids: [repost.id] }),
    ]),
  )
})
