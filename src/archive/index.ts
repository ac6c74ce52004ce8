// Opens an archive in a file, in PostgreSQL or in memory.

import { join } from 'node:path'

import { MEMORY, makeDirectory } from '../infra/sqlite.ts'
import type { Archive } from './archive.ts'
import { type ArchiveOptions, createArchive } from './create-archive.ts'
import type { Store } from './store.ts'

export type ArchiveLocation =
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** @throws StoreError */
export const openArchive = async (
  location: ArchiveLocation,
  options: ArchiveOptions,
): Promise<Archive> => createArchive(await openStore(location), options)

const openStore = async (location: ArchiveLocation): Promise<Store> => {
  // Drivers are imported on demand.
  switch (location.kind) {
    case 'memory': {
      const { openSqliteArchive } = await import('./sqlite.ts')
      return openSqliteArchive(MEMORY)
    }
    case 'directory': {
      const { openSqliteArchive } = await import('./sqlite.ts')
      return openSqliteArchive(join(makeDirectory(location.path), 'archive.sqlite'))
    }
    case 'postgres': {
      const { openPostgresArchive } = await import('./postgres.ts')
      return openPostgresArchive(location.url)
    }
    default:
      return location satisfies never
  }
}
