// Two gateways behind a load balancer are restarted one after the other while queries run and posts change.

import { expect, it } from 'vitest'

import { runRollingRestarts } from '../kit/rolling-restart.ts'

const SUBSCRIBERS = 50

it('during a rolling restart no query fails and no subscriber misses a change', async () => {
  const result = await runRollingRestarts({ subscribers: SUBSCRIBERS, restarts: 1 })
  const { queries, failures, changes, connections, ended, wrong } = result
  expect(failures).toEqual([])
  expect(queries).toBeGreaterThan(10)
  expect(changes).toBeGreaterThan(10)
  expect(connections).toHaveLength(SUBSCRIBERS)
  // Each was connected to a gateway that stopped.
  expect(Math.min(...connections)).toBeGreaterThan(1)
  expect(ended).toEqual([])
  expect(wrong).toEqual([])
})
