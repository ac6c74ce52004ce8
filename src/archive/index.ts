// Opens an archive in a file, in PostgreSQL or in memory.

import { join } from 'node:path'

import { openRecovering, type StoreEvents } from '../infra/recovering.ts'
import { findMissingLog, MEMORY, makeDirectory } from '../infra/sqlite.ts'
import type { Archive } from './archive.ts'
import { type ArchiveOptions, createArchive } from './create-archive.ts'
import type { PostgresOptions } from './postgres-pool.ts'
import { recoveringStore } from './recovering-store.ts'
import type { Store } from './store.ts'

export type ArchiveLocation =
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly path: string }
  | ({ readonly kind: 'postgres' } & PostgresOptions)

export interface OpenArchiveOptions extends ArchiveOptions, StoreEvents {
  /** Whether a store that is down fails the start. */
  readonly strict: boolean
}

export const ARCHIVE_FILE = 'archive.sqlite'

/** @throws StoreError */
export const openArchive = async (
  location: ArchiveLocation,
  options: OpenArchiveOptions,
): Promise<Archive> => {
  const opened = await openRecovering({
    ...options,
    open: () => openStore(location, options),
    close: (store) => store.close(),
  })
  const archive = createArchive(recoveringStore(opened), options)
  return { ...archive, state: () => (opened.isOpen() ? archive.state() : 'failing') }
}

const openStore = async (
  location: ArchiveLocation,
  { onWarning }: OpenArchiveOptions,
): Promise<Store> => {
  // Drivers are imported on demand.
  switch (location.kind) {
    case 'memory': {
      const { openSqliteArchive } = await import('./sqlite.ts')
      return openSqliteArchive(MEMORY)
    }
    case 'directory': {
      const { openSqliteArchive } = await import('./sqlite.ts')
      const file = join(makeDirectory(location.path), ARCHIVE_FILE)
      const warning = await findMissingLog(file)
      if (warning !== undefined) onWarning(warning)
      return openSqliteArchive(file)
    }
    case 'postgres': {
      const { openPostgresArchive } = await import('./postgres.ts')
      return openPostgresArchive(location)
    }
    default:
      return location satisfies never
  }
}
