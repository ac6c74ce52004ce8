// A short run of the isolation fuzz test (test/soak/crossing.ts): no caller receives private metrics of another, not even
// through a shared cache, or with a credential that X refused.

import { describe, expect, it } from 'vitest'

import { runIsolationFuzz, type Scenario } from '../kit/isolation.ts'
import { hasRedis, NEEDS_REDIS } from '../kit/redis.ts'

const PRIVILEGED = [
  'with one account',
  'with two login methods',
  'with two accounts',
  'with the owner',
  'with a token',
  'with the key',
]

const expectIsolation = async (scenario: Scenario): Promise<void> => {
  const { breaches, seen, storable, fromCache, fromArchive, refused } =
    await runIsolationFuzz(scenario)
  expect(breaches).toEqual([])
  // Ensures that the test can fail: private metrics are returned, responses are storable, and credentials are refused.
  const served = PRIVILEGED.filter((name) => seen.get(name) !== 0)
  if (scenario.faults) expect(served).not.toEqual([])
  else expect(served).toEqual(PRIVILEGED)
  for (const number of [storable, fromArchive, refused]) expect(number).toBeGreaterThan(0)
  // With a key, shared caches must not store responses.
  if (scenario.isKeyed) expect(fromCache).toBe(0)
  else expect(fromCache).toBeGreaterThan(0)
}

describe('private metrics reach only their owners', () => {
  it.each<[string, Scenario]>([
    ['with a key', { manners: 'current', isKeyed: true }],
    ['without a key', { manners: 'classic', isKeyed: false }],
    ['with faults of X', { manners: 'current', isKeyed: false, faults: true }],
  ])('%s', (_, scenario) => expectIsolation(scenario))

  it.runIf(hasRedis)(`with two gateways that share a Redis${NEEDS_REDIS}`, () =>
    expectIsolation({ manners: 'classic', isKeyed: true, redis: true }),
  )
})
