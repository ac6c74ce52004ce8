// A bounded queue of records to write, one per post. Records that repeat what was written a moment ago are dropped.

import { createLru } from '../infra/lru.ts'

import type { Queue } from './queue.ts'
import type { NewRecord } from './records.ts'

const MAX_KNOWN = 20_000
/** Short, because another process may have deleted the record. */
const WINDOW_MS = 60_000

const textOf = ({ at: _, ...record }: NewRecord): string => JSON.stringify(record)

export const createRecordQueue = (capacity: number): Queue<NewRecord> => {
  const waiting = new Map<string, NewRecord>()
  const known = createLru<{ readonly at: number; readonly text: string }>(MAX_KNOWN)
  let batch: readonly NewRecord[] = []

  return {
    get size() {
      return waiting.size + batch.length
    },
    add: (record) => {
      const { id, at } = record
      const text = textOf(record)
      const last = known.get(id)
      if (last?.text === text && at - last.at < WINDOW_MS) return true
      const earlier = waiting.get(id)
      if (earlier === undefined && waiting.size >= capacity) return false
      known.set(id, { at, text })
      const promoted = record.promoted || earlier?.promoted === true
      waiting.set(id, { ...earlier, ...record, promoted })
      return true
    },
    next: (limit) => {
      if (batch.length > 0) return batch
      batch = [...waiting.values().take(limit)]
      for (const { id } of batch) waiting.delete(id)
      return batch
    },
    done: () => {
      batch = []
    },
    deletePost: (postId) => {
      known.delete(postId)
      waiting.delete(postId)
      batch = batch.filter(({ id }) => id !== postId)
    },
    deleteOwner: (owner) => {
      known.clear()
      for (const [id, { authorId }] of waiting) if (authorId === owner) waiting.delete(id)
      batch = batch.filter(({ authorId }) => authorId !== owner)
    },
  }
}
