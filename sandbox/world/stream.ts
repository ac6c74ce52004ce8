// The posts that an account keeps writing. Each one depends on the seed and its place in the stream alone, so the stream
// is the same whenever and however often it is continued.

import { linkVersions } from './brand.ts'
import type { Builder } from './draft.ts'
import type { Foreign, Kind } from './kind.ts'
import { clockTime, type Movement } from './movement.ts'
import type { Random } from './random.ts'
import { DAY, HOUR, MINUTE } from './time.ts'
import type { Period, WorldPost, WorldUser } from './types.ts'

export interface StreamOptions {
  readonly author: WorldUser
  readonly kinds: readonly [Kind, ...Kind[]]
  readonly perDay: number
  /** The number of posts before the world began to move. */
  readonly past: number
  readonly builder: Builder
  readonly foreign: Foreign
  readonly movement: Movement
}

export interface Stream {
  /** Writes the posts up to a time of the world. */
  advance(until: number): void
}

/** One post in ten is deleted. */
const DELETED_SHARE = 0.1

export const createStream = (options: StreamOptions): Stream => {
  const { author, kinds, perDay, past, builder, foreign, movement } = options
  const { random } = builder
  const interval = DAY / perDay
  const written: WorldPost[] = []
  let index = 0
  const drawNext = (): number => movement.since + (index - past + random.next()) * interval
  let next = drawNext()

  const write = (): void => {
    const at = clockTime(movement, next)
    const kind = kinds[index % kinds.length] ?? kinds[0]
    const drafts = [kind({ builder, at, written, foreign })].flat()
    const promotion = drawPromotion(random, next, movement)
    const deletedAt = drawDeletion(random, next, movement)
    for (const draft of drafts) {
      const more = { ...draft.more, ...(deletedAt !== undefined && { deletedAt }) }
      written.push(builder.write({ author, at, promotion, ...draft, more }))
    }
    if (drafts.length > 1) linkVersions(builder, written.slice(-drafts.length))
  }

  return {
    advance: (until) => {
      while (next <= until) {
        write()
        index++
        next = drawNext()
      }
    },
  }
}

/** A promotion begins two to twenty-four hours after its post and takes one to five days. */
const drawPromotion = (random: Random, at: number, movement: Movement): Period => {
  const from = at + random.between(2 * HOUR, DAY)
  const until = from + random.between(DAY, 5 * DAY)
  return { from: clockTime(movement, from), until: clockTime(movement, until) }
}

/** A post is deleted when it is ten minutes to three days old. Posts that would be gone when the world begins to move stay. */
const drawDeletion = (random: Random, at: number, movement: Movement): number | undefined => {
  const isDeleted = random.next() < DELETED_SHARE
  const deletedAt = at + random.between(10 * MINUTE, 3 * DAY)
  return isDeleted && deletedAt > movement.since ? clockTime(movement, deletedAt) : undefined
}
