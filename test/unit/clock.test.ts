import { expect, it } from 'vitest'

import { createClock } from '../../src/infra/clock.ts'
import { createClock as createFakeClock } from '../kit/clock.ts'

it('starts at the wall clock and is never set back', () => {
  const fake = createFakeClock(1_000_000)
  const clock = createClock(fake.wall, fake.now)
  expect([clock.now(), clock.wall()]).toEqual([1_000_000, 1_000_000])
  fake.pass(5000)
  fake.setWall(-3_600_000)
  expect([clock.now(), clock.wall()]).toEqual([1_005_000, -2_595_000])
})
