import { describe, expect, it } from 'vitest'

import { createLease, RENEW_MS } from '../../../src/recorder/lease.ts'
import { openRecorderStore } from '../../../src/recorder/open-store.ts'
import { createRateHalf } from '../../../src/recorder/rate-half.ts'
import { createWatchLists } from '../../../src/recorder/watch-lists.ts'
import type { RateWindow } from '../../../src/x/rate-budget.ts'
import { STORES } from '../../kit/archives.ts'
import { createClock } from '../../kit/clock.ts'
import { settled } from '../../kit/stages.ts'
import { createStoreSuite } from '../../kit/store-suite.ts'
import { NO_STORE_EVENTS } from '../../kit/stores.ts'

const START = Date.parse('2026-03-01T00:00:00Z')
const DAY = 86_400_000

describe.each(STORES)('the recorder’s tables in %s', (kind, isAvailable, suffix) => {
  const { locations, test } = createStoreSuite(kind, isAvailable, suffix)
  const setUp = async () => {
    const opened = new AsyncDisposableStack()
    const location = await locations.next()
    const store = () => openRecorderStore(location, { ...NO_STORE_EVENTS, strict: true })
    const [one, other] = [await store(), await store()]
    opened.defer(one.close)
    opened.defer(other.close)
    const failures: unknown[] = []
    return { one, other, failures, [Symbol.asyncDispose]: () => opened.disposeAsync() }
  }

  test('one process holds the lease', async () => {
    await using stores = await setUp()
    const clock = createClock(START)
    const leaseOf = (store: typeof stores.one, holder: string) =>
      createLease({
        store,
        holder,
        maxCallMs: 15_000,
        // Without its timer, a process renews nothing by itself.
        clock: { now: clock.now, schedule: () => () => {} },
        onFailure: (error) => stores.failures.push(error),
      })
    const [first, second] = [leaseOf(stores.one, 'a'), leaseOf(stores.other, 'b')]
    expect([await first.renew(), await second.renew()]).toEqual([true, false])
    clock.pass(30_000)
    expect(await second.renew()).toBe(false)
    expect([first.isHeld(), await first.renew()]).toEqual([true, true])
    // A holder begins no call that could end after its lease, and loses it before another one gets it.
    clock.pass(46_000)
    expect([first.isHeld(), await second.renew()]).toEqual([false, false])
    clock.pass(15_000)
    expect([await second.renew(), await first.renew()]).toEqual([true, false])
    await second.release()
    expect([await first.renew(), second.isHeld(), await second.renew()]).toEqual([
      true,
      false,
      false,
    ])
    await first.release()
    expect(stores.failures).toEqual([])
  })

  test('watch lists, accounts, last rounds and what is left out are kept', async () => {
    await using stores = await setUp()
    const { one, other } = stores
    const state = { range: { newest: '9', oldest: '1' }, isComplete: true, refusedId: '3' }
    expect([await one.readAccount('1'), await one.readLeftOut()]).toEqual([undefined, undefined])
    await one.writeAccount('1', { isComplete: false })
    expect(await other.readAccount('1')).toEqual({ isComplete: false })
    await one.writeAccount('1', state)
    expect(await other.readAccount('1')).toEqual(state)
    const round = { sampledAt: 1, waitingSince: 2, nextAt: 3, limits: [] }
    const login = { reason: 'RECONNECT_NEEDED', posts: 1 } as const
    expect(await one.readRound('1')).toBeUndefined()
    for (const limits of [[login], []]) await one.writeRound('1', { ...round, limits })
    expect(await other.readRound('1')).toEqual(round)
    const leftOut = { posts: 3, newest: START, until: START + DAY }
    for (const posts of [1, 3]) await one.writeLeftOut({ ...leftOut, posts })
    expect(await other.readLeftOut()).toEqual(leftOut)

    let now = START
    const listOf = createWatchLists({
      store: one,
      limits: { watched: 4, watchedPerCaller: 3 },
      now: () => now,
      onChange: () => {},
    })
    const until = (days: number): Date => new Date(START + days * DAY)
    expect(await listOf('a').watch(['1', '2'], until(1))).toEqual(['1', '2'])
    expect(await listOf('a').watch(['2', '3'], until(3))).toEqual(['1', '2', '3'])
    expect(await listOf('b').watch(['3', '4'], undefined)).toEqual(['3', '4'])
    const limit = (name: string) => ({ code: 'LIMIT_EXCEEDED', details: { limit: name } })
    await expect(listOf('a').watch(['4'], until(1))).rejects.toMatchObject(
      limit('MAX_WATCHED_POSTS_PER_CALLER'),
    )
    await expect(listOf('b').watch(['5'], until(1))).rejects.toMatchObject(
      limit('MAX_WATCHED_POSTS'),
    )
    for (const days of [0, -1, 367]) {
      await expect(listOf('a').watch(['1'], until(days))).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      })
    }
    now += 2 * DAY
    const watched = async () => (await other.watched(now)).map(({ postId }) => postId).sort()
    expect(await watched()).toEqual(['2', '3', '4'])
    expect(await listOf('a').unwatch(['2', '4', '9'])).toEqual(['3'])
    expect(await watched()).toEqual(['3', '4'])
    await one.unwatchAll(['3'])
    expect(await watched()).toEqual(['4'])
  })
})

it('a lease is renewed in the background, and lasts while the store fails', async () => {
  const clock = createClock(START)
  let fails = false
  const failures: unknown[] = []
  const lease = createLease({
    store: {
      acquire: async () => {
        if (fails) throw new Error('down')
        return true
      },
      release: async () => {},
    },
    holder: 'a',
    maxCallMs: 15_000,
    clock,
    onFailure: (error) => failures.push(error),
  })
  const pass = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count++) {
      clock.pass(RENEW_MS)
      await settled()
    }
  }
  await lease.renew()
  await pass(10)
  fails = true
  await pass(2)
  expect([lease.isHeld(), failures.length]).toEqual([true, 2])
  await pass(1)
  expect(lease.isHeld()).toBe(false)
  fails = false
  await pass(1)
  expect(lease.isHeld()).toBe(true)
})

it('takes half of each window, of the app and of each user', () => {
  let window: RateWindow | undefined
  const half = createRateHalf({ windowOf: () => window })
  const take = (count: number, userId?: string): number =>
    Array.from({ length: count }).filter(() => half.take(userId, 'GET /2/tweets')).length
  const report = (remaining: number, resetAt: number): void => {
    window = { userId: undefined, endpoint: 'GET /2/tweets', limit: 9, remaining, resetAt }
  }
  // X reports a window with its first answer.
  expect(take(1)).toBe(1)
  report(8, 1)
  expect(take(10)).toBe(3)
  expect(take(10, 'a user')).toBe(4)
  report(9, 2)
  expect(take(10)).toBe(4)
  report(0, 3)
  expect(take(1)).toBe(0)
})
