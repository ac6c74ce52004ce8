// The archive on any store: what is kept is written in a moment and thinned in the background, what is read is there
// within a second or not at all.

import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

import { GatewayError } from '../infra/errors.ts'
import { withTimeout } from '../infra/timeout.ts'
import type { Archive, Reading } from './archive.ts'
import { createFaults } from './faults.ts'
import { decode } from './numbers.ts'
import { endOf, type Noted, readingsOf } from './runs.ts'
import { keyOf, type Store } from './store.ts'
import { createWriter } from './writer.ts'

export interface ArchiveOptions {
  readonly now: () => number
  /** Beyond so many, those that were not seen for longest are forgotten: first those without private numbers. */
  readonly mostPosts: number
  /** Told once when the store fails, until it is well again. */
  readonly onFault: (error: unknown) => void
  /** @default 200 */
  readonly flushMs?: number
  /** Between two looks at what is to be thinned. @default 5000 */
  readonly tendMs?: number
  /** Samples that wait to be written. @default 50000 */
  readonly mostQueued?: number
}

const READ_MS = 1000
/** So long nothing is read after a fault. */
const REST_MS = 1000
/** Whatever else there is to do comes first. */
const BETWEEN_STEPS_MS = 20

const ALWAYS = Number.MAX_SAFE_INTEGER

const readingOf = ({ at, numbers }: Noted): Reading => ({ at, numbers: decode(numbers) })

export const createArchive = (store: Store, options: ArchiveOptions): Archive => {
  const { now, mostPosts, onFault, flushMs = 200, tendMs = 5000, mostQueued = 50_000 } = options
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(() => nextTurn()).then(work)
    last = done.catch(() => {})
    return done
  }
  const writer = createWriter({ store, inTurn, onFault, flushMs, mostQueued })

  const reading = createFaults(onFault)
  let resting = 0
  const read = async <T>(work: () => Promise<T>, none: T): Promise<T> => {
    if (performance.now() < resting) return none
    try {
      const result = await withTimeout(work(), READ_MS, () => new Error(`not within ${READ_MS} ms`))
      reading.over()
      return result
    } catch (error) {
      reading.happened('The archive cannot be read. Nothing is shown of the past.', error)
      resting = performance.now() + REST_MS
      return none
    }
  }

  const tending = createFaults(onFault)
  const ended = new AbortController()
  const rest = (ms: number): Promise<void> =>
    pause(ms, undefined, { ref: false, signal: ended.signal })
  const tend = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        const isMore = await inTurn(
          async () => (await store.clear()) || (await store.tend(now(), mostPosts)),
        )
        tending.over()
        await rest(isMore ? Math.min(BETWEEN_STEPS_MS, tendMs) : tendMs)
      } catch (error) {
        if (ended.signal.aborted) return
        tending.happened('The archive cannot be thinned. It grows meanwhile.', error)
        await rest(tendMs).catch(() => {})
      }
    }
  }
  const tended = rest(tendMs).then(tend, () => {})

  return {
    keep: writer.keep,
    forgetPosts: writer.forgetPosts,
    forgetHidden: writer.forgetHidden,
    latest: (series, at) =>
      read(
        async () => {
          const keys = series.map(keyOf)
          const known = keys.filter((key) => key !== undefined)
          const runs = (await store.latest(known, at ?? ALWAYS)).values()
          return keys.map((key) => {
            const run = key === undefined ? undefined : runs.next().value
            return (
              run && readingOf({ at: Math.min(endOf(run), at ?? ALWAYS), numbers: run.numbers })
            )
          })
        },
        series.map(() => undefined),
      ),
    history: (series, span) =>
      read(async () => {
        const key = keyOf(series)
        if (key === undefined) return []
        const runs = await store.runs(key, span.since, span.until)
        return readingsOf(runs, span).map(readingOf)
      }, []),
    forgetOwner: async (owner, before) => {
      writer.forgetOwner(owner)
      try {
        while (await inTurn(() => store.forgetOwner(owner, before)));
        while (await inTurn(store.clear));
        await inTurn(store.scrub)
      } catch (cause) {
        throw new GatewayError(
          'UPSTREAM_UNAVAILABLE',
          'The gateway cannot reach its archive, where private numbers of this account may still be. Try again in a moment.',
          { cause },
        )
      }
    },
    close: async () => {
      ended.abort()
      await tended
      await writer.close()
      await store.close()
    },
  }
}
