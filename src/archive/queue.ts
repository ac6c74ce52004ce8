// A bounded queue of samples to write, by post. Deletions also remove queued samples.

import type { NewSample } from './archive.ts'

export interface Queue<T> {
  readonly size: number
  /** Returns false if the queue is full. */
  add(item: T): boolean
  /** Returns the next batch to write; the same batch until `done` is called. */
  next(limit: number): readonly T[]
  done(): void
  deletePost(postId: string): void
  deleteOwner(owner: string): void
}

export interface SampleQueue extends Queue<NewSample> {
  /** Deletes the samples of a post unless some are private. Returns whether they were retained. */
  deleteHiddenPost(postId: string): boolean
}

const isPrivate = ({ group }: NewSample): boolean => group !== 'public_metrics'

export const createQueue = (capacity: number): SampleQueue => {
  const waiting = new Map<string, NewSample[]>()
  let batch: readonly NewSample[] = []
  let size = 0

  const deletePost = (postId: string): void => {
    size -= waiting.get(postId)?.length ?? 0
    waiting.delete(postId)
    if (batch.length > 0) batch = batch.filter((sample) => sample.postId !== postId)
  }

  return {
    get size() {
      return size + batch.length
    },
    add: (sample) => {
      if (size + batch.length >= capacity) return false
      const samples = waiting.get(sample.postId)
      if (samples === undefined) waiting.set(sample.postId, [sample])
      else samples.push(sample)
      size += 1
      return true
    },
    next: (limit) => {
      if (batch.length > 0) return batch
      const next: NewSample[] = []
      for (const [postId, samples] of waiting) {
        next.push(...samples.splice(0, limit - next.length))
        if (samples.length === 0) waiting.delete(postId)
        if (next.length === limit) break
      }
      size -= next.length
      batch = next
      return next
    },
    done: () => {
      batch = []
    },
    deletePost,
    deleteHiddenPost: (postId) => {
      const samples = waiting.get(postId) ?? []
      const retained =
        samples.some(isPrivate) || batch.some((each) => each.postId === postId && isPrivate(each))
      if (!retained) deletePost(postId)
      return retained
    },
    deleteOwner: (owner) => {
      for (const [postId, samples] of waiting) {
        const others = samples.filter((sample) => sample.owner !== owner)
        size -= samples.length - others.length
        if (others.length > 0) waiting.set(postId, others)
        else waiting.delete(postId)
      }
      batch = batch.filter((sample) => sample.owner !== owner)
    },
  }
}
