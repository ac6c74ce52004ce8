// Estimated costs, with a fake clock.

import { expect, it } from 'vitest'

import { createBilling, roundUsd } from '../../../src/x/prices.ts'

const setUp = (maxIds?: number) => {
  const clock = { time: Date.parse('2026-11-20T23:59:00Z') }
  return { clock, billing: createBilling(() => clock.time, maxIds) }
}

const posts = (...ids: string[]) => ({ data: ids.map((id) => ({ id })) })

it('bills a post once per UTC day', () => {
  const { billing, clock } = setUp()
  expect(billing.charge(posts('1', '2'))).toBeCloseTo(0.01)
  expect(billing.charge(posts('2', '3'))).toBeCloseTo(0.005)
  clock.time += 59_999
  expect(billing.charge(posts('1'))).toBe(0)
  clock.time += 1
  expect(billing.charge(posts('1'))).toBeCloseTo(0.005)
})

it('bills a user once per day, expanded or looked up', () => {
  const { billing } = setUp()
  const includes = { users: [{ id: '7' }, { id: '8' }] }
  expect(billing.charge({ ...posts('1'), includes })).toBeCloseTo(0.025)
  expect(billing.chargeUsers({ data: [{ id: '7' }, { id: '9' }] })).toBeCloseTo(0.01)
  // A user and a post may have the same id.
  expect(billing.charge(posts('7'))).toBeCloseTo(0.005)
})

it('bills posts of the owner’s timeline at their own price', () => {
  const { billing } = setUp()
  expect(billing.charge(posts('1', '2', '3'), 'ownPost')).toBeCloseTo(0.003)
})

it('bills objects without a readable id, and ids beyond the maximum, each time', () => {
  const { billing } = setUp(2)
  for (const expected of [0.02, 0.01]) {
    const envelope = { data: [{ id: '1' }, { id: '2' }, { id: '3' }, { id: 4 }] }
    expect(billing.charge(envelope)).toBeCloseTo(expected)
  }
  expect(billing.charge({})).toBe(0)
})

it('rounds to a tenth of a cent', () => {
  expect([0.1 + 0.2, 0.0004, 0.0006].map(roundUsd)).toEqual([0.3, 0, 0.001])
})
