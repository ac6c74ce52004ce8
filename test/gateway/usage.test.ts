// X's own count of the posts read: the field `usage`, and the comparison with the gateway's count.

import { expect, it, vi } from 'vitest'

import { runKeyCommand } from '../../src/app/key-commands.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway, literal, type TestGateway, temporary } from '../kit/gateway.ts'
import { getX, NOW } from '../kit/sandbox/call.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const HOUR_MS = 3_600_000
const USAGE = '{ usage { used cap resetsAt days { date used } credits { free prepaid total } } }'

const read = (g: TestGateway, from: number, count: number) => {
  const ids = foreignPosts(g.x).slice(from, from + count)
  return g.query(`{ posts(ids: ${literal(ids.map(({ id }) => id))}) { text } }`)
}

it('returns the count of X, requested at most once an hour', async () => {
  const clock = createClock(NOW)
  await using g = await createTestGateway({ now: clock.now, credits: 12.5 })
  await read(g, 0, 3)
  const { data, extensions } = await g.query(USAGE)
  expect(data.usage).toEqual({
    used: 3,
    cap: 3_000_000,
    resetsAt: '2026-12-01T00:00:00.000Z',
    days: [{ date: '2026-11-20', used: 3 }],
    credits: { free: 0, prepaid: 12.5, total: 12.5 },
  })
  expect(extensions.upstream).toMatchObject({ calls: 2, estimatedCostUsd: 0 })
  g.takeRequests()
  await read(g, 3, 2)
  g.takeRequests()
  expect((await g.query(USAGE)).data.usage.used).toBe(3)
  expect(g.takeRequests()).toEqual([])
  clock.pass(HOUR_MS)
  expect((await g.query(USAGE)).data.usage.used).toBe(5)
})

it.each([
  ['client-forbidden', { data: { usage: null } }],
  ['internal-error', { errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] }],
] as const)('after %s it is null', async (as, answer) => {
  await using g = await createTestGateway()
  g.x.fault({ kind: 'refuse', as, when: ({ path }) => path === '/2/usage/tweets' })
  const found = await g.query(USAGE)
  expect(found).toMatchObject({ data: { usage: null }, ...answer })
  expect(found.errors === undefined).toBe(!('errors' in answer))
})

it('is for keys that grant USAGE, and the credits are null where X does not show them', async () => {
  using directory = temporary()
  const file = `${directory.path}/keys.json`
  const bearer = (name: string, grants: string) => ({
    authorization: `Bearer ${runKeyCommand(['add', name, '--grants', grants], file, NOW).split('\n', 1)[0]}`,
  })
  const [web, billing] = [bearer('web', 'PUBLIC'), bearer('billing', 'USAGE')]
  await using g = await createTestGateway({ environment: { KEYS_FILE: file } })
  expect((await g.query(USAGE, {}, web)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await g.query(USAGE, {}, billing)).data.usage).toMatchObject({ used: 0, credits: null })
})

it('a day of which X has counted over 5 % more or fewer posts is reported, in log and metrics', async () => {
  const clock = createClock(NOW)
  const onWarning = vi.fn()
  await using g = await createTestGateway({
    now: clock.now,
    schedule: clock.schedule,
    onWarning,
  })
  const metrics = async () => (await fetch(`${g.url}/metrics`)).text()
  const readDirectly = (from: number, count: number) =>
    getX(
      g.x,
      `/2/tweets?ids=${foreignPosts(g.x)
        .slice(from, from + count)
        .map(({ id }) => id)}`,
    )
  expect(await metrics()).not.toMatch(/^gateway_usage_/m)
  await read(g, 0, 20)
  await readDirectly(20, 1)
  clock.pass(HOUR_MS)
  await vi.waitFor(async () => {
    expect(await metrics()).toContain('gateway_usage_posts{period="cycle"} 21')
  })
  expect(await metrics()).toContain('gateway_usage_difference_posts{period="today"} 1')
  const passUntilDrift = async (ratio: string): Promise<void> => {
    const line = `gateway_usage_drift_ratio{period="yesterday"} ${ratio}`
    for (let hours = 0; hours < 40 && !(await metrics()).includes(line); hours++) {
      clock.pass(HOUR_MS)
    }
    expect(await metrics()).toContain(line)
  }
  await passUntilDrift('0.047619')
  expect(onWarning).not.toHaveBeenCalled()
  await read(g, 0, 10)
  await readDirectly(20, 1)
  await passUntilDrift('0.0909')
  expect(onWarning).toHaveBeenCalledWith(
    { day: '2026-11-21', x: 11, gateway: 10 },
    expect.stringContaining('X counted another number of posts'),
  )
})
