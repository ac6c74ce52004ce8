// The estimate of what X charges, and limits, against the sandbox's own bill.

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

import { createClock } from '../kit/clock.ts'
import { subscribe } from '../kit/events.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'

const HOUR_MS = 3_600_000

type Clock = ReturnType<typeof createClock>

/** Queries of random posts, users and timelines, with and without authors. */
const queries = (g: TestGateway) => {
  const ids = fc.uniqueArray(fc.constantFrom(...g.x.world.posts.keys()), {
    minLength: 1,
    maxLength: 30,
  })
  const user = fc.constantFrom(...g.x.world.users.keys())
  const author = fc.constantFrom('', 'author { name }', 'inReplyToUser { name }')
  return fc.oneof(
    fc.tuple(ids, author).map(([some, of]) => `{ posts(ids: ${literal(some)}) { text ${of} } }`),
    fc
      .uniqueArray(user, { minLength: 1, maxLength: 5 })
      .map((some) => `{ users(ids: ${literal(some)}) { name } }`),
    fc
      .tuple(user, author)
      .map(
        ([id, of]) => `{ user(by: { id: "${id}" }) { posts(first: 5) { nodes { text ${of} } } } }`,
      ),
    fc.constant('{ viewer { accounts { posts(first: 10) { nodes { text } } } } }'),
  )
}

const sampleOf = (g: TestGateway, count: number): readonly string[] =>
  fc.sample(queries(g), { numRuns: count, seed: 19 })

/** Subscribes to random posts for some minutes. */
const follow = async (g: TestGateway, ids: readonly string[], clock: Clock): Promise<void> => {
  const subscription = `subscription { postMetrics(ids: ${literal(ids)}) { posts { publicMetrics { impressionCount } author { name } } } }`
  await using events = await subscribe(g.url, subscription)
  await events.next()
  for (let polls = 0; polls < 3; polls++) {
    const { length } = g.x.requests
    await vi.waitFor(() => {
      clock.pass(60_000)
      expect(g.x.requests.length).toBeGreaterThan(length)
    })
  }
}

describe.each([true, false])('an X that bills expansions: %s', (billsExpansions) => {
  it('charges to the cent what the gateway estimates over a random day', async () => {
    const clock = createClock(NOW)
    await using g = await createTestGateway({
      environment: { BILLED_EXPANSIONS: billsExpansions ? 'on' : 'off' },
      billsExpansions,
      now: clock.now,
      schedule: clock.schedule,
    })
    const ids = [...g.x.world.posts.keys()]
    for (const [hour, query] of sampleOf(g, 40).entries()) {
      await g.query(query)
      if (hour % 8 === 0) await follow(g, ids.slice(hour * 3, hour * 3 + 20), clock)
      clock.pass(HOUR_MS)
    }
    const statement: Statement = await (await fetch(`${g.x.url}/statement`)).json()
    expect(statement.days.length).toBeGreaterThan(1)
    expect(statement.totalUsd).toBeGreaterThan(0.5)
    expect(statement.totalUsd).toBe(
      statement.days.reduce(
        (sum, { posts, ownPosts, users }) => sum + posts * 5 + ownPosts + users * 10,
        0,
      ) / 1000,
    )
    const { spend } = (await g.query('{ viewer { spend { todayUsd monthUsd } } }')).data.viewer
    expect(spend.monthUsd).toBeCloseTo(statement.totalUsd, 6)
    expect(spend.todayUsd).toBeCloseTo(statement.days.at(-1)?.usd ?? 0, 6)
  })
})

interface Statement {
  readonly days: readonly {
    readonly posts: number
    readonly ownPosts: number
    readonly users: number
    readonly usd: number
  }[]
  readonly totalUsd: number
}

it('a limit is never exceeded by concurrent queries, and nothing affordable is refused', async () => {
  for (const limitUsd of [0.1, 0.333, 0.5]) {
    await using g = await createTestGateway({ environment: { DAILY_USD: String(limitUsd) } })
    const answers = await Promise.all(sampleOf(g, 60).map((query) => g.query(query)))
    const codes = answers.flatMap(({ errors = [] }) => errors.map((e) => e.extensions.code))
    expect(codes).toContain('SPEND_LIMIT_REACHED')
    expect(g.x.billedUsd()).toBeLessThanOrEqual(limitUsd)
    const { data } = await g.query('{ viewer { spend { todayUsd } } }')
    expect(data.viewer.spend.todayUsd).toBeCloseTo(g.x.billedUsd(), 6)
    // With nothing in flight, whatever is left buys posts.
    const left = Math.floor((limitUsd - g.x.billedUsd() + 1e-9) / 0.005)
    const fresh = [...g.x.world.posts.keys()].slice(-Math.min(left, 100))
    if (left > 0) {
      const { errors = [] } = await g.query(`{ posts(ids: ${literal(fresh)}) { id } }`)
      expect(errors.map((e) => e.extensions.code)).not.toContain('SPEND_LIMIT_REACHED')
    }
  }
})
