// Drops samples that repeat the last one of their series within a minute, before they reach the store.

import { createLru } from '../infra/lru.ts'

import type { NewSample } from './archive.ts'
import { equalMetrics } from './encoding.ts'

const MAX_POSTS = 20_000
const WINDOW_MS = 60_000

export interface Deduplicator {
  /** Returns whether a sample differs from the last one of its series, and remembers it if so. */
  isNew(sample: NewSample): boolean
  deletePost(postId: string): void
  clear(): void
}

export const createDeduplicator = (): Deduplicator => {
  const posts = createLru<NewSample[]>(MAX_POSTS)
  return {
    isNew: (sample) => {
      const { postId, subject, group, owner } = sample
      const samples = posts.get(postId) ?? []
      if (samples.length === 0) posts.set(postId, samples)
      // A post has few series, so a linear search is enough.
      const index = samples.findIndex(
        (each) => each.group === group && each.subject === subject && each.owner === owner,
      )
      const last = samples[index]
      const isRepeated =
        last !== undefined &&
        sample.at - last.at < WINDOW_MS &&
        equalMetrics(last.numbers, sample.numbers)
      if (!isRepeated) samples[index < 0 ? samples.length : index] = sample
      return !isRepeated
    },
    deletePost: (postId) => {
      posts.delete(postId)
    },
    clear: () => posts.clear(),
  }
}
