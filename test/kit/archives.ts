// Archives for tests: in directories, and in databases of the run's PostgreSQL server.

import type { Archive, Group, NewSample } from '../../src/archive/archive.ts'
import { type ArchiveLocation, openArchive } from '../../src/archive/index.ts'
import type { PostgresOptions } from '../../src/archive/postgres-pool.ts'
import { temporary } from './gateway.ts'
import { hasPostgres, NEEDS_POSTGRES } from './postgres.ts'
import { createDatabases } from './shared-postgres.ts'
import { NO_STORE_EVENTS } from './stores.ts'

/** For `describe.each`: the name, whether it is available, and the suffix of the test name if not. */
export const STORES = [
  ['SQLite', true, ''],
  ['PostgreSQL', hasPostgres, NEEDS_POSTGRES],
] as const

export type Kind = (typeof STORES)[number][0]

export const postgresAt = (url: string, options: Partial<PostgresOptions> = {}) =>
  ({
    kind: 'postgres',
    url,
    caFile: undefined,
    poolSize: 4,
    statementTimeoutMs: 5000,
    ...options,
  }) as const

export interface Locations extends AsyncDisposable {
  /** Returns the location of a new, empty archive. */
  next(): Promise<ArchiveLocation>
}

export const createLocations = (kind: Kind): Locations => {
  const opened = new AsyncDisposableStack()
  if (kind === 'SQLite') {
    return {
      next: async () => ({ kind: 'directory', path: opened.use(temporary()).path }),
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    }
  }
  const databases = opened.use(createDatabases())
  return {
    next: async () => postgresAt(await databases.next()),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export const START = Date.parse('2026-03-01T00:00:00Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export interface OpenOptions {
  readonly now?: () => number
  readonly maxPosts?: number
  readonly onError?: (error: unknown) => void
  readonly onRecovery?: (message: string) => void
  readonly onLoss?: (samples: number) => void
  readonly flushMs?: number
  readonly maintenanceMs?: number
  readonly maxQueued?: number
}

/** Opens an archive that writes without delay and throws errors. */
export const open = async (
  location: ArchiveLocation,
  options: OpenOptions = {},
): Promise<Archive & AsyncDisposable> => {
  const archive = await openArchive(location, {
    now: () => START,
    maxPosts: 1000,
    onError: (error) => {
      throw error
    },
    flushMs: 1,
    maintenanceMs: 5,
    strict: true,
    ...NO_STORE_EVENTS,
    ...options,
  })
  return { ...archive, [Symbol.asyncDispose]: archive.close }
}

/** A sample of a post's public metrics, by default. */
export const sample = (at: number, likes: number, other: Partial<NewSample> = {}): NewSample => {
  const subject = other.subject ?? '1900000000000000001'
  const group: Group = 'public_metrics'
  return { subject, postId: subject, group, at, numbers: { like_count: likes }, ...other }
}

export const ALL = { since: 0, until: Number.MAX_SAFE_INTEGER, stepMs: 0, limit: 100_000 }

/** The times and like counts of a series. */
export const shown = async (
  archive: Archive,
  series: NewSample,
  span: Partial<typeof ALL> = {},
): Promise<(readonly [number, number])[]> =>
  (await archive.history(series, { ...ALL, ...span })).map(
    ({ at, numbers }) => [at, numbers.like_count ?? Number.NaN] as const,
  )
