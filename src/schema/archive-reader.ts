// Reads the archive for one request. While it fails, there are no samples, and a notice says so.

import { type Archive, type ArchiveReader, ArchiveUnavailable } from '../archive/archive.ts'
import { addNotice, type Notices } from './notices.ts'

const ARCHIVE_UNAVAILABLE = {
  code: 'ARCHIVE_UNAVAILABLE',
  message:
    'The gateway cannot read its archive at the moment, so past metrics are missing from this answer. Try again in a moment.',
}

export const createArchiveReader = (archive: Archive, notices: Notices): ArchiveReader => {
  const orNothing = async <T>(read: Promise<T>, nothing: T): Promise<T> => {
    try {
      return await read
    } catch (error) {
      if (!(error instanceof ArchiveUnavailable)) throw error
      addNotice({ notices }, [], ARCHIVE_UNAVAILABLE)
      return nothing
    }
  }
  return {
    latest: (series, at) =>
      orNothing(
        archive.latest(series, at),
        series.map(() => undefined),
      ),
    rates: (account, since, until) => orNothing(archive.rates(account, since, until), []),
    countRecords: (account, since, until) =>
      orNothing(archive.countRecords(account, since, until), 0),
    records: (query) => orNothing(archive.records(query), []),
    countMatches: (query) => orNothing(archive.countMatches(query), 0),
    periods: (query) => orNothing(archive.periods(query), []),
    history: (series, span) => orNothing(archive.history(series, span), []),
  }
}
