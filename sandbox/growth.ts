// The growth of the numbers of the world. The curve is a function of a post's age in the time of the world.

import { worldTime } from './world/movement.ts'
import type { Period, World } from './world/types.ts'

const DAY = 86_400_000

/** The fraction of the totals reached at an age: most of it in the first two days, then slow growth without end. */
const grown = (age: number): number =>
  age <= 0 ? 0 : 1 - Math.exp(-age / (2 * DAY)) + age / (400 * DAY)

/** The fraction of the totals that a post has reached. */
export const growthSince = (createdAt: number, { movement }: World, now: number): number =>
  grown(worldTime(movement, now) - worldTime(movement, createdAt))

/** The fraction of the promoted totals, or undefined before the promotion begins. */
export const promotedGrowth = ({ from, until }: Period, now: number): number | undefined =>
  now < from ? undefined : Math.min(1, (now - from) / (until - from))

export const scale = (total: number, growth: number): number => Math.floor(total * growth)
