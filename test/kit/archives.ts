// Places for archives of a test's own: directories, and databases of one PostgreSQL.

import type { Archive, Group, Sample } from '../../src/archive/archive.ts'
import { type ArchivePlace, openArchive } from '../../src/archive/index.ts'
import { temporary } from './gateway.ts'
import { hasPostgres, NEEDS_POSTGRES, startPostgres } from './postgres.ts'

/** For describe.each: what is there, and what its name says without it. */
export const STORES = [
  ['SQLite', true, ''],
  ['PostgreSQL', hasPostgres, NEEDS_POSTGRES],
] as const

export type Kind = (typeof STORES)[number][0]

export interface Places extends AsyncDisposable {
  /** Nothing is kept there yet. */
  next(): Promise<ArchivePlace>
}

export const startPlaces = async (kind: Kind): Promise<Places> => {
  const opened = new AsyncDisposableStack()
  if (kind === 'SQLite') {
    return {
      next: async () => ({ kind: 'directory', path: opened.use(temporary()).path }),
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    }
  }
  const server = opened.use(await startPostgres())
  let count = 0
  return {
    next: async () => ({ kind: 'postgres', url: await server.database(`archive_${count++}`) }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export const START = Date.parse('2026-03-01T00:00:00Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export interface OpenOptions {
  readonly now?: () => number
  readonly mostPosts?: number
  readonly onFault?: (error: unknown) => void
  readonly flushMs?: number
  readonly tendMs?: number
  readonly mostQueued?: number
}

/** It writes at once, and what goes wrong in it fails the test. */
export const open = async (
  place: ArchivePlace,
  options: OpenOptions = {},
): Promise<Archive & AsyncDisposable> => {
  const archive = await openArchive(place, {
    now: () => START,
    mostPosts: 1000,
    onFault: (error) => {
      throw error
    },
    flushMs: 1,
    tendMs: 5,
    ...options,
  })
  return { ...archive, [Symbol.asyncDispose]: archive.close }
}

/** Of a post's likes, unless something else is said. */
export const sample = (at: number, likes: number, other: Partial<Sample> = {}): Sample => {
  const subject = other.subject ?? '1900000000000000001'
  const group: Group = 'public_metrics'
  return { subject, postId: subject, group, at, numbers: { like_count: likes }, ...other }
}

export const ALL = { since: 0, until: Number.MAX_SAFE_INTEGER, stepMs: 0, most: 100_000 }

/** Times and likes of what is kept of a series. */
export const shown = async (
  archive: Archive,
  series: Sample,
  span: Partial<typeof ALL> = {},
): Promise<(readonly [number, number])[]> =>
  (await archive.history(series, { ...ALL, ...span })).map(
    ({ at, numbers }) => [at, numbers.like_count ?? Number.NaN] as const,
  )
