// No private number crosses a caller, also through a shared cache, and none of an account is shown with a credential that X
// has refused. `npm run fuzz:crossing` sends as many requests as it is told.

import { describe, expect, it } from 'vitest'

import type { Manners } from '../../sandbox/index.ts'
import { runCrossing, type Scenario } from '../kit/crossing.ts'
import { hasRedis, NEEDS_REDIS } from '../kit/redis.ts'

/** On a busy machine. */
const LONG_MS = 60_000

const PRIVILEGED = [
  'of one',
  'of two ways',
  'of two',
  'of the owner',
  'with a token',
  'with the key',
]

const expectNoCrossing = async (scenario: Scenario): Promise<void> => {
  const { breaches, seen, storable, fromCache, ofEarlier, refused } = await runCrossing(scenario)
  expect(breaches).toEqual([])
  // It can be told apart from a gateway that shows nothing, lets nothing be stored, or is never refused.
  const shown = PRIVILEGED.filter((name) => seen.get(name) !== 0)
  if (scenario.faults) expect(shown).not.toEqual([])
  else expect(shown).toEqual(PRIVILEGED)
  for (const number of [storable, ofEarlier, refused]) expect(number).toBeGreaterThan(0)
  // With a key, answers may be stored by the caller's own cache only.
  if (scenario.isKeyed) expect(fromCache).toBe(0)
  else expect(fromCache).toBeGreaterThan(0)
}

describe.each<Manners>(['current', 'classic'])(
  'with %s manners, nobody is shown what is another’s',
  (manners) => {
    it.each([
      ['with a key', true],
      ['without a key', false],
    ])('%s', (_, isKeyed) => expectNoCrossing({ manners, isKeyed }), LONG_MS)

    it.runIf(hasRedis)(
      `by two gateways that share a Redis${NEEDS_REDIS}`,
      () => expectNoCrossing({ manners, isKeyed: true, redis: true }),
      LONG_MS,
    )

    it('while X fails', () => expectNoCrossing({ manners, isKeyed: false, faults: true }), LONG_MS)
  },
)
