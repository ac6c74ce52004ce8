// Answers that are JSON and not X's: what they spoil is an error at its place, and nothing is shown that X did not say.

import { describe, expect, it } from 'vitest'

import { postCodec } from '../../src/pipeline/stored-results.ts'
import type { Tweet } from '../../src/x/types.ts'
import { startFixedResponse } from '../kit/fixed-response.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { getX, NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts, visiblePosts } from '../kit/sandbox/posts.ts'
import { foundPost } from '../kit/stages.ts'

type Wire = Record<string, unknown>

interface Body {
  data: Wire[]
  includes?: Record<string, Wire[]>
  errors?: unknown[]
}

const FIELDS =
  'tweet.fields=lang,public_metrics,created_at,entities,edit_controls,conversation_id,author_id,attachments,geo,referenced_tweets,reply_settings,withheld,context_annotations,note_tweet&expansions=author_id,attachments.media_keys,attachments.poll_ids,geo.place_id,referenced_tweets.id&user.fields=public_metrics,created_at,verified_type&media.fields=public_metrics,width,variants,duration_ms&poll.fields=voting_status,end_datetime&place.fields=geo,country'

/** X's next answer is its own about these posts, changed. */
const spoil = async (
  g: TestGateway,
  ids: readonly string[],
  change: (body: Body) => unknown,
): Promise<void> => {
  const { text } = await getX(g.x, `/2/tweets?ids=${ids.join()}&${FIELDS}`)
  const body = JSON.parse(text) as Body
  g.x.fault({ kind: 'answer', body: change(body) ?? body, times: 1 })
}

const two = (g: TestGateway): [string, string] => {
  const [one, other] = foreignPosts(g.x)
  return [one?.id ?? '', other?.id ?? '']
}

const codesOf = ({ errors = [] }: Awaited<ReturnType<TestGateway['query']>>) =>
  errors.map(({ path, extensions: { code, postId } }) => [path?.[1], code, postId])

const WHOLE = `id text lang createdAt editHistoryIds conversationId author { id } publicMetrics { likeCount retweetsAndQuotesCount }
  organicMetrics { impressionCount } editControls { editsRemaining editableUntil isEditEligible } referencedPosts { type }
  entities { urls { url } mentions { username } } note { entities { urls { url } } } contextAnnotations { entity { id } }
  geo { coordinates { latitude } } withheld { countryCodes } media { mediaKey }`

describe('a value that is not what X sends costs its field, and is said to be missing', () => {
  it.each<[string, Wire]>([
    ['a count below none', { public_metrics: { like_count: -1 } }],
    ['half a like', { public_metrics: { like_count: 0.5 } }],
    ['a count as text', { public_metrics: { like_count: '7' } }],
    ['a count that JSON does not keep', { public_metrics: { like_count: 2 ** 53 } }],
    ['counts whose sum JSON does not keep', { public_metrics: { retweet_count: 2 ** 52 } }],
    ['counts as a list', { public_metrics: [1, 2, 3] }],
    ['a private count below none', { organic_metrics: { impression_count: -5 } }],
    ['a number for its text', { text: 7 }],
    ['no time', { created_at: 'yesterday' }],
    ['a day that there is not', { created_at: '2026-02-29T00:00:00.000Z' }],
    ['an author that is no id', { author_id: '20&expansions=author_id' }],
    ['an author as a number', { author_id: 12 }],
    ['a version that is no id', { edit_history_tweet_ids: ['20&ids=21'] }],
    ['a conversation that is no id', { conversation_id: '../users/me' }],
    ['edits as a list', { edit_controls: { edits_remaining: [5] } }],
    ['edits as no text', { edit_controls: { edits_remaining: '' } }],
    ['a reference without an id', { referenced_tweets: [{ type: 'quoted' }] }],
    ['a link without its place', { entities: { urls: [{ url: 'https://t.co/1' }] } }],
    ['a mention of nobody', { entities: { mentions: [{ start: 0, end: 1 }] } }],
    ['links as an object', { entities: { urls: { 0: 'https://t.co/1' } } }],
    ['nothing among its links', { note_tweet: { entities: { urls: [null] } } }],
    ['a topic without an id', { context_annotations: [{ domain: {}, entity: { id: '1' } }] }],
    ['a point beyond all numbers', { geo: { coordinates: { coordinates: ['1', 2] } } }],
    ['a country that is none', { withheld: { country_codes: [null] } }],
    ['attachments as text', { attachments: 'none' }],
  ])('%s', async (_, change) => {
    await using g = await createTestGateway()
    const ids = two(g)
    const query = `{ posts(ids: ${literal(ids)}) { ${WHOLE} } }`
    const [before, good] = (await g.query(query)).data.posts
    let path = ''
    await spoil(g, ids, ({ data }) => {
      Object.assign(data[0] ?? {}, change)
      path = Object.keys(change)[0] ?? ''
    })
    const answer = await g.query(query)
    const [post, neighbor] = answer.data.posts
    expect(answer.errors).toBeUndefined()
    expect(neighbor).toEqual(good)
    // Everything else of the post is shown.
    const { id, lang } = before
    expect(post).toMatchObject({ id, lang })
    expect(answer.extensions.notices).toContainEqual({
      code: 'INCOMPLETE',
      postIds: [ids[0]],
      message: expect.stringMatching(
        new RegExp(
          `^What X sent as \`${path}[a-z_.]*\` of this post cannot be read, so it is null`,
        ),
      ),
    })
  })

  it('which is the smallest part that can be null', async () => {
    await using g = await createTestGateway()
    const ids = two(g)
    await spoil(g, ids, ({ data }) => {
      Object.assign(data[0] ?? {}, {
        public_metrics: { like_count: -1, reply_count: 3 },
        edit_controls: { edits_remaining: 5, editable_until: 'soon', is_edit_eligible: true },
        entities: {
          urls: [{ url: 'https://t.co/1' }],
          hashtags: [{ start: 0, end: 2, tag: 'a' }],
        },
      })
    })
    const { data } = await g.query(`{ post(id: "${ids[0]}") { publicMetrics { likeCount replyCount }
      editControls { editsRemaining editableUntil isEditEligible } entities { urls { url } hashtags { tag } } } }`)
    expect(data.post).toEqual({
      publicMetrics: { likeCount: null, replyCount: 3 },
      editControls: { editsRemaining: 5, editableUntil: null, isEditEligible: true },
      entities: { urls: null, hashtags: [{ tag: 'a' }] },
    })
  })

  it('and of which nothing is said where it is not selected', async () => {
    await using g = await createTestGateway()
    const ids = two(g)
    await spoil(g, ids, ({ data }) => {
      Object.assign(data[0] ?? {}, { lang: 7 })
    })
    const { errors, extensions } = await g.query(`{ posts(ids: ${literal(ids)}) { id text } }`)
    expect([errors, extensions.notices]).toEqual([undefined, undefined])
  })

  it('and is reported by each answer from the cache that selects it', async () => {
    await using g = await createTestGateway({ environment: { CACHE_TTL_SECONDS: '60' } })
    const [id] = two(g)
    await spoil(g, [id], ({ data }) => {
      Object.assign(data[0] ?? {}, { lang: 7 })
    })
    const noticesFor = async (fields: string): Promise<readonly unknown[]> =>
      (await g.query(`{ post(id: "${id}") { ${fields} } }`)).extensions.notices ?? []
    for (const count of [1, 1, 0, 0, 1]) {
      expect(await noticesFor(count === 0 ? 'text' : 'text lang')).toHaveLength(count)
    }
  })

  it.each([
    ['2022-08-21 09:35:20.311', '2022-08-21T09:35:20.311Z'],
    ['2022-08-21 09:35:20', '2022-08-21T09:35:20Z'],
  ])('but the time that X documents is one: %s', async (sent, shown) => {
    await using g = await createTestGateway()
    const ids = two(g)
    await spoil(g, ids, ({ data }) => {
      Object.assign(data[0] ?? {}, {
        edit_controls: { edits_remaining: 5, editable_until: sent, is_edit_eligible: true },
      })
    })
    const { data, errors, extensions } = await g.query(
      `{ post(id: "${ids[0]}") { id text editControls { editableUntil editsRemaining } } }`,
    )
    expect([errors, extensions.notices]).toEqual([undefined, undefined])
    const { editableUntil, editsRemaining } = data.post.editControls
    expect([Date.parse(editableUntil), editsRemaining]).toEqual([Date.parse(shown), 5])
  })
})

it('optional fields of X may be null, and fields that the gateway does not read may be anything', async () => {
  await using g = await createTestGateway()
  const ids = two(g)
  await spoil(g, ids, ({ data }) => {
    const nothing = Object.keys(data[0] ?? {}).filter((key) => key !== 'id')
    Object.assign(data[0] ?? {}, Object.fromEntries(nothing.map((key) => [key, null])))
    Object.assign(data[0] ?? {}, { geo: null, note_tweet: null, article: [[[7]]], scopes: -1 })
  })
  const { data, errors } = await g.query(`{ posts(ids: ${literal(ids)}) {
    id text createdAt conversation { id } author { id } editHistory { id } geo { place { id } }
    editControls { editsRemaining } replySettings note { text } referencedPosts { postId }
    media { mediaKey } publicMetrics { likeCount } } }`)
  expect(errors).toBeUndefined()
  const { id, ...rest } = data.posts[0]
  expect(id).toBe(ids[0])
  expect(
    Object.values(rest)
      .flat()
      .filter((value) => value !== null),
  ).toEqual([])
})

it('words that are new are no errors, whatever they are', async () => {
  await using g = await createTestGateway()
  const post = first(visiblePosts(g.x), ({ mediaKeys }) => mediaKeys.length > 0)
  const poll = first(visiblePosts(g.x), ({ pollIds }) => pollIds.length > 0)
  await spoil(g, [post.id, poll.id], ({ data, includes = {} }) => {
    Object.assign(data.find(({ id }) => id === post.id) ?? {}, {
      reply_settings: 'constructor',
      referenced_tweets: [{ type: 'constructor', id: '20' }],
      attachments: { media_keys: ['constructor_1', post.mediaKeys[0]] },
    })
    for (const media of includes.media ?? []) media.type = 'toString'
    for (const each of includes.polls ?? []) each.voting_status = 'paused'
    for (const user of includes.users ?? []) user.verified_type = '__proto__'
  })
  const { data, errors } = await g.query(`{ posts(ids: ${literal([post.id, poll.id])}) {
    replySettings referencedPosts { type } media { __typename type } polls { votingStatus }
    author { verifiedType } } }`)
  expect(errors).toBeUndefined()
  expect(data.posts[0]).toMatchObject({
    replySettings: 'OTHER',
    referencedPosts: [],
    media: [
      { __typename: 'OtherMedia', type: 'unknown' },
      { __typename: 'OtherMedia', type: 'toString' },
    ],
    author: { verifiedType: '__proto__' },
  })
  expect(data.posts[1].polls).toEqual([{ votingStatus: null }])
})

const leavesOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value]

describe('what came beside the posts', () => {
  it.each([
    [
      'users',
      'author { publicMetrics { followersCount } }',
      { public_metrics: { followers_count: '9' } },
    ],
    ['media', 'media { width }', { width: -4 }],
    ['polls', 'polls { endsAt }', { end_datetime: 'soon' }],
    ['places', 'geo { place { boundingBox } }', { geo: { bbox: ['west'] } }],
  ])('costs what of it cannot be read (%s)', async (list, selected, change) => {
    await using g = await createTestGateway()
    const posts = visiblePosts(g.x)
    const bad = first(posts, ({ mediaKeys, pollIds, placeId }) =>
      Boolean({ users: true, media: mediaKeys[0], polls: pollIds[0], places: placeId }[list]),
    )
    const good = first(
      posts,
      ({ authorId, mediaKeys, pollIds, placeId }) =>
        authorId !== bad.authorId &&
        mediaKeys.length + pollIds.length === 0 &&
        placeId === undefined,
    )
    await spoil(g, [bad.id, good.id], ({ includes = {} }) => {
      const [broken] =
        includes[list]?.filter(({ id }) => list !== 'users' || id === bad.authorId) ?? []
      Object.assign(broken ?? {}, change)
    })
    const ids = [bad.id, good.id]
    const answer = await g.query(`{ posts(ids: ${literal(ids)}) { id text ${selected} } }`)
    expect(answer.errors).toBeUndefined()
    expect(answer.data.posts).toMatchObject(ids.map((id) => ({ id, text: expect.any(String) })))
    expect(leavesOf(answer.data.posts[0])).toContain(null)
    expect(answer.extensions.notices).toEqual([
      {
        code: 'INCOMPLETE',
        postIds: [bad.id],
        message: expect.stringMatching(
          /^What X sent as `[a-z_.]+` of this (user|medium|poll|place)/,
        ),
      },
    ])
  })

  it('and has no kind costs the posts that refer to it', async () => {
    await using g = await createTestGateway()
    const bad = first(visiblePosts(g.x), ({ mediaKeys }) => mediaKeys.length > 0)
    const good = first(visiblePosts(g.x), ({ mediaKeys }) => mediaKeys.length === 0)
    await spoil(g, [bad.id, good.id], ({ includes = {} }) => {
      for (const media of includes.media ?? []) media.type = 7
    })
    const answer = await g.query(
      `{ posts(ids: ${literal([bad.id, good.id])}) { id media { type } } }`,
    )
    expect(answer.data.posts).toMatchObject([null, { id: good.id }])
    expect(codesOf(answer)).toEqual([[0, 'UPSTREAM_INVALID_RESPONSE', bad.id]])
  })

  it('and is a post that cannot be read is asked for by its id', async () => {
    await using g = await createTestGateway()
    const post = first(
      visiblePosts(g.x),
      ({ references: [reference] }) =>
        reference?.type === 'quoted' && foreignPosts(g.x).some(({ id }) => id === reference.id),
    )
    const query = `{ post(id: "${post.id}") { referencedPosts { post { id publicMetrics { likeCount } } } } }`
    const { data } = await g.query(query)
    g.takeRequests()
    await spoil(g, [post.id], ({ includes = {} }) => {
      for (const tweet of includes.tweets ?? []) tweet.public_metrics = { like_count: -1 }
    })
    expect((await g.query(query)).data).toEqual(data)
    expect(g.takeRequests().map(({ ids }) => ids)).toContainEqual([post.references[0]?.id])
  })
})

describe('problems', () => {
  const ODD = [
    null,
    7,
    [],
    {},
    { type: { toString: 1 }, detail: null, field: 7, resource_id: {}, value: ['1'] },
    { type: 'https://api.x.com/2/problems/not-authorized-for-field', field: 7, detail: {} },
    { type: '/'.repeat(100_000), detail: `The 'organic_metrics${'['.repeat(100_000)}` },
    { type: 'https://api.x.com/2/problems/disallowed-resource', detail: ['organic_metrics'] },
  ]

  it('that cannot be read cost nothing', async () => {
    await using g = await createTestGateway()
    const ids = two(g)
    await spoil(g, ids, (body) => {
      body.errors = ODD
    })
    const { data, errors } = await g.query(`{ posts(ids: ${literal(ids)}) { id } }`)
    expect([data.posts, errors]).toEqual([ids.map((id) => ({ id })), undefined])
  })

  it.each<[string, (body: Body) => unknown]>([
    [
      'beside problems that cannot be read',
      ({ data: [, other] }) => ({ data: [other], errors: ODD }),
    ],
    [
      'beside a problem of X’s own',
      ({ data: [one, other] }) => ({
        data: [other],
        errors: [{ type: 'https://api.x.com/2/problems/internal-error', resource_id: one?.id }],
      }),
    ],
    [
      'beside one that nobody asked for',
      ({ data: [one, other] }) => ({
        data: [{ ...one, id: '20' }, other],
      }),
    ],
    ['beside nothing that could be read', ({ data: [, other] }) => ({ data: [null, other] })],
    [
      'beside one without an id',
      ({ data: [{ id: _, ...one } = {}, other] }) => ({
        data: [one, other],
      }),
    ],
  ])('a post that is left out %s is not said to be deleted', async (_, change) => {
    await using g = await createTestGateway({ environment: { CACHE_TTL_SECONDS: '60' } })
    const ids = two(g)
    await spoil(g, ids, change)
    const ask = () => g.query(`{ posts(ids: ${literal(ids)}) { id text } }`)
    const answer = await ask()
    expect(answer.data.posts).toMatchObject([null, { id: ids[1] }])
    expect(codesOf(answer)).toEqual([[0, 'UPSTREAM_INVALID_RESPONSE', ids[0]]])
    // Nor is that remembered.
    expect((await ask()).errors).toBeUndefined()
  })

  it('in words without end are cut short', async () => {
    await using g = await createTestGateway()
    const post = first(ownPosts(g.x))
    await spoil(g, [post.id], (body) => {
      const detail = `The 'organic_metrics.like_count' field cannot be queried for ${'nobody '.repeat(10_000)}`
      const type = 'https://api.x.com/2/problems/disallowed-resource'
      body.errors = [{ type, detail, resource_id: post.id }]
    })
    const { data } = await g.query(
      `{ post(id: "${post.id}") { organicMetrics { likeCount } unavailableMetrics { reason message } } }`,
    )
    expect(data.post.unavailableMetrics[0].reason).toBe('REFUSED')
    expect(data.post.unavailableMetrics[0].message.length).toBeLessThan(400)
  })
})

it('an old number is shown for a post that cannot be read, and said to be old', async () => {
  const clock = { time: NOW }
  await using g = await createTestGateway({
    now: () => clock.time,
    environment: { CACHE_TTL_SECONDS: '60' },
  })
  const ids = two(g)
  const ask = () => g.query(`{ posts(ids: ${literal(ids)}) { id text } }`)
  const { data } = await ask()
  clock.time += 10 * 60_000
  await spoil(g, ids, ({ data: [post] }) => {
    Object.assign(post ?? {}, { id: 'not an id' })
  })
  const answer = await ask()
  expect([answer.data, answer.errors]).toEqual([data, undefined])
  expect(answer.extensions.notices).toMatchObject([{ code: 'STALE', postIds: [ids[0]] }])
})

it('keys of the new vocabulary that JavaScript has for itself are keys like all others', async () => {
  await using g = await createTestGateway()
  const [id] = two(g)
  const body = `{"data":[{"id":"${id}","__proto__":{"text":"not X’s"},"constructor":1,
    "public_metrics":{"repost_count":3,"__proto__":{"like_count":9}}}]}`
  g.x.fault({ kind: 'answer', body })
  const { data } = await g.query(
    `{ post(id: "${id}") { text publicMetrics { likeCount retweetCount } } }`,
  )
  expect(data.post).toEqual({ text: null, publicMetrics: { likeCount: null, retweetCount: 3 } })
})

it('a value that is nested too deeply costs its field, in either vocabulary', async () => {
  await using g = await createTestGateway()
  const ids = two(g)
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  for (const key of ['retweet_count', 'repost_count']) {
    const [spoiled, good] = [deep, 3].map(
      (count, index) => `{"id":"${ids[index]}","public_metrics":{"${key}":${count}}}`,
    )
    g.x.fault({ kind: 'answer', body: `{"data":[${spoiled},${good}]}`, times: 1 })
    const answer = await g.query(
      `{ posts(ids: ${literal(ids)}) { publicMetrics { retweetCount } } }`,
    )
    expect(answer.data.posts).toEqual(
      [null, 3].map((retweetCount) => ({ publicMetrics: { retweetCount } })),
    )
    expect(answer.extensions.notices).toMatchObject([{ code: 'INCOMPLETE', postIds: [ids[0]] }])
  }
})

describe('a whole answer', () => {
  const POST = '{ post(id: "1204084171334832128") { text } }'
  it.each<[string, number, string | Buffer, string]>([
    [
      'that is not UTF-8',
      200,
      Buffer.from('{"data":[{"id":"1","text":"caf\xe9"}]}', 'latin1'),
      'UPSTREAM_INVALID_RESPONSE',
    ],
    ['that begins with a mark', 200, '\ufeff{"data":[]}', 'UPSTREAM_INVALID_RESPONSE'],
    ['that says nothing', 200, '{}', 'UPSTREAM_INVALID_RESPONSE'],
    ['nested beyond measure', 200, `${'['.repeat(200_000)}"posts":`, 'UPSTREAM_INVALID_RESPONSE'],
    [
      'nested beyond measure, in new words',
      200,
      `{"posts":1,"data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      'UPSTREAM_INVALID_RESPONSE',
    ],
    ['of a server in X’s place', 404, '<html>Not here</html>', 'UPSTREAM_INVALID_RESPONSE'],
    [
      'of X, that there is nothing',
      404,
      '{"type":"https://api.x.com/2/problems/resource-not-found"}',
      'POST_NOT_FOUND',
    ],
    [
      'of a server in X’s place that is down, in whatever alphabet',
      503,
      Buffer.from([0xff, 0xfe]),
      'UPSTREAM_UNAVAILABLE',
    ],
    ['that is partial', 206, '{"data":[]}', 'UPSTREAM_INVALID_RESPONSE'],
    ['of a status that there is not', 999, '{"data":[]}', 'UPSTREAM_UNAVAILABLE'],
  ])('%s is a coded error', async (_, status, body, code) => {
    await using x = await startFixedResponse(status, body)
    await using g = await createTestGateway({
      environment: { X_API_URL: x.url, X_BEARER_TOKEN: 'a-token' },
    })
    const { data, errors } = await g.query(POST)
    expect([data, errors?.[0]?.extensions.code]).toEqual([{ post: null }, code])
  })
})

it('an account that X describes in an odd way is a coded error', async () => {
  await using g = await createTestGateway()
  const query = '{ viewer { accounts { user { id name publicMetrics { followersCount } } } } }'
  const id = g.x.credentials.userId
  for (const data of [7, 'text', [{ id: '20' }], [{ id: 20 }]]) {
    g.x.fault({ kind: 'answer', body: { data }, times: 1 })
    const { errors } = await g.query(query)
    expect(
      errors?.map(({ extensions }) => extensions.code),
      JSON.stringify(data),
    ).toEqual(['UPSTREAM_INVALID_RESPONSE'])
  }
  // Nobody, or zero values without an id: X's ways to say that there is no such user.
  for (const data of [[], [{ verified: false }]]) {
    g.x.fault({ kind: 'answer', body: { data }, times: 1 })
    const answer = await g.query(query)
    expect(answer.errors).toBeUndefined()
    expect(answer.data.viewer.accounts[0].user).toEqual({ id, name: null, publicMetrics: null })
    expect(answer.extensions.notices).toEqual([
      { code: 'INCOMPLETE', postIds: [], message: expect.stringContaining(`account ${id}`) },
    ])
  }
  g.x.fault({
    kind: 'answer',
    body: { data: [{ id, name: 7, public_metrics: { followers_count: 3 } }] },
    times: 1,
  })
  const { data, errors, extensions } = await g.query(query)
  expect(errors).toBeUndefined()
  expect(data.viewer.accounts[0].user).toEqual({
    id,
    name: null,
    publicMetrics: { followersCount: 3 },
  })
  expect(extensions.notices).toMatchObject([{ code: 'INCOMPLETE', postIds: [] }])
})

it('a post that is nested too deep to be written is not shared', () => {
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  const nested: Tweet & { readonly unheard: unknown } = { id: '1', unheard: deep }
  expect(postCodec.write(foundPost('1', { tweet: nested }))).toBeUndefined()
  expect(postCodec.write(foundPost('2'))).toContain('"id":"2"')
})
