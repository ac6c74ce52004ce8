// The pace of a world that changes over time. Its time runs as fast as the clock until `since`, and `speed` times as fast
// from then on: posts appear, grow, are promoted and are deleted by the world's time. Timestamps are always those of the
// clock, so that ages, limits and edit windows are what X's own would be.

import { DAY, HOUR } from './time.ts'

export interface Movement {
  /** The time from which the world moves. */
  readonly since: number
  /** The factor by which the world's time runs faster than the clock. */
  readonly speed: number
}

export interface MovementOptions extends Partial<Movement> {
  /** The number of posts that the first account lists at `since`: older ones are added. @default some 200 */
  readonly posts?: number
  /** The new posts of the first account per day of the world. @default 4 */
  readonly postsPerDay?: number
}

export const MAX_SPEED = 3600

/** Without `since`, the world moves from the beginning of the UTC month, or of the UTC hour if it moves faster than the clock. */
export const resolveMovement = (options: MovementOptions, now: number): Movement => {
  const { speed = 1 } = options
  if (!(speed > 0 && speed <= MAX_SPEED)) {
    throw new RangeError(`The speed of a world is above 0 and at most ${MAX_SPEED}, not ${speed}.`)
  }
  const date = new Date(now)
  const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  return { since: options.since ?? (speed === 1 ? month : now - (now % HOUR)), speed }
}

export const worldTime = (movement: Movement | undefined, time: number): number =>
  movement === undefined || time <= movement.since
    ? time
    : movement.since + (time - movement.since) * movement.speed

/** The time of the clock at a time of the world, in whole milliseconds. */
export const clockTime = ({ since, speed }: Movement, time: number): number =>
  Math.floor(time <= since ? time : since + (time - since) / speed)

/** The days of the world since it began to move; negative before. */
export const daysMoved = (movement: Movement, time: number): number =>
  (worldTime(movement, time) - movement.since) / DAY
