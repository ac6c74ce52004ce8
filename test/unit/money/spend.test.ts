// Spend limits: what is reserved, spent and released, over restarts, processes and changes of the day.

import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

import type { Redis } from '../../../src/infra/redis.ts'
import { MEMORY } from '../../../src/infra/sqlite.ts'
import { type Counters, createCounters } from '../../../src/money/counters.ts'
import { createRedisCounters } from '../../../src/money/redis-counters.ts'
import { createSpend, type SpendLimit, type SpendWarning } from '../../../src/money/spend.ts'
import { createSqliteCounters } from '../../../src/money/sqlite-counters.ts'
import { createClock } from '../../kit/clock.ts'
import { temporary } from '../../kit/gateway.ts'
import { settled } from '../../kit/stages.ts'

const START = Date.UTC(2026, 10, 28, 12)
const DAY_MS = 86_400_000
const directory = temporary()
afterAll(() => directory[Symbol.dispose]())

const limit = (payer: string, dailyUsd?: number, monthlyUsd?: number): SpendLimit => ({
  payer,
  dailyUsd,
  monthlyUsd,
})

const setUp = (counters?: Counters) => {
  const clock = createClock(START)
  const warnings: SpendWarning[] = []
  const spend = createSpend({
    counters: counters ?? createCounters(createSqliteCounters(() => MEMORY, clock.now)),
    clock: { wall: clock.now, schedule: clock.schedule },
    onWarning: (warning) => warnings.push(warning),
  })
  return { clock, spend, warnings }
}

let s: ReturnType<typeof setUp>
beforeEach(() => {
  s = setUp()
})

const today = async (payer = 'gateway'): Promise<number> =>
  (await s.spend.read(limit(payer))).todayUsd

describe('a reservation', () => {
  it('counts until it is settled, and then what was spent', async () => {
    const reservation = await s.spend.reserve([limit('gateway', 1)], 0.5)
    expect(await today()).toBe(0.5)
    reservation.settle(0.005)
    expect(await today()).toBe(0.005)
  })

  it('may exceed nothing: not the day, the month, or any payer', async () => {
    const limits = [limit('gateway', 1, 5), limit('key web', 0.3)]
    await s.spend.reserve(limits, 0.25)
    await expect(s.spend.reserve(limits, 0.1)).rejects.toMatchObject({
      code: 'SPEND_LIMIT_REACHED',
      message: expect.stringContaining(
        'Of the $0.300 that the API key web may spend a day, $0.250 are spent',
      ),
      details: {
        payer: 'key web',
        limitUsd: 0.3,
        spentUsd: 0.25,
        resetsAt: '2026-11-29T00:00:00.000Z',
      },
    })
    // The refused reservation was not counted.
    expect([await today('gateway'), await today('key web')]).toEqual([0.25, 0.25])
    await s.spend.reserve([limit('gateway', 1, 5), limit('key other', 1)], 0.75)
    s.clock.pass(DAY_MS)
    await s.spend.reserve([limit('gateway', undefined, 1.5)], 0.5)
    await expect(s.spend.reserve([limit('gateway', 1, 1.5)], 0.01)).rejects.toMatchObject({
      details: { resetsAt: '2026-12-01T00:00:00.000Z' },
    })
  })

  it('is exact to the limit', async () => {
    const limits = [limit('gateway', 0.3)]
    for (let count = 0; count < 3; count++) await s.spend.reserve(limits, 0.1)
    await expect(s.spend.reserve(limits, 0.001)).rejects.toThrow()
    expect(await today()).toBe(0.3)
  })
})

describe('a limit', () => {
  it('resets at midnight UTC', async () => {
    const limits = [limit('gateway', 0.1)]
    await s.spend.reserve(limits, 0.1)
    s.clock.pass(12 * 3_600_000 - 1)
    await expect(s.spend.reserve(limits, 0.1)).rejects.toThrow()
    s.clock.pass(1)
    await expect(s.spend.reserve(limits, 0.1)).resolves.toBeDefined()
  })

  it('warns at 80 %, to the operator once a period, to each request', async () => {
    const limits = [limit('gateway', 1)]
    expect((await s.spend.reserve(limits, 0.79)).warnings).toEqual([])
    const warning = { payer: 'gateway', limitUsd: 1 }
    expect((await s.spend.reserve(limits, 0.01)).warnings).toMatchObject([warning])
    expect((await s.spend.reserve(limits, 0.01)).warnings).toMatchObject([warning])
    expect(s.warnings).toMatchObject([{ ...warning, spentUsd: 0.8, period: { unit: 'day' } }])
    s.clock.pass(DAY_MS)
    await s.spend.reserve(limits, 0.9)
    expect(s.warnings).toHaveLength(2)
  })
})

it('spend without a limit is counted, too', async () => {
  s.spend.add([limit('gateway')], 0.005)
  s.spend.add([limit('gateway')], 0.01)
  expect(await today()).toBe(0.015)
})

it('a restart forgets nothing, and processes of one machine count together', async () => {
  const file = join(directory.path, 'spend.sqlite')
  const [one, other] = [
    createCounters(
      createSqliteCounters(
        () => file,
        () => START,
      ),
    ),
    createCounters(
      createSqliteCounters(
        () => file,
        () => START,
      ),
    ),
  ].map(setUp)
  await one?.spend.reserve([limit('gateway', 1)], 0.6)
  await expect(other?.spend.reserve([limit('gateway', 1)], 0.6)).rejects.toThrow('$0.600 are spent')
  await one?.spend.close()
  await other?.spend.close()
  s = setUp(
    createCounters(
      createSqliteCounters(
        () => file,
        () => START,
      ),
    ),
  )
  expect(await today()).toBe(0.6)
})

it('what X has billed is returned to a process that starts on the same day, and deleted on the next', async () => {
  const path = join(directory.path, 'billed.sqlite')
  const day = Math.floor(START / DAY_MS)
  const openAt = (time: number) =>
    createSqliteCounters(
      () => path,
      () => time,
    )
  const one = openAt(START)
  const billedIn = async (store: typeof one, on: number) => {
    const found: unknown[] = []
    for await (const ids of store.billedOn(on)) found.push(ids)
    return found
  }
  // More than are read at once.
  const all = Array.from({ length: 120 }, (_, id) => ({ day, post: [`1${id}`], user: [] }))
  for (const ids of all) await one.addBilled(ids)
  await one.close()
  const other = openAt(START)
  expect(await billedIn(other, day)).toEqual(all)
  const next = { day: day + 1, post: ['7'], user: ['8'] }
  await other.addBilled(next)
  expect(await billedIn(other, day)).toEqual([])
  await other.close()
  const later = openAt(START + DAY_MS)
  expect(await billedIn(later, day + 1)).toEqual([next])
  await later.close()
})

it('a file that cannot be opened stops only requests with a limit, until it can', async () => {
  const files = { path: '/nowhere/spend.sqlite' }
  s = setUp(
    createCounters(
      createSqliteCounters(
        () => files.path,
        () => START,
      ),
    ),
  )
  await s.spend.reserve([limit('gateway')], 0.25)
  await expect(s.spend.reserve([limit('gateway', 1)], 0.25)).rejects.toThrow('cannot be reached')
  files.path = MEMORY
  await s.spend.reserve([limit('gateway', 1)], 0.25)
  expect(await today()).toBe(0.5)
})

describe('counters in Redis', () => {
  /** Runs the commands of `createRedisCounters` on a map, as the script does. */
  const createRedis = () => {
    const values = new Map<string, number>()
    const state = { isUp: true }
    const evaluate = async (_: string, { keys, arguments: [micros = '0', ...rest] }: Eval) => {
      const before = keys.map((key) => values.get(key) ?? 0)
      const exceeded = before.findIndex((value, index) => {
        const max = Number(rest[index * 2])
        return max >= 0 && value + Number(micros) > max
      })
      if (exceeded >= 0) return [exceeded + 1, ...before]
      for (const [index, key] of keys.entries())
        values.set(key, (before[index] ?? 0) + Number(micros))
      return [0, ...before]
    }
    const run = async (_: string, __: number, command: (client: unknown) => Promise<unknown>) => {
      if (!state.isUp) throw new Error('Redis is gone')
      return command({ eval: evaluate })
    }
    return { state, redis: { run } as unknown as Redis }
  }
  const limits = [limit('gateway', 1)]

  it('go on with one percent of the limit while Redis is gone, and no more', async () => {
    const { state, redis } = createRedis()
    s = setUp(createCounters(createRedisCounters(redis)))
    await s.spend.reserve(limits, 0.5)
    await settled()
    state.isUp = false
    await s.spend.reserve(limits, 0.005)
    await s.spend.reserve(limits, 0.005)
    await expect(s.spend.reserve(limits, 0.005)).rejects.toMatchObject({
      code: 'SPEND_LIMIT_REACHED',
      message: expect.stringContaining('cannot be reached'),
    })
    state.isUp = true
    expect(await today()).toBe(0.51)
  })

  it('without a limit pass, and are written when Redis returns', async () => {
    const { state, redis } = createRedis()
    s = setUp(createCounters(createRedisCounters(redis)))
    state.isUp = false
    await s.spend.reserve([limit('gateway')], 0.25)
    state.isUp = true
    await s.spend.reserve([limit('gateway')], 0.25)
    expect(await today()).toBe(0.5)
  })

  it('return what was prepaid when the gateway stops', async () => {
    const { redis } = createRedis()
    s = setUp(createCounters(createRedisCounters(redis)))
    await s.spend.reserve(limits, 0.5)
    await settled()
    expect(await today()).toBe(0.51)
    await s.spend.close()
    expect(await today()).toBe(0.5)
  })
})

interface Eval {
  readonly keys: readonly string[]
  readonly arguments: readonly string[]
}
