// Dry runs: the price of a query before it runs.

import { describe, expect, it } from 'vitest'

import {
  createTestGateway,
  type GraphQLResponse,
  literal,
  type TestGateway,
} from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'
import { checkPrices, FIGURES, medianRatio, violationsIn } from '../soak/lib/price-check.ts'

const CACHED = { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' }

const DRY = { 'x-dry-run': '1' }

/** A dry run, which must not call X. */
const dryRun = async (g: TestGateway, query: string, headers = {}): Promise<GraphQLResponse> => {
  g.takeRequests()
  const answer = await g.query(query, {}, { ...DRY, ...headers })
  expect(g.takeRequests()).toEqual([])
  return answer
}

describe('the price', () => {
  it('is the fields of the price after, with credentials, rate windows and spend limits', async () => {
    await using g = await createTestGateway({
      asX: true,
      environment: { ...CACHED, DAILY_USD: '5', MONTHLY_USD: '50' },
    })
    const ids = foreignPosts(g.x).map(({ id }) => id)
    await g.query(`{ posts(ids: ${literal(ids.slice(0, 2))}) { text } }`)
    const query = `{ posts(ids: ${literal(ids.slice(1, 4))}) { text author { name } } }`
    const { data, errors, extensions } = await dryRun(g, query)
    expect([data, errors]).toEqual([null, undefined])
    expect(extensions).toEqual({
      // The author of a post that was read before is known; X has billed that post today.
      upstream: {
        ...{ calls: 1, postsRead: 3, usersRead: 3, fromCache: 0, coalesced: 0 },
        estimatedCostUsd: 0.04,
      },
      dryRun: {
        credentials: ['app'],
        windows: [{ endpoint: 'GET /2/tweets', context: 'APP', remainingAfter: 3498 }],
        limits: [
          { name: 'gateway', period: 'day', leftUsdAfter: 4.95 },
          { name: 'gateway', period: 'month', leftUsdAfter: 49.95 },
        ],
      },
    })
    await g.query(query)
    expect((await dryRun(g, query)).extensions).toMatchObject({
      upstream: { calls: 0, fromCache: 3, estimatedCostUsd: 0 },
      dryRun: { credentials: [], windows: [] },
    })
  })

  it.each([
    ['public metrics', '', ['app'], 1],
    // X may drop all of the posts from the owner request, so that they are requested publicly.
    ['private metrics', 'organicMetrics { impressionCount }', ['oauth1', 'app'], 2],
  ])('of %s allows for the requests that they can take', async (_, metrics, credentials, calls) => {
    await using g = await createTestGateway()
    const ids = ownPosts(g.x).map(({ id }) => id)
    const { extensions } = await dryRun(
      g,
      `{ posts(ids: ${literal(ids.slice(0, 3))}) { id ${metrics} } }`,
    )
    expect(extensions).toMatchObject({
      upstream: { calls, postsRead: 3, estimatedCostUsd: 0.015 },
      dryRun: { credentials },
    })
  })

  it.each([
    ['conversation { text }', { calls: 2, postsRead: 2 }],
    ['conversation { conversation { text } }', { calls: 3, postsRead: 3 }],
    ['referencedPosts { post { text author { name } } }', { calls: 1, postsRead: 1, usersRead: 3 }],
    ['referencedPosts { post { polls { votingStatus } } }', { calls: 2, postsRead: 3 }],
    ['editHistory { text }', { calls: 1, postsRead: 1 }],
    ['author { pinnedPost { text } }', { calls: 2, postsRead: 2, usersRead: 1 }],
    ['author { posts(first: 10) { nodes { text } } }', { calls: 3, postsRead: 15, usersRead: 0 }],
    ['author { posts(first: 10, excludeReplies: true) { nodes { text } } }', { calls: 50 }],
  ])('of %s below a post that is not cached', async (fields, upstream) => {
    await using g = await createTestGateway()
    const { id } = first(foreignPosts(g.x))
    const { extensions } = await dryRun(g, `{ post(id: "${id}") { ${fields} } }`)
    expect(extensions.upstream).toMatchObject(upstream)
  })

  it('assumes that nothing is cached where another process may answer the query', async () => {
    await using g = await createTestGateway({ environment: { ...CACHED, WORKERS: '2' } })
    const { id } = first(foreignPosts(g.x))
    const query = `{ post(id: "${id}") { text } }`
    await g.query(query)
    const { extensions } = await dryRun(g, query)
    expect(extensions.upstream).toMatchObject({ calls: 1, fromCache: 0, estimatedCostUsd: 0.005 })
  })

  it('of a subscription is that of one interval', async () => {
    await using g = await createTestGateway({ environment: { ...CACHED, LIVE_DAILY_USD: '1' } })
    const { id } = first(foreignPosts(g.x))
    await g.query(`{ post(id: "${id}") { text } }`)
    const query = `subscription { postMetrics(ids: ["${id}"]) { posts { text } } }`
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await fetch(`${g.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { ...DRY, accept },
      })
      const text = await response.text()
      expect(text).toContain('"calls":1,"postsRead":1')
      expect(text).toContain('{"name":"subscriptions","period":"day","leftUsdAfter":0.995}')
    }
    const { errors } = await dryRun(g, 'subscription { postMetrics(ids: []) { at } }')
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })
})

describe('requests', () => {
  const QUERY = '{ post(id: "20") { text } }'
  const PRICED = { data: null, extensions: { upstream: { calls: 1 }, dryRun: {} } }

  it('in any form are priced, are not stored by caches, and can be single operations of a batch', async () => {
    await using g = await createTestGateway()
    const [query, extensions] = [QUERY, { dryRun: true }].map((each) =>
      encodeURIComponent(typeof each === 'string' ? each : JSON.stringify(each)),
    )
    const send = async (url: string, headers: Record<string, string>, body?: object) => {
      const response = await fetch(`${g.url}/graphql${url}`, {
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      })
      expect(response.headers.get('cache-control')).toBe('no-store')
      return response.json()
    }
    for (const answer of [
      await send(`?query=${query}`, DRY),
      await send(`?query=${query}&extensions=${extensions}`, {}),
      await send('', DRY, { query: QUERY }),
      await send('', {}, { query: QUERY, extensions: { dryRun: true } }),
    ]) {
      expect(answer).toMatchObject(PRICED)
    }
    const batch = [
      { query: QUERY, extensions: { dryRun: true } },
      { query: '{ viewer { loginUrl } }', extensions: { dryRun: false } },
    ]
    const answers = await send('', {}, batch)
    expect(answers).toMatchObject([PRICED, { data: { viewer: {} } }])
    expect(g.takeRequests()).toEqual([])
  })

  it.each([
    ['an unclear header', QUERY, { 'x-dry-run': 'yes' }, 'BAD_USER_INPUT'],
    [
      'a mutation',
      'mutation { disconnectAccount(userId: "1") { viewer { loginUrl } } }',
      {},
      'BAD_USER_INPUT',
    ],
    ['an invalid query', '{ post(id: "20") { nothing } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['an invalid id', '{ post(id: "x") { text } }', {}, 'BAD_USER_INPUT'],
    ['an invalid argument', '{ user(by: { username: "a b" }) { name } }', {}, 'BAD_USER_INPUT'],
    ['a query above a limit', `{ ${'viewer { loginUrl } '.repeat(2000)} }`, {}, 'LIMIT_EXCEEDED'],
  ])('that are refused as they would be in a real run: %s', async (_, query, headers, code) => {
    await using g = await createTestGateway()
    const { errors } = await dryRun(g, query, headers)
    expect(errors).toMatchObject([{ extensions: { code } }])
  })

  it('with an unclear extension are not executed', async () => {
    await using g = await createTestGateway()
    const response = await postJson(`${g.url}/graphql`, {
      query: QUERY,
      extensions: { dryRun: 'true' },
    })
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
    expect(g.takeRequests()).toEqual([])
  })
})

it.each([
  ['current', 45],
  ['classic', 30],
] as const)(
  // `npm run fuzz:price` checks more of them.
  'random queries never cost more than their dry run says (%s behavior of X)',
  async (manners, count) => {
    const seed = 20_261_128
    const { comparisons, faults } = await checkPrices({ count, seed, manners, warmEvery: 4 })
    expect(faults).toEqual([])
    expect(violationsIn(comparisons)).toEqual([])
    expect(comparisons.length).toBeGreaterThan(count * 1.1)
    // The price is not so high that it says nothing.
    const cold = comparisons.filter(({ isWarm }) => !isWarm)
    for (const figure of FIGURES.slice(0, 3)) {
      expect(medianRatio(cold, figure), figure).toBeGreaterThan(0.3)
    }
  },
)
