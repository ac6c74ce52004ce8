// What is to be written, by post: so many samples at most, none of them of anything that was forgotten since.

import type { Sample } from './archive.ts'

export interface Queue {
  readonly size: number
  /** False when there is no room. */
  add(sample: Sample): boolean
  /** What is to be written now; the same again until it is done. */
  next(most: number): readonly Sample[]
  done(): void
  forgetPost(postId: string): void
  /** True when it keeps the post, as there are private numbers of it. */
  forgetHidden(postId: string): boolean
  forgetOwner(owner: string): void
}

const isOwned = ({ group }: Sample): boolean => group !== 'public_metrics'

export const createQueue = (room: number): Queue => {
  const waiting = new Map<string, Sample[]>()
  let taken: readonly Sample[] = []
  let size = 0

  const keep = (fits: (sample: Sample) => boolean): void => {
    for (const [postId, samples] of waiting) {
      const kept = samples.filter(fits)
      size -= samples.length - kept.length
      if (kept.length > 0) waiting.set(postId, kept)
      else waiting.delete(postId)
    }
    taken = taken.filter(fits)
  }

  const forgetPost = (postId: string): void => {
    size -= waiting.get(postId)?.length ?? 0
    waiting.delete(postId)
    if (taken.length > 0) taken = taken.filter((sample) => sample.postId !== postId)
  }

  return {
    get size() {
      return size + taken.length
    },
    add: (sample) => {
      if (size + taken.length >= room) return false
      const samples = waiting.get(sample.postId)
      if (samples === undefined) waiting.set(sample.postId, [sample])
      else samples.push(sample)
      size += 1
      return true
    },
    next: (most) => {
      if (taken.length > 0) return taken
      const next: Sample[] = []
      for (const [postId, samples] of waiting) {
        next.push(...samples.splice(0, most - next.length))
        if (samples.length === 0) waiting.delete(postId)
        if (next.length === most) break
      }
      size -= next.length
      taken = next
      return next
    },
    done: () => {
      taken = []
    },
    forgetPost,
    forgetHidden: (postId) => {
      const samples = waiting.get(postId) ?? []
      const keeps =
        samples.some(isOwned) || taken.some((each) => each.postId === postId && isOwned(each))
      if (!keeps) forgetPost(postId)
      return keeps
    },
    forgetOwner: (owner) => keep((sample) => sample.owner !== owner),
  }
}
