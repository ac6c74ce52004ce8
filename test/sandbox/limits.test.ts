import { describe, expect, it } from 'vitest'

import { getX, NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const rate = (headers: Headers): (string | null)[] =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`))

describe('endpoints for larger plans and for the app', () => {
  it('refuses analytics as recorded, and to the app', async () => {
    await using x = await sandboxAt()
    const path = '/2/tweets/analytics?ids=20'
    const refused = await getX(x, path, 'owner')
    expect([refused.status, refused.body.title]).toEqual([403, 'Client Forbidden'])
    expect(rate(refused.headers).slice(0, 2)).toEqual(['40000', '39999'])
    expect((await getX(x, path)).body.title).toBe('Unsupported Authentication')
  })

  it('counts each post once per UTC day, without included ones, for the app only', async () => {
    let now = NOW
    await using x = await sandboxAt({ now: () => now })
    const ids = foreignPosts(x)
      .slice(0, 3)
      .map(({ id }) => id)
    const read = (): Promise<unknown> =>
      getX(x, `/2/tweets?ids=${ids},1&expansions=referenced_tweets.id,author_id`)
    for (const at of [NOW, NOW + 60_000, NOW + 86_400_000]) {
      now = at
      await read()
    }
    const { item } = await getX(x, '/2/usage/tweets?usage.fields=daily_project_usage')
    const date = (day: number): string => `2026-11-${day}T00:00:00.000Z`
    expect(item).toEqual({
      cap_reset_day: 10,
      daily_project_usage: {
        project_id: item?.project_id,
        usage: [
          { date: date(20), usage: '3' },
          { date: date(21), usage: '3' },
        ],
      },
      project_cap: '3000000',
      project_id: expect.any(String),
      project_usage: '6',
    })
    expect((await getX(x, '/2/usage/tweets?days=91')).status).toBe(400)
    const { body } = await getX(x, '/2/usage/tweets', 'owner', now)
    expect(body.detail).toMatch(/^Authenticating with OAuth 1\.0a User Context is forbidden/)
  })
})

describe('rate limits', () => {
  it.each([
    ['2024', '300', '900'],
    ['2026', '3500', '5000'],
  ] as const)('of %s: %s for the app, %s for a user', async (limits, app, user) => {
    await using x = await sandboxAt({ limits })
    const [post] = foreignPosts(x)
    const path = `/2/tweets?ids=${post?.id}`
    expect((await getX(x, path, 'app')).headers.get('x-rate-limit-limit')).toBe(app)
    expect((await getX(x, path, 'owner')).headers.get('x-rate-limit-limit')).toBe(user)
  })

  it('are counted per endpoint and per caller, and return 429 until the reset', async () => {
    let now = NOW
    await using x = await sandboxAt({
      now: () => now,
      limits: { 'GET /2/tweets': { app: 2, user: 1 } },
    })
    const [post] = foreignPosts(x)
    const many = `/2/tweets?ids=${post?.id}`
    const reset = String(NOW / 1000 + 900)
    expect(rate((await getX(x, many)).headers)).toEqual(['2', '1', reset])
    now += 60_000
    expect(rate((await getX(x, many)).headers)).toEqual(['2', '0', reset])
    const refused = await getX(x, many)
    expect(refused.status).toBe(429)
    expect(refused.body).toEqual({
      title: 'Too Many Requests',
      detail: 'Too Many Requests',
      type: 'about:blank',
      status: 429,
    })
    expect(rate(refused.headers)).toEqual(['2', '0', reset])
    expect((await getX(x, many, 'owner', now)).status).toBe(200)
    expect((await getX(x, many, 'owner', now)).status).toBe(429)
    expect((await getX(x, `/2/tweets/${post?.id}`)).status).toBe(200)
    // The app's window began a minute before the user's.
    now = NOW + 900_000
    expect((await getX(x, many)).status).toBe(200)
    expect((await getX(x, many, 'owner', now)).status).toBe(429)
    now += 60_000
    expect((await getX(x, many, 'owner', now)).status).toBe(200)
  })

  it('include a daily limit with separate headers where the plan has one', async () => {
    let now = NOW
    await using x = await sandboxAt({
      now: () => now,
      limits: { 'GET /2/users/me': { user: 5, userDay: 2 } },
    })
    const me = (): ReturnType<typeof getX> => getX(x, '/2/users/me', 'owner', now)
    expect((await me()).headers.get('x-user-limit-24hour-remaining')).toBe('1')
    await me()
    now += 900_000
    const refused = await me()
    expect([refused.status, refused.headers.get('x-user-limit-24hour-remaining')]).toEqual([
      429,
      '0',
    ])
  })

  it('are cleared by reset()', async () => {
    await using x = await sandboxAt({ limits: { 'GET /2/tweets': { app: 1, user: 1 } } })
    await getX(x, '/2/tweets?ids=20')
    expect((await getX(x, '/2/tweets?ids=20')).status).toBe(429)
    x.reset()
    expect((await getX(x, '/2/tweets?ids=20')).status).toBe(200)
    expect(x.requests).toHaveLength(1)
  })

  it('have no headers for an unauthenticated request', async () => {
    await using x = await sandboxAt()
    const { status, headers, body } = await getX(x, '/2/tweets?ids=20', 'anonymous')
    expect(status).toBe(401)
    expect(body).toEqual({
      title: 'Unauthorized',
      type: 'about:blank',
      status: 401,
      detail: 'Unauthorized',
    })
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(rate(headers)).toEqual([null, null, null])
    expect(headers.get('x-access-level')).toBeNull()
  })
})
