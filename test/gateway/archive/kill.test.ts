// Kills a process that writes to an archive: every committed transaction is complete, and the next process continues.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../sandbox/world/random.ts'
import { batch, POSTS } from '../../kit/archive-batch.ts'
import { createLocations, HOUR, open, START, STORES, shown } from '../../kit/archives.ts'
import { ROOT } from '../../kit/command.ts'

const KILLS = 2

describe.each(STORES)('an archive in %s', (kind, isAvailable, needs) => {
  it.runIf(isAvailable)(
    `loses no committed samples when its process is killed${needs}`,
    async () => {
      await using locations = createLocations(kind)
      const location = await locations.next()
      const random = createRandom(20_261_121)
      let committed = -1
      for (let kill = 0; kill < KILLS; kill++) {
        const last = committed + random.between(5, 12)
        const child = spawn(
          process.execPath,
          [
            join(ROOT, 'test/kit/archive-writer.ts'),
            JSON.stringify(location),
            String(committed + 1),
          ],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        )
        // The process is killed as well when an expectation fails before that.
        using _ = { [Symbol.dispose]: () => child.kill('SIGKILL') }
        const exit = once(child, 'exit')
        for await (const line of createInterface({ input: child.stdout })) {
          committed = Number(line)
          // The kill comes a little later, at a random point of the work.
          if (committed === last) setTimeout(() => child.kill('SIGKILL'), random.between(0, 5))
        }
        expect((await exit)[1]).toBe('SIGKILL')
        expect(committed).toBeGreaterThanOrEqual(last)

        if (location.kind === 'directory') {
          using database = new DatabaseSync(join(location.path, 'archive.sqlite'))
          expect(database.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok')
        }
        await using archive = await open(location)
        const rounds = new Set<number>()
        for (const [post, series] of batch(0).entries()) {
          const samples = await shown(archive, series)
          const stored = samples.map(([at]) => (at - START) / HOUR)
          expect(stored).toEqual([...stored.keys()])
          expect(samples.map(([, likes]) => likes)).toEqual(
            stored.map((round) => round * 1000 + post),
          )
          rounds.add(stored.length)
        }
        // One more round may have been committed than was reported, but no partial one.
        expect(rounds.size).toBe(1)
        expect([...rounds][0]).toBeGreaterThan(committed)
        committed = ([...rounds][0] ?? 0) - 1
      }
      expect(committed * POSTS).toBeGreaterThan(300)
    },
  )
})
