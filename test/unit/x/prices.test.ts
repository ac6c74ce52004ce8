// Estimated costs, with a fake clock.

import { expect, it } from 'vitest'

import { createBilling, roundUsd } from '../../../src/x/prices.ts'

const setUp = (maxIds?: number) => {
  const clock = { time: Date.parse('2026-11-20T23:59:00Z') }
  return { clock, billing: createBilling({ wall: () => clock.time, ...(maxIds && { maxIds }) }) }
}

it('bills a post once per UTC day', () => {
  const { billing, clock } = setUp()
  expect(['1', '2', '1'].map((id) => billing.bill('post', id))).toEqual([0.005, 0.005, 0])
  clock.time += 59_999
  expect([billing.bill('post', '1'), billing.isBilled('post', '1')]).toEqual([0, true])
  clock.time += 1
  expect([billing.isBilled('post', '1'), billing.bill('post', '1')]).toEqual([false, 0.005])
})

it('bills users apart from posts of the same id, and a post at one of its prices', () => {
  const { billing } = setUp()
  expect([billing.bill('post', '7'), billing.bill('user', '7')]).toEqual([0.005, 0.01])
  expect([billing.bill('ownPost', '8'), billing.bill('post', '8')]).toEqual([0.001, 0])
})

it('bills objects without a readable id, and ids beyond the maximum, each time', () => {
  const { billing } = setUp(2)
  const ids = ['1', '2', '3', 4]
  expect(ids.map((id) => billing.bill('post', id))).toEqual([0.005, 0.005, 0.005, 0.005])
  expect(ids.map((id) => billing.bill('post', id))).toEqual([0, 0, 0.005, 0.005])
})

it('learns what X has billed another process today', () => {
  const { billing, clock } = setUp()
  const day = Math.floor(clock.time / 86_400_000)
  billing.learn({ day, post: ['1'], user: ['2'] })
  billing.learn({ day: day - 1, post: ['3'], user: [] })
  expect([billing.bill('post', '1'), billing.bill('user', '2')]).toEqual([0, 0])
  expect(billing.bill('post', '3')).toBe(0.005)
})

it('rounds to a tenth of a cent', () => {
  expect([0.1 + 0.2, 0.0004, 0.0006].map(roundUsd)).toEqual([0.3, 0, 0.001])
})
