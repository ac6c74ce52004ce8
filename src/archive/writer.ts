// Writes samples and records in batches after a delay, and deletes posts. If the store fails, it retries with exponential backoff.

import type { NewSample } from './archive.ts'
import { createDeduplicator } from './deduplicator.ts'
import { encode } from './encoding.ts'
import { createFailureReporter, type FailureEvents } from './failure-reporter.ts'
import { createQueue } from './queue.ts'
import { createRecordQueue } from './record-queue.ts'
import type { PostRecord } from './records.ts'
import type { EncodedSample } from './segments.ts'
import { keyOf, type SeriesBatch, type Store } from './store.ts'

export interface WriterOptions extends FailureEvents {
  readonly store: Store
  /** Runs one operation on the store at a time. */
  readonly serialize: <T>(work: () => Promise<T>) => Promise<T>
  /** Called with the number of samples that could not be stored. */
  readonly onLoss: (samples: number) => void
  readonly flushMs: number
  readonly maxQueued: number
}

export interface Writer {
  record(samples: readonly NewSample[]): void
  recordPosts(records: readonly PostRecord[], at: number): void
  deletePosts(ids: readonly string[]): void
  deleteHiddenPosts(ids: readonly string[]): void
  /** Deletes the queued samples and records of an owner. */
  deleteOwner(owner: string): void
  /** Whether the last write failed, or samples did not fit into the queue. */
  isFailing(): boolean
  /** Writes everything queued without delay. Returns whether the store has all of it. */
  flush(): Promise<boolean>
  /** Writes everything queued, as far as the store allows, and stops. */
  close(): Promise<void>
}

/** The maximum number of samples of one transaction, which takes some milliseconds. */
const MAX_BATCH = 500
const MAX_DELETED_POSTS = 50
/** Attempts over half a minute, after which a batch is dropped so that it does not block the queue. */
const MAX_ATTEMPTS = 20
const MAX_BACKOFF_MS = 2000

const WRITE_MESSAGES = {
  failing: 'The archive cannot be written. Samples are queued for half a minute and then lost.',
  working: 'The archive can be written again.',
}

const OVERFLOW_MESSAGES = {
  failing:
    'The archive’s queue is full, and samples are lost. Check the performance of its database.',
  working: 'The archive’s queue has room again.',
}

const batchesOf = (samples: readonly NewSample[]): SeriesBatch[] => {
  const batches = new Map<string, SeriesBatch & { readonly samples: EncodedSample[] }>()
  for (const sample of samples) {
    const key = keyOf(sample)
    const numbers = encode(sample.numbers)
    if (key === undefined || numbers === undefined) continue
    const name = `${key.subject} ${key.kind} ${key.owner}`
    const batch = batches.get(name) ?? { key, postId: sample.postId, samples: [] }
    batch.samples.push({ at: sample.at, numbers })
    batches.set(name, batch)
  }
  for (const batch of batches.values()) batch.samples.sort((a, b) => a.at - b.at)
  return [...batches.values()]
}

/** The posts to delete: those that X has deleted, and those that it hides. */
const createDeletions = ({ store, serialize, maxQueued }: WriterOptions) => {
  const deleted = new Set<string>()
  const hidden = new Set<string>()

  const addTo = (ids: Set<string>) => (id: string) => {
    if (ids.size < maxQueued) ids.add(id)
  }

  const deleteSomeOf = async (
    ids: Set<string>,
    deleteFromStore: (ids: readonly string[]) => Promise<void>,
  ): Promise<void> => {
    if (ids.size === 0) return
    const some = [...ids].slice(0, MAX_DELETED_POSTS)
    await serialize(() => deleteFromStore(some))
    for (const id of some) ids.delete(id)
  }

  return {
    addDeleted: addTo(deleted),
    addHidden: addTo(hidden),
    isEmpty: (): boolean => deleted.size === 0 && hidden.size === 0,
    deleteSome: async (): Promise<void> => {
      await deleteSomeOf(deleted, store.deletePosts)
      await deleteSomeOf(hidden, store.deleteHiddenPosts)
    },
  }
}

/** The samples, without repetitions, and the records to write. Losses count samples only: the next answer has the record. */
const createContents = (options: WriterOptions) => {
  const deduplicator = createDeduplicator()
  const queue = createQueue(options.maxQueued)
  const records = createRecordQueue(options.maxQueued)
  const overflow = createFailureReporter(OVERFLOW_MESSAGES, options)
  const isEmpty = (): boolean => queue.size === 0 && records.size === 0
  return {
    isEmpty,
    hasOverflow: (): boolean => overflow.count > 0,
    add: (samples: readonly NewSample[]): void => {
      const lost = samples.filter((sample) => deduplicator.isNew(sample) && !queue.add(sample))
      if (lost.length === 0) return
      overflow.failed()
      options.onLoss(lost.length)
    },
    addRecords: (added: readonly PostRecord[], at: number): void => {
      const lost = added.filter((record) => !records.add({ ...record, at }))
      if (lost.length > 0) overflow.failed()
    },
    write: async (): Promise<void> => {
      if (isEmpty()) return
      await options.serialize(() =>
        options.store.write(batchesOf(queue.next(MAX_BATCH)), records.next(MAX_BATCH)),
      )
      queue.done()
      records.done()
      if (isEmpty()) overflow.succeeded()
    },
    dropBatch: (): void => {
      options.onLoss(queue.next(MAX_BATCH).length)
      queue.done()
      records.next(MAX_BATCH)
      records.done()
    },
    dropAll: (): void => {
      if (queue.size > 0) options.onLoss(queue.size)
    },
    deletePost: (id: string): void => {
      deduplicator.deletePost(id)
      queue.deletePost(id)
      records.deletePost(id)
    },
    /** Returns whether samples were retained, because some are private. */
    deleteHiddenPost: (id: string): boolean => {
      deduplicator.deletePost(id)
      const retained = queue.deleteHiddenPost(id)
      if (!retained) records.deletePost(id)
      return retained
    },
    deleteOwner: (owner: string): void => {
      deduplicator.clear()
      queue.deleteOwner(owner)
      records.deleteOwner(owner)
    },
  }
}

const singleFlight = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let inFlight: Promise<T> | undefined
  return () => {
    inFlight ??= work().finally(() => {
      inFlight = undefined
    })
    return inFlight
  }
}

export const createWriter = (options: WriterOptions): Writer => {
  const { flushMs } = options
  const contents = createContents(options)
  const deletions = createDeletions(options)
  const writes = createFailureReporter(WRITE_MESSAGES, options)
  let closing = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const run = async (): Promise<void> => {
    while (!contents.isEmpty() || !deletions.isEmpty()) {
      try {
        await deletions.deleteSome()
        await contents.write()
        writes.succeeded()
      } catch (error) {
        writes.failed(error)
        if (writes.count % MAX_ATTEMPTS === 0) contents.dropBatch()
        if (closing) return
        timer = setTimeout(start, Math.min(flushMs * 2 ** writes.count, MAX_BACKOFF_MS))
        return
      }
    }
    timer = undefined
  }

  const start = (): void => {
    running = run()
  }

  const schedule = (): void => {
    if (!closing) timer ??= setTimeout(start, flushMs)
  }

  const flush = singleFlight(async (): Promise<boolean> => {
    await running
    clearTimeout(timer)
    if (timer !== undefined) start()
    await running
    return contents.isEmpty() && deletions.isEmpty()
  })

  return {
    record: (added) => {
      if (closing) return
      contents.add(added)
      schedule()
    },
    recordPosts: (added, at) => {
      if (closing) return
      contents.addRecords(added, at)
      schedule()
    },
    deletePosts: (ids) => {
      for (const id of ids) {
        contents.deletePost(id)
        deletions.addDeleted(id)
      }
      schedule()
    },
    deleteHiddenPosts: (ids) => {
      for (const id of ids) if (!contents.deleteHiddenPost(id)) deletions.addHidden(id)
      schedule()
    },
    deleteOwner: contents.deleteOwner,
    flush,
    isFailing: () => writes.count > 0 || contents.hasOverflow(),
    close: async () => {
      closing = true
      clearTimeout(timer)
      await running
      await run()
      contents.dropAll()
    },
  }
}
