// Errors of X as a client of the gateway sees them.

import { describe, expect, it } from 'vitest'

import type { Fault } from '../../sandbox/index.ts'
import { createTestGateway, literal } from '../kit/gateway.ts'
import { foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const QUERY = '{ post(id: "1204084171334832128") { id text } }'

it('reports a field that X failed to resolve, and fetches it again', async () => {
  await using g = await createTestGateway({
    environment: { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' },
  })
  const [open, other] = foreignPosts(g.x)
  const [own] = ownPosts(g.x)
  const ask = () =>
    g.query(`{
      posts(ids: ${literal([open?.id ?? '', other?.id ?? ''])}) { id publicMetrics { likeCount } }
      post(id: "${own?.id}") { organicMetrics { likeCount } unavailableMetrics { reason message } }
    }`)
  const faults = ['public_metrics', 'organic_metrics'].map((field) =>
    g.x.fault({
      kind: 'hydration-failure',
      field,
      when: ({ context }) => (context === 'app') === (field === 'public_metrics'),
    }),
  )
  const { data, errors, extensions } = await ask()
  expect(errors).toBeUndefined()
  expect(data.posts).toEqual([open, other].map((post) => ({ id: post?.id, publicMetrics: null })))
  const words = (field: string): string =>
    `The '${field}' field could not be fully resolved for this request and may be missing or incomplete. Try again in a moment.`
  expect(data.post).toEqual({
    organicMetrics: null,
    unavailableMetrics: [{ reason: 'REFUSED', message: words('organic_metrics') }],
  })
  expect(extensions.notices).toEqual(
    expect.arrayContaining([
      { code: 'INCOMPLETE', postIds: [open?.id, other?.id], message: words('public_metrics') },
      { code: 'INCOMPLETE', postIds: [own?.id], message: words('organic_metrics') },
    ]),
  )

  for (const fault of faults) fault.remove()
  const again = await ask()
  expect(again.extensions.notices).toBeUndefined()
  expect(again.data.posts[0].publicMetrics.likeCount).toBeTypeOf('number')
  expect(again.data.post.organicMetrics.likeCount).toBeTypeOf('number')
})

describe('a call that fails', () => {
  it.each<[string, Fault]>([
    ['RATE_LIMITED', { kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true }],
    ['RATE_LIMITED', { kind: 'refuse', as: 'rate-limited-in-text' }],
    ['USAGE_CAP_EXCEEDED', { kind: 'refuse', as: 'usage-capped' }],
    ['CREDITS_DEPLETED', { kind: 'refuse', as: 'credits-depleted' }],
    ['CREDITS_DEPLETED', { kind: 'refuse', as: 'account-credits-depleted' }],
    ['CREDENTIALS_REJECTED', { kind: 'refuse', as: 'unauthorized' }],
    ['ACCESS_LEVEL_TOO_LOW', { kind: 'refuse', as: 'client-forbidden' }],
    ['ACCESS_LEVEL_TOO_LOW', { kind: 'refuse', as: 'forbidden' }],
    ['UPSTREAM_UNAVAILABLE', { kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' }],
    ['UPSTREAM_UNAVAILABLE', { kind: 'refuse', as: 'internal-error' }],
    ['UPSTREAM_UNAVAILABLE', { kind: 'reset' }],
    ['UPSTREAM_INVALID_RESPONSE', { kind: 'half-body' }],
    ['UPSTREAM_INVALID_RESPONSE', { kind: 'garbage' }],
    ['UPSTREAM_INVALID_RESPONSE', { kind: 'html', status: 200 }],
    ['UPSTREAM_INVALID_RESPONSE', { kind: 'empty' }],
    ...[
      { data: 'no list' },
      { data: [null] },
      { includes: [1] },
      { errors: [7] },
      'null',
      '[]',
      '7',
    ].map((body): [string, Fault] => ['UPSTREAM_INVALID_RESPONSE', { kind: 'answer', body }]),
  ])('is %s (%o)', async (code, fault) => {
    await using g = await createTestGateway()
    g.x.fault(fault)
    const { data, errors } = await g.query(QUERY)
    expect(data).toEqual({ post: null })
    expect(errors?.map((error) => [error.path, error.extensions.code])).toEqual([[['post'], code]])
    expect(errors?.[0]?.message).toMatch(/^[A-Z].{20,}[.]$/s)
  })

  it('is UPSTREAM_TIMEOUT after a timeout, and names the setting', async () => {
    await using g = await createTestGateway({ environment: { UPSTREAM_TIMEOUT_MS: '80' } })
    g.x.fault({ kind: 'hang' })
    const { errors } = await g.query(QUERY)
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'UPSTREAM_TIMEOUT' } })
    expect(errors?.[0]?.message).toContain('UPSTREAM_TIMEOUT_MS')
  })

  it('includes the reset time of an exhausted rate limit', async () => {
    await using g = await createTestGateway()
    g.x.fault({ kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true })
    const { errors } = await g.query(QUERY)
    expect(errors?.[0]?.extensions).toMatchObject({ context: 'APP', retryAfterSeconds: 900 })
  })

  it('fails only the posts of its own batch', async () => {
    await using g = await createTestGateway()
    const ids = [...g.x.world.posts.keys()].slice(0, 150)
    g.x.fault({ kind: 'refuse', as: 'unavailable', times: 1 })
    const { data, errors } = await g.query(`{ posts(ids: ${literal(ids)}) { id } }`)
    const failed = errors?.filter(
      ({ extensions: { code } }) => code === 'UPSTREAM_UNAVAILABLE',
    ).length
    expect([50, 100]).toContain(failed)
    expect(data.posts.filter((post: unknown) => post !== null).length).toBeGreaterThan(30)
  })
})

describe('secrets', () => {
  it('appear in no error', async () => {
    await using g = await createTestGateway()
    g.x.fault({ kind: 'refuse', as: 'unauthorized' })
    const answer = JSON.stringify(await g.query(QUERY))
    const { userId: _, ...secrets } = g.x.credentials
    for (const [name, secret] of Object.entries(secrets)) expect(answer, name).not.toContain(secret)
  })
})

it('an invalid document is a client error', async () => {
  await using g = await createTestGateway()
  const { errors } = await g.query('{ post(id: "20") { nothing } }')
  expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
})

it('exchanges the API key pair for one bearer token for all concurrent requests, and again when X refuses it', async () => {
  await using g = await createTestGateway()
  const { apiKey, apiKeySecret } = g.x.credentials
  await using keyed = await createTestGateway({
    environment: { X_API_KEY: apiKey, X_API_KEY_SECRET: apiKeySecret, X_API_URL: g.x.url },
  })
  const [post] = foreignPosts(g.x)
  const ask = (): ReturnType<typeof keyed.query> =>
    keyed.query(`{ post(id: "${post?.id}") { id } }`)
  const answers = await Promise.all([ask(), ask(), ask()])
  expect(answers.every(({ errors }) => errors === undefined)).toBe(true)
  const exchanges = (): number => g.x.requests.filter(({ path }) => path === '/oauth2/token').length
  expect(exchanges()).toBe(1)
  g.x.fault({
    kind: 'refuse',
    as: 'unauthorized',
    times: 1,
    when: ({ path }) => path === '/2/tweets',
  })
  expect((await ask()).errors).toBeUndefined()
  expect(exchanges()).toBe(2)
})
