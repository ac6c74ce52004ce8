// Opens the archive where it is to be: in a file, in PostgreSQL, or nowhere beyond the process.

import { join } from 'node:path'

import { MEMORY, makeDirectory } from '../infra/sqlite.ts'
import type { Archive } from './archive.ts'
import { type ArchiveOptions, createArchive } from './keeping.ts'
import type { Store } from './store.ts'

export type ArchivePlace =
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** @throws StoreError */
export const openArchive = async (place: ArchivePlace, options: ArchiveOptions): Promise<Archive> =>
  createArchive(await openStore(place), options)

const openStore = async (place: ArchivePlace): Promise<Store> => {
  // Each is loaded when it is used.
  switch (place.kind) {
    case 'memory': {
      const { openSqliteArchive } = await import('./sqlite.ts')
      return openSqliteArchive(MEMORY)
    }
    case 'directory': {
      const { openSqliteArchive } = await import('./sqlite.ts')
      return openSqliteArchive(join(makeDirectory(place.path), 'archive.sqlite'))
    }
    case 'postgres': {
      const { openPostgresArchive } = await import('./postgres.ts')
      return openPostgresArchive(place.url)
    }
    default:
      return place satisfies never
  }
}
