// Reservations around a coalesced call: who pays for which id, and what is released when.

import { beforeEach, describe, expect, it } from 'vitest'

import { GatewayError } from '../../../src/infra/errors.ts'
import { MEMORY } from '../../../src/infra/sqlite.ts'
import { createCounters } from '../../../src/money/counters.ts'
import { createSpend, type Payer } from '../../../src/money/spend.ts'
import { createSqliteCounters } from '../../../src/money/sqlite-counters.ts'
import { createCallLimit } from '../../../src/pipeline/call-limit.ts'
import { coalesced } from '../../../src/pipeline/coalesced.ts'
import { createOperation } from '../../../src/pipeline/operation.ts'
import type { EntityRequest, Posts } from '../../../src/pipeline/request.ts'
import { createReservations } from '../../../src/pipeline/reserved.ts'
import { failed, type PostResult } from '../../../src/pipeline/result.ts'
import { createClock } from '../../kit/clock.ts'
import { createNext, requestFor, settled } from '../../kit/stages.ts'

const USD = 0.005

const payer = (name: string, dailyUsd?: number): Payer => ({
  limits: [{ payer: name, dailyUsd, monthlyUsd: undefined }],
})

const setUp = () => {
  const clock = createClock(0)
  const spend = createSpend({
    counters: createCounters(createSqliteCounters(() => MEMORY, clock.now)),
    clock: { wall: clock.now, schedule: clock.schedule },
    onWarning: () => {},
  })
  const { next, calls, ids } = createNext()
  const groupKey = ({ source }: EntityRequest) => source.scope
  const {
    reserved,
    settled: settle,
    pay,
  } = createReservations<PostResult, Posts>({
    spend,
    groupKey,
    mostUsd: ({ ids: requested }) => requested.length * USD,
  })
  const merge = coalesced<PostResult, Posts>({
    windowMs: 10,
    maxIds: 100,
    groupKey,
    postsIn: () => 1,
    schedule: clock.schedule,
  })
  const load = reserved(merge(settle(next)))
  /** Answers a call, of which X bills some ids. */
  const answer = async (call = 0, billed = calls[call]?.request.ids ?? []): Promise<void> => {
    const made = calls[call]
    if (made !== undefined) for (const id of billed) pay(made.request, id, USD)
    await made?.answer()
  }
  const spent = async (name: string): Promise<number> =>
    (await spend.read({ payer: name, dailyUsd: undefined, monthlyUsd: undefined })).todayUsd
  return { load, calls, ids, answer, spent, clock }
}

let s: ReturnType<typeof setUp>
beforeEach(() => {
  s = setUp()
})

const operationOf = (name: string, dailyUsd?: number) =>
  createOperation(1000, { payer: payer(name, dailyUsd) })

describe('a request', () => {
  it('pays for the ids that it requests first, and not for those of a call that it joins', async () => {
    const [a, b] = [operationOf('a', 1), operationOf('b', 1)]
    const first = s.load(requestFor(['1', '2'], { operation: a }))
    await settled()
    const second = s.load(requestFor(['2', '3'], { operation: b }))
    await settled()
    expect([await s.spent('a'), await s.spent('b')]).toEqual([2 * USD, 2 * USD])
    await s.answer(0)
    s.clock.pass(10)
    await s.answer(1)
    await Promise.all([first, second])
    expect([await s.spent('a'), await s.spent('b')]).toEqual([2 * USD, USD])
    expect([a.tally.usd, b.tally.usd]).toEqual([2 * USD, USD])
  })

  it('that joins a call without a limit is settled with it', async () => {
    const first = s.load(requestFor(['1'], { operation: operationOf('a') }))
    const joined = s.load(requestFor(['1'], { operation: operationOf('b', 1) }))
    await settled()
    expect(await s.spent('b')).toBe(USD)
    await s.answer()
    await Promise.all([first, joined])
    expect(await s.spent('b')).toBe(USD)
  })

  it('pays only for what X bills', async () => {
    const loading = s.load(requestFor(['1', '2'], { operation: operationOf('a', 1) }))
    await settled()
    await s.answer(0, ['2'])
    await loading
    expect(await s.spent('a')).toBe(USD)
  })

  it('pays nothing when X cannot be called, and everything while the answer is late', async () => {
    const late = createOperation(0, { payer: payer('a', 1) })
    await s.load(requestFor(['1'], { operation: late }))
    expect(await s.spent('a')).toBe(USD)
    await s.answer(0, [])
    expect(await s.spent('a')).toBe(0)
  })

  it('pays for an answer that was lost, as X may have billed it, and not for a refusal', async () => {
    for (const [code, usd] of [
      ['UPSTREAM_TIMEOUT', USD],
      ['RATE_LIMITED', USD],
      ['UPSTREAM_INVALID_RESPONSE', 2 * USD],
    ] as const) {
      const loading = s.load(requestFor(['1'], { operation: operationOf('a', 1) }))
      await settled()
      await s.calls.at(-1)?.answer(new Map([['1', failed(new GatewayError(code, 'lost'))]]))
      await loading
      expect(await s.spent('a'), code).toBe(usd)
    }
  })

  it('above its limit fails without a call', async () => {
    const results = await s.load(requestFor(['1', '2'], { operation: operationOf('a', USD) }))
    expect(s.ids()).toEqual([])
    for (const id of ['1', '2'])
      expect(results.get(id)).toMatchObject({ error: { code: 'SPEND_LIMIT_REACHED' } })
    expect(await s.spent('a')).toBe(0)
  })

  it('pays nothing for ids that would take more calls than it may begin', async () => {
    const operation = { ...operationOf('a', 1), callLimit: createCallLimit(0) }
    const results = await s.load(requestFor(['1'], { operation }))
    expect(results.get('1')).toMatchObject({ error: expect.any(GatewayError) })
    expect(await s.spent('a')).toBe(0)
  })

  it('without a limit reserves nothing, and is counted all the same', async () => {
    const operation = operationOf('a')
    const loading = s.load(requestFor(['1'], { operation }))
    expect(s.ids()).toEqual([['1']])
    await s.answer()
    await loading
    expect([operation.tally.usd, await s.spent('a')]).toEqual([USD, USD])
  })
})
