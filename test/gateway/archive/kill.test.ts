// Killed in the middle of its work: what was said to be kept is there, whole, and work goes on.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../sandbox/world/random.ts'
import { batch, POSTS } from '../../kit/archive-batch.ts'
import { HOUR, open, START, STORES, shown, startPlaces } from '../../kit/archives.ts'

const KILLS = 3

describe.each(STORES)('archiving in %s', (kind, isThere, needs) => {
  it.runIf(isThere)(
    `is killed again and again, and loses nothing that it kept${needs}`,
    async () => {
      await using places = await startPlaces(kind)
      const place = await places.next()
      const random = createRandom(20_261_121)
      let said = -1
      for (let kill = 0; kill < KILLS; kill++) {
        const last = said + random.between(5, 30)
        const child = spawn(
          process.execPath,
          [join(import.meta.dirname, 'writing.ts'), JSON.stringify(place), String(said + 1)],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        )
        const exit = once(child, 'exit')
        for await (const line of createInterface({ input: child.stdout })) {
          said = Number(line)
          // A little later, wherever it is by then.
          if (said === last) setTimeout(() => child.kill('SIGKILL'), random.between(0, 5))
        }
        expect((await exit)[1]).toBe('SIGKILL')
        expect(said).toBeGreaterThanOrEqual(last)

        if (place.kind === 'directory') {
          using database = new DatabaseSync(join(place.path, 'archive.sqlite'))
          expect(database.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok')
        }
        await using archive = await open(place)
        const rounds = new Set<number>()
        for (const [post, series] of batch(0).entries()) {
          const readings = await shown(archive, series)
          const kept = readings.map(([at]) => (at - START) / HOUR)
          expect(kept).toEqual([...kept.keys()])
          expect(readings.map(([, likes]) => likes)).toEqual(
            kept.map((round) => round * 1000 + post),
          )
          rounds.add(kept.length)
        }
        // One more may have been committed before it could be said; of none there is only half.
        expect(rounds.size).toBe(1)
        expect([...rounds][0]).toBeGreaterThan(said)
        said = ([...rounds][0] ?? 0) - 1
      }
      expect(said * POSTS).toBeGreaterThan(500)
    },
  )
})
