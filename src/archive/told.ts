// What was said of each series last: the same again, within a minute, is not worth the way to the store.

import { LRUCache } from 'lru-cache'

import type { Sample } from './archive.ts'
import { sameNumbers } from './numbers.ts'

const POSTS = 20_000
const AGAIN_MS = 60_000

export interface Told {
  /** Remembered with that. */
  isNew(sample: Sample): boolean
  forgetPost(postId: string): void
  forgetAll(): void
}

export const createTold = (): Told => {
  const posts = new LRUCache<string, Sample[]>({ max: POSTS })
  return {
    isNew: (sample) => {
      const { postId, subject, group, owner } = sample
      const samples = posts.get(postId)
      if (samples === undefined) {
        posts.set(postId, [sample])
        return true
      }
      // A post has few series: they are looked through.
      let place = 0
      for (; place < samples.length; place++) {
        const each = samples[place]
        if (each?.group === group && each.subject === subject && each.owner === owner) break
      }
      const before = samples[place]
      const isSame =
        before !== undefined &&
        sample.at - before.at < AGAIN_MS &&
        sameNumbers(before.numbers, sample.numbers)
      if (!isSame) samples[place] = sample
      return !isSame
    },
    forgetPost: (postId) => {
      posts.delete(postId)
    },
    forgetAll: () => posts.clear(),
  }
}
