// X changes its vocabulary: a request that names what X no longer knows is rejected as a whole, with a 400 that names it.

import { describe, expect, it } from 'vitest'

import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts, visiblePosts } from '../kit/sandbox/posts.ts'

const statuses = ({ x }: TestGateway): readonly number[] => x.requests.map(({ status }) => status)

/** The log entries of rejected requests. */
const withLog = async (options: Parameters<typeof createTestGateway>[0] = {}) => {
  const warnings: { readonly message: string; readonly details: object }[] = []
  const g = await createTestGateway({
    ...options,
    onWarning: (details, message) => warnings.push({ details, message }),
  })
  return { g, warnings }
}

describe('a field that X no longer knows', () => {
  it('costs that field and one call, is remembered for an hour, and then tried again', async () => {
    const clock = { time: NOW }
    const { g: gateway, warnings } = await withLog({ now: () => clock.time })
    await using g = gateway
    const ids = foreignPosts(g.x)
      .slice(0, 2)
      .map(({ id }) => id)
    const relearn = g.x.unlearn('tweet.fields', 'lang')
    const ask = () =>
      g.query(`{ posts(ids: ${literal(ids)}) { id lang publicMetrics { likeCount } } }`)
    const answer = await ask()
    expect(answer.errors).toBeUndefined()
    for (const post of answer.data.posts) {
      expect(post).toMatchObject({ lang: null, publicMetrics: { likeCount: expect.any(Number) } })
    }
    const message = expect.stringMatching(
      /^X no longer knows `lang` in tweet\.fields, so it is null\. X said: The `tweet\.fields` query parameter value \[lang\] is not one of \[/,
    )
    expect(answer.extensions.notices).toEqual([{ code: 'FIELD_UNKNOWN', postIds: ids, message }])
    expect(answer.extensions.upstream.calls).toBe(2)
    expect(statuses(g)).toEqual([400, 200])
    expect(warnings).toContainEqual({
      message: 'X no longer knows fields: they are null',
      details: expect.objectContaining({ endpoint: 'GET /2/tweets', fields: ['lang'] }),
    })

    // Queries that do not select the field get no notice.
    const { extensions } = await g.query(`{ post(id: "${ids[0]}") { id } }`)
    expect(extensions.notices).toBeUndefined()

    clock.time += 59 * 60_000
    expect((await ask()).extensions.notices).toHaveLength(1)
    expect(statuses(g)).toEqual([400, 200, 200, 200])

    relearn()
    clock.time += 2 * 60_000
    const again = await ask()
    expect(again.data.posts[0].lang).toBeTypeOf('string')
    expect(again.extensions.notices).toBeUndefined()
    expect(statuses(g)).toEqual([400, 200, 200, 200, 200])
  })

  it('is one of several, in fields and expansions, and X is asked again only once', async () => {
    await using g = await createTestGateway()
    const [post] = foreignPosts(g.x)
    for (const [parameter, name] of [
      ['tweet.fields', 'lang'],
      ['tweet.fields', 'source'],
      ['user.fields', 'verified_type'],
      ['expansions', 'author_id'],
    ] as const) {
      g.x.unlearn(parameter, name)
    }
    const { data, errors, extensions } = await g.query(
      `{ post(id: "${post?.id}") { lang source text author { id verifiedType name } } }`,
    )
    expect(errors).toBeUndefined()
    const author = g.x.world.users.get(post?.authorId ?? '')
    // Without the expansion the author is loaded on its own, from an endpoint that has to unlearn, too.
    expect(data.post).toEqual({
      lang: null,
      source: null,
      text: post?.text,
      author: { id: author?.id, verifiedType: null, name: author?.name },
    })
    expect(statuses(g)).toEqual([400, 200, 400, 200])
    expect(new Set(extensions.notices?.map(({ code }) => code))).toEqual(new Set(['FIELD_UNKNOWN']))
  })

  it('is a group of private metrics: it has a reason that quotes X', async () => {
    await using g = await createTestGateway()
    const [own] = ownPosts(g.x)
    g.x.unlearn('tweet.fields', 'organic_metrics')
    const { data } = await g.query(
      `{ post(id: "${own?.id}") { publicMetrics { likeCount } organicMetrics { likeCount } unavailableMetrics { variant reason message } } }`,
    )
    expect(data.post).toMatchObject({
      publicMetrics: { likeCount: expect.any(Number) },
      organicMetrics: null,
      unavailableMetrics: [
        {
          variant: 'ORGANIC',
          reason: 'REFUSED',
          message: expect.stringContaining('query parameter value [organic_metrics] is not one of'),
        },
      ],
    })
  })

  it('costs as little in timelines and of users', async () => {
    await using g = await createTestGateway()
    const [post] = foreignPosts(g.x)
    g.x.unlearn('tweet.fields', 'lang')
    g.x.unlearn('user.fields', 'location')
    const { data, errors, extensions } = await g.query(
      `{ user(by: { id: "${post?.authorId}" }) { name location posts(first: 5) { nodes { id lang } } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.user).toMatchObject({ name: expect.any(String), location: null })
    expect(data.user.posts.nodes[0]).toEqual({ id: expect.any(String), lang: null })
    expect(extensions.notices?.map(({ code, postIds }) => [code, postIds.length])).toEqual([
      ['FIELD_UNKNOWN', 0],
      ['FIELD_UNKNOWN', data.user.posts.nodes.length],
    ])
  })

  it('is said of what comes from the cache, too, and of a post that comes with another', async () => {
    await using g = await createTestGateway({ environment: { CACHE_TTL_SECONDS: '60' } })
    const ids = new Set(foreignPosts(g.x).map(({ id }) => id))
    const quoting = first(
      visiblePosts(g.x),
      ({ references: [reference] }) => reference?.type === 'quoted' && ids.has(reference.id),
    )
    g.x.unlearn('tweet.fields', 'lang')
    const query = `{ post(id: "${quoting.id}") { referencedPosts { post { id lang } } } }`
    for (let time = 0; time < 2; time++) {
      const { data, extensions } = await g.query(query)
      expect(data.post.referencedPosts[0].post.lang).toBeNull()
      expect(extensions.notices).toMatchObject([
        { code: 'FIELD_UNKNOWN', postIds: [quoting.references[0]?.id] },
      ])
    }
    expect(statuses(g)).toEqual([400, 200])
  })
})

describe('a rejection that is about anything else', () => {
  const rejecting = (...messages: string[]) => ({
    errors: messages.map((message) => ({ parameters: { ids: ['7'] }, message })),
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.x.com/2/problems/invalid-request',
  })
  const LANG = 'The `tweet.fields` query parameter value [lang] is not one of [id,text]'

  it.each<[string, unknown, string]>([
    [
      'an id',
      rejecting('The `ids` query parameter value [7] is not valid'),
      'The `ids` query parameter value [7] is not valid',
    ],
    [
      'an id beside a field',
      rejecting('The `ids` query parameter value [7] is not valid', LANG),
      'The `ids` query parameter value [7] is not valid',
    ],
    [
      'a field that was not requested',
      rejecting('The `tweet.fields` query parameter value [scopes] is not one of [id]'),
      'value [scopes]',
    ],
    [
      'a parameter that is none of the lists',
      rejecting('The `max_results` query parameter value [lang] is not one of [1]'),
      '`max_results`',
    ],
    ['nothing in particular', { ...rejecting(), errors: undefined }, 'One or more parameters'],
    [
      'nothing that can be read',
      { ...rejecting(), errors: [null, 7, {}] },
      'One or more parameters',
    ],
  ])(
    '%s is an error with X’s words, in the log as well, and is not repeated',
    async (_, body, words) => {
      const { g: gateway, warnings } = await withLog()
      await using g = gateway
      g.x.fault({ kind: 'answer', status: 400, body })
      const { data, errors } = await g.query('{ post(id: "20") { id lang } }')
      expect(data.post).toBeNull()
      expect(errors).toMatchObject([
        { message: expect.stringContaining(words), extensions: { code: 'REQUEST_REJECTED' } },
      ])
      expect(statuses(g)).toEqual([400])
      expect(warnings).toContainEqual({
        message: 'X rejected a request',
        details: expect.objectContaining({ message: expect.stringContaining(words) }),
      })
    },
  )

  it('never ends in a loop, whatever X rejects', async () => {
    await using g = await createTestGateway()
    g.x.fault({ kind: 'answer', status: 400, body: rejecting(LANG) })
    const { errors } = await g.query('{ post(id: "20") { id lang } }')
    expect(errors).toMatchObject([{ extensions: { code: 'REQUEST_REJECTED' } }])
    expect(statuses(g)).toEqual([400, 400])
    expect((await g.query('{ post(id: "20") { id lang } }')).errors).toHaveLength(1)
    expect(statuses(g)).toEqual([400, 400, 400])
  })

  it('is quoted without secrets and without end', async () => {
    await using g = await createTestGateway()
    const message = `Bearer AAAAAAAAAAAAsecret access_token=alsoSecret\n${'ids '.repeat(10_000)}`
    g.x.fault({ kind: 'answer', status: 400, body: rejecting(message, message) })
    const { errors } = await g.query('{ post(id: "20") { id } }')
    expect(errors?.[0]?.message).not.toMatch(/ecret|\n/)
    expect(errors?.[0]?.message).toContain('Bearer [redacted] access_token=[redacted] ids ids')
    expect(errors?.[0]?.message.length).toBeLessThan(400)
  })
})
