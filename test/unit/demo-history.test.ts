import { expect, it } from 'vitest'

import { createSandbox } from '../../sandbox/index.ts'
import { archiveDemoHistory } from '../../src/app/demo-history.ts'
import { createFilledArchive } from '../../src/app/filled-archive.ts'
import { DAY, open, sample, shown } from '../kit/archives.ts'

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

it('a query right after the start gets the past samples, and those written meanwhile follow them', async () => {
  const now = Date.parse('2026-11-28T12:00:00Z')
  await using x = await createSandbox({ now: () => now })
  await using opened = await open({ kind: 'memory' }, { now: () => now, maintenanceMs: 60_000 })
  const archive = createFilledArchive(opened, (target, signal) =>
    archiveDemoHistory(target, x.world, now, signal),
  )
  const post = [...x.world.posts.values()].find(
    ({ authorId, createdAt, deletedAt }) =>
      x.world.accounts.includes(authorId) && now - createdAt < 20 * DAY && deletedAt === undefined,
  )
  const written = sample(now, 1e6, { subject: post?.id ?? '' })
  archive.record([written])
  const reading = shown(archive, written)
  await archive.fill()
  expect((await reading).length).toBeGreaterThan(20)
  await archive.flush()
  expect((await shown(archive, written)).at(-1)).toEqual([now, 1e6])
})
