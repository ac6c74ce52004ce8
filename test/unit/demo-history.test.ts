import { expect, it } from 'vitest'

import { createSandbox } from '../../sandbox/index.ts'
import { archiveDemoHistory } from '../../src/app/demo-history.ts'

/** The default size of the archive's queue. */
const MAX_QUEUED = 50_000

it('fills the archive with a month of a changing world without overflowing its queue', async () => {
  const now = Date.parse('2026-11-28T12:00:00Z')
  await using x = await createSandbox({ now: () => now, movement: { postsPerDay: 20 } })
  let [queued, most, all] = [0, 0, 0]
  await archiveDemoHistory(
    {
      record: (samples) => {
        queued += samples.length
        all += samples.length
        most = Math.max(most, queued)
      },
      flush: async () => {
        queued = 0
        return true
      },
    },
    x.world,
    now,
  )
  expect(all).toBeGreaterThan(MAX_QUEUED)
  expect(most).toBeLessThan(MAX_QUEUED)
})
