// The archive on any store: samples are written and thinned in the background, and reads have a timeout of a second.

import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

import { GatewayError } from '../infra/errors.ts'
import { withTimeout } from '../infra/timeout.ts'
import { type Archive, type ArchiveReader, ArchiveUnavailable, type Sample } from './archive.ts'
import { decode } from './encoding.ts'
import { exportAccount } from './export.ts'
import {
  createFailureReporter,
  type FailureEvents,
  type FailureReporter,
} from './failure-reporter.ts'
import { daysOf, periodsIn } from './periods.ts'
import { createScrubbing, type Scrubbing } from './scrubbing.ts'
import { type EncodedSample, endOf, samplesOf } from './segments.ts'
import { GROUPS, keyOf, type Store } from './store.ts'
import { createWriter } from './writer.ts'

export interface ArchiveOptions extends FailureEvents {
  readonly now: () => number
  /** The maximum number of posts. Beyond it, the least recently sampled are deleted, those without private metrics first. */
  readonly maxPosts: number
  /** Called with the number of samples that could not be stored. */
  readonly onLoss?: (samples: number) => void
  /** The delay of writes. @default 200 */
  readonly flushMs?: number
  /** The interval between checks for samples to thin. @default 5000 */
  readonly maintenanceMs?: number
  /** The maximum number of samples that wait to be written. @default 50000 */
  readonly maxQueued?: number
}

const READ_TIMEOUT_MS = 1000
/** Reads are skipped for this time after a failure. */
const READ_BACKOFF_MS = 1000
/** The pause between two maintenance steps, which gives way to other work. */
const STEP_PAUSE_MS = 20

const ALWAYS = Number.MAX_SAFE_INTEGER

const sampleOf = ({ at, numbers }: EncodedSample): Sample => ({ at, numbers: decode(numbers) })

const readsOf = (store: Store, read: Read): ArchiveReader => ({
  latest: (series, at = ALWAYS) =>
    read(async () => {
      const keys = series.map(keyOf)
      const known = keys.filter((key) => key !== undefined)
      const segments = (await store.latest(known, at)).values()
      return keys.map((key) => {
        const last = key && segments.next().value
        if (!last) return undefined
        const { began: since, numbers } = last
        return { ...sampleOf({ at: Math.min(endOf(last), at), numbers }), since }
      })
    }),
  history: (series, span) =>
    read(async () => {
      const key = keyOf(series)
      if (key === undefined) return []
      const segments = await store.segments(key, span.since, span.until)
      return samplesOf(segments, span).map(sampleOf)
    }),
  periods: (query) =>
    read(async () => {
      const kind = GROUPS.indexOf(query.group)
      return periodsIn(await store.gains(query.account, kind, daysOf(query)), query)
    }),
  rates: (account, since, until) => read(() => store.rates(account, since, until)),
  countRecords: (account, since, until) => read(() => store.countRecords(account, since, until)),
  records: (query) => read(() => store.records(query)),
  countMatches: (query) => read(() => store.countMatches(query)),
})

export const createArchive = (store: Store, options: ArchiveOptions): Archive => {
  const { flushMs = 200, maxQueued = 50_000, onLoss = () => {} } = options
  const serialize = createSerializer()
  const scrubbing = createScrubbing(store)
  const deleting = { ...store, ...scrubbing }
  const writer = createWriter({
    ...options,
    store: deleting,
    serialize,
    onLoss,
    flushMs,
    maxQueued,
  })
  const reads = createFailureReporter(READ_MESSAGES, options)
  const read = createReader(reads)
  const maintenance = startMaintenance(store, scrubbing, serialize, reads, options)

  return {
    record: writer.record,
    recordPosts: writer.recordPosts,
    deletePosts: writer.deletePosts,
    deleteHiddenPosts: writer.deleteHiddenPosts,
    flush: writer.flush,
    ...readsOf(store, read),
    exportAccount: (userId) => exportAccount(store, userId),
    deleteOwner: async (owner, before) => {
      writer.deleteOwner(owner)
      try {
        const deleted = { posts: 0, series: 0, samples: 0 }
        for (let hasMore = true; hasMore; ) {
          const step = await serialize(() => store.deleteOwner(owner, before))
          deleted.posts += step.posts
          deleted.series += step.series
          deleted.samples += step.samples
          hasMore = step.hasMore
        }
        while (await serialize(store.purge));
        await serialize(store.scrub)
        return deleted
      } catch (cause) {
        throw new GatewayError(
          'UPSTREAM_UNAVAILABLE',
          'The gateway cannot reach its archive, which may still hold private metrics of this account. Try again in a moment.',
          { cause },
        )
      }
    },
    state: () =>
      reads.count > 0 || writer.isFailing() || maintenance.isFailing() ? 'failing' : 'working',
    close: async () => {
      await maintenance.stop()
      await writer.close()
      await store.close()
    },
  }
}

/** Runs one operation at a time. */
export type Serialize = <T>(work: () => Promise<T>) => Promise<T>

const createSerializer = (): Serialize => {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(() => nextTurn()).then(work)
    last = done.catch(() => {})
    return done
  }
}

const READ_MESSAGES = {
  failing: 'The archive cannot be read. History is not available.',
  working: 'The archive can be read again.',
}

type Read = <T>(work: () => Promise<T>) => Promise<T>

/** Rejects if a read fails or times out, and during the backoff after that. */
const createReader = (failures: FailureReporter): Read => {
  let retryAt = 0
  return async (work) => {
    if (performance.now() < retryAt) throw new ArchiveUnavailable()
    try {
      const result = await withTimeout(work(), READ_TIMEOUT_MS, () => new Error('timed out'))
      failures.succeeded()
      return result
    } catch (cause) {
      failures.failed(cause)
      retryAt = performance.now() + READ_BACKOFF_MS
      throw new ArchiveUnavailable('The archive cannot be read.', { cause })
    }
  }
}

const MAINTENANCE_MESSAGES = {
  failing: 'The archive cannot be thinned, or its disk is full.',
  working: 'The archive can be thinned again.',
}

interface Maintenance {
  isFailing(): boolean
  stop(): Promise<void>
}

/** Purges, thins and looks for room in the background. */
const startMaintenance = (
  store: Store,
  scrubbing: Scrubbing,
  serialize: Serialize,
  reads: FailureReporter,
  options: ArchiveOptions,
): Maintenance => {
  const { now, maxPosts, maintenanceMs = 5000 } = options
  const failures = createFailureReporter(MAINTENANCE_MESSAGES, options)
  const stopped = new AbortController()
  const sleep = (ms: number): Promise<void> =>
    pause(ms, undefined, { ref: false, signal: stopped.signal })
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        const hasMore = await serialize(
          async () => (await scrubbing.run()) || (await store.maintain(now(), maxPosts)),
        )
        // Maintenance begins by reading: a recovery shows without a query for history.
        reads.succeeded()
        await store.checkSpace()
        failures.succeeded()
        await sleep(hasMore ? Math.min(STEP_PAUSE_MS, maintenanceMs) : maintenanceMs)
      } catch (error) {
        if (stopped.signal.aborted) return
        failures.failed(error)
        await sleep(maintenanceMs).catch(() => {})
      }
    }
  }
  const running = sleep(maintenanceMs).then(run, () => {})
  return {
    isFailing: () => failures.count > 0,
    stop: async () => {
      stopped.abort()
      await running
    },
  }
}
