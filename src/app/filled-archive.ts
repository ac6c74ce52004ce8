// An archive that is filled with past samples after the gateway has begun to serve. Until then, reads wait for the past
// samples, and so do writes: the archive ignores samples that are older than the latest one.

import type { Archive } from '../archive/archive.ts'

interface FilledArchive extends Archive {
  /** Called once. Resolves when the archive is filled, or closed. */
  fill(): Promise<void>
}

/** @param fill records the past samples; it stops early when the signal is aborted */
export const createFilledArchive = (
  archive: Archive,
  fill: (archive: Archive, signal: AbortSignal) => Promise<void>,
): FilledArchive => {
  const closing = new AbortController()
  const filled = Promise.withResolvers<void>()
  let waiting: (() => void)[] | undefined = []
  let filling = Promise.resolve()

  const finish = (): void => {
    for (const write of waiting ?? []) write()
    waiting = undefined
    filled.resolve()
  }
  const write = (work: () => void): void => {
    if (waiting === undefined) work()
    else waiting.push(work)
  }
  const after = async <T>(work: () => Promise<T>): Promise<T> => {
    await filled.promise
    return work()
  }

  return {
    fill: () => {
      filling = fill(archive, closing.signal).finally(finish)
      return filling
    },
    record: (samples) => write(() => archive.record(samples)),
    recordPosts: (records, at) => write(() => archive.recordPosts(records, at)),
    deletePosts: (ids) => write(() => archive.deletePosts(ids)),
    deleteHiddenPosts: (ids) => write(() => archive.deleteHiddenPosts(ids)),
    latest: (...query) => after(() => archive.latest(...query)),
    history: (...query) => after(() => archive.history(...query)),
    records: (query) => after(() => archive.records(query)),
    countMatches: (query) => after(() => archive.countMatches(query)),
    rates: (...query) => after(() => archive.rates(...query)),
    countRecords: (...query) => after(() => archive.countRecords(...query)),
    periods: (query) => after(() => archive.periods(query)),
    async *exportAccount(userId) {
      await filled.promise
      yield* archive.exportAccount(userId)
    },
    flush: () => after(archive.flush),
    deleteOwner: (...owner) => after(() => archive.deleteOwner(...owner)),
    state: archive.state,
    close: async () => {
      closing.abort()
      await filling.catch(() => {})
      finish()
      await archive.close()
    },
  }
}
