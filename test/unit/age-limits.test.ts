// The age limits of accounts, with a clock of the test's own.

import { describe, expect, it } from 'vitest'

import { createAgeLimits } from '../../src/pipeline/age-limits.ts'
import { firstIdAt } from '../../src/x/fields.ts'

const DAY = 86_400_000
const START = Date.parse('2026-11-20T00:00:00Z')
const OWNER = '1'

const setUp = (maxAccounts?: number) => {
  const clock = { time: START }
  const limits = createAgeLimits(() => clock.time, maxAccounts)
  return { clock, limits }
}

/** A post that has that age at the start. */
const aged = (days: number): string => firstIdAt(START - days * DAY) ?? ''

describe('a refusal for age', () => {
  it('is known of the post and of older posts of its account, and of nothing else', () => {
    const { limits } = setUp()
    expect(limits.isRefused(OWNER, aged(1000))).toBe(false)
    limits.rememberRefused(OWNER, aged(91))
    expect(limits.isRefused(OWNER, aged(91))).toBe(true)
    expect(limits.isRefused(OWNER, aged(92))).toBe(true)
    expect(limits.isRefused(OWNER, '20')).toBe(true)
    expect(limits.isRefused(OWNER, aged(90.9))).toBe(false)
    expect(limits.isRefused('2', aged(92))).toBe(false)
  })

  it('is forgotten after a day', () => {
    const { limits, clock } = setUp()
    limits.rememberRefused(OWNER, aged(91))
    clock.time += DAY - 1
    expect(limits.isRefused(OWNER, aged(91))).toBe(true)
    clock.time += 1
    expect(limits.isRefused(OWNER, aged(91))).toBe(false)
  })

  it('of an older post neither replaces nor prolongs that of a younger one', () => {
    const { limits, clock } = setUp()
    limits.rememberRefused(OWNER, aged(91))
    clock.time += DAY / 2
    limits.rememberRefused(OWNER, aged(200))
    expect(limits.isRefused(OWNER, aged(91))).toBe(true)
    clock.time += DAY / 2
    expect(limits.isRefused(OWNER, aged(91))).toBe(false)
  })

  it('of a younger post, and of the same post again, replaces the earlier one', () => {
    const { limits, clock } = setUp()
    limits.rememberRefused(OWNER, aged(200))
    limits.rememberRefused(OWNER, aged(91))
    expect(limits.isRefused(OWNER, aged(150))).toBe(true)
    clock.time += DAY / 2
    limits.rememberRefused(OWNER, aged(91))
    clock.time += DAY / 2
    expect(limits.isRefused(OWNER, aged(91))).toBe(true)
  })
})

describe('a post that X serves', () => {
  it('that is younger than a refused one changes nothing', () => {
    const { limits } = setUp()
    limits.rememberRefused(OWNER, aged(91))
    limits.rememberServed(OWNER, aged(76))
    expect(limits.isRefused(OWNER, aged(91))).toBe(true)
  })

  it('and later refuses has crossed the limit', () => {
    const { limits, clock } = setUp()
    limits.rememberServed(OWNER, aged(89.9))
    clock.time += DAY / 2
    limits.rememberRefused(OWNER, aged(89.9))
    expect(limits.isRefused(OWNER, aged(89.9))).toBe(true)
    expect(limits.isRefused(OWNER, aged(95))).toBe(true)
  })

  it('at the age of a refused one or above it ends what the refusal said', () => {
    const { limits } = setUp()
    limits.rememberRefused(OWNER, aged(91))
    limits.rememberServed(OWNER, aged(2000))
    expect(limits.isRefused(OWNER, aged(91))).toBe(false)
    expect(limits.isRefused(OWNER, aged(3000))).toBe(false)
  })

  it('keeps refusals of posts below its age from being applied to others, whichever came first', () => {
    const { limits, clock } = setUp()
    limits.rememberServed(OWNER, aged(2000))
    clock.time += 30 * DAY
    limits.rememberRefused(OWNER, aged(91))
    expect(limits.isRefused(OWNER, aged(2000))).toBe(false)
    limits.rememberRefused(OWNER, aged(2100))
    expect(limits.isRefused(OWNER, aged(2100))).toBe(true)
    expect(limits.isRefused(OWNER, aged(2000))).toBe(false)
  })
})

it('knows a bounded number of accounts, the latest', () => {
  const { limits } = setUp(3)
  for (let account = 0; account < 10; account++) limits.rememberRefused(`${account}`, aged(91))
  const known = Array.from({ length: 10 }, (_, account) => `${account}`).filter((account) =>
    limits.isRefused(account, aged(91)),
  )
  expect(known).toEqual(['7', '8', '9'])
})
