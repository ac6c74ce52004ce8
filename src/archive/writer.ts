// Writes what is kept a moment later, many samples at once, and forgets what is to be forgotten; when the store fails
// it tries again, ever more slowly.

import type { Sample } from './archive.ts'
import { createFaults } from './faults.ts'
import { encode } from './numbers.ts'
import { createQueue } from './queue.ts'
import type { Noted } from './runs.ts'
import { keyOf, type News, type Store } from './store.ts'
import { createTold } from './told.ts'

export interface WriterOptions {
  readonly store: Store
  /** Lets one thing be done to the store at a time. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  readonly onFault: (error: unknown) => void
  readonly flushMs: number
  readonly mostQueued: number
}

export interface Writer {
  keep(samples: readonly Sample[]): void
  forgetPosts(ids: readonly string[]): void
  forgetHidden(ids: readonly string[]): void
  /** What was not written yet. */
  forgetOwner(owner: string): void
  /** Writes all that it can, and ends. */
  close(): Promise<void>
}

/** In one transaction: some milliseconds. */
const AT_ONCE = 500
const FORGET_AT_ONCE = 50
/** Over half a minute; what fails then is given up, or it would be in the way for ever. */
const TRIES = 20
const SLOWEST_MS = 2000

const newsOf = (samples: readonly Sample[]): News[] => {
  const news = new Map<string, News & { readonly readings: Noted[] }>()
  for (const sample of samples) {
    const key = keyOf(sample)
    const numbers = encode(sample.numbers)
    if (key === undefined || numbers === undefined) continue
    const name = `${key.subject} ${key.kind} ${key.owner}`
    const one = news.get(name) ?? { key, postId: sample.postId, readings: [] }
    one.readings.push({ at: sample.at, numbers })
    news.set(name, one)
  }
  for (const { readings } of news.values()) readings.sort((one, other) => one.at - other.at)
  return [...news.values()]
}

export const createWriter = (options: WriterOptions): Writer => {
  const { store, inTurn, onFault, flushMs, mostQueued } = options
  const told = createTold()
  const queue = createQueue(mostQueued)
  /** Posts that X has no more, and those that it hides. */
  const gone = new Set<string>()
  const hidden = new Set<string>()
  const writing = createFaults(onFault)
  const overflow = createFaults(onFault)
  let closing = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const isIdle = (): boolean => queue.size === 0 && gone.size === 0 && hidden.size === 0

  const forgetSome = async (
    ids: Set<string>,
    forget: (ids: readonly string[]) => Promise<void>,
  ): Promise<void> => {
    if (ids.size === 0) return
    const some = [...ids].slice(0, FORGET_AT_ONCE)
    await inTurn(() => forget(some))
    for (const id of some) ids.delete(id)
  }

  const writeSome = async (): Promise<void> => {
    if (queue.size === 0) return
    await inTurn(() => store.write(newsOf(queue.next(AT_ONCE))))
    queue.done()
    if (queue.size === 0) overflow.over()
  }

  const run = async (): Promise<void> => {
    while (!isIdle()) {
      try {
        await forgetSome(gone, store.forgetPosts)
        await forgetSome(hidden, store.forgetHidden)
        await writeSome()
        writing.over()
      } catch (error) {
        writing.happened(
          'The archive cannot be written. Numbers wait for it for a while; then they are lost.',
          error,
        )
        if (writing.count % TRIES === 0) queue.done()
        if (closing) return
        timer = setTimeout(start, Math.min(flushMs * 2 ** writing.count, SLOWEST_MS))
        return
      }
    }
    timer = undefined
  }

  const start = (): void => {
    running = run()
  }

  const soon = (): void => {
    if (!closing) timer ??= setTimeout(start, flushMs)
  }

  return {
    keep: (samples) => {
      if (closing) return
      for (const sample of samples) {
        if (!told.isNew(sample)) continue
        if (!queue.add(sample)) {
          overflow.happened(
            'The archive’s queue is full: numbers are lost until it is written. Look at what holds its store up.',
          )
          break
        }
      }
      soon()
    },
    forgetPosts: (ids) => {
      for (const id of ids) {
        told.forgetPost(id)
        queue.forgetPost(id)
        if (gone.size < mostQueued) gone.add(id)
      }
      soon()
    },
    forgetHidden: (ids) => {
      for (const id of ids) {
        told.forgetPost(id)
        if (!queue.forgetHidden(id) && hidden.size < mostQueued) hidden.add(id)
      }
      soon()
    },
    forgetOwner: (owner) => {
      told.forgetAll()
      queue.forgetOwner(owner)
    },
    close: async () => {
      closing = true
      clearTimeout(timer)
      await running
      await run()
    },
  }
}
