// The counts of a profile at a point in time. In a world that changes over time, an account gains followers in most weeks and loses
// some on some days; posts and media follow what the account writes and deletes.

import { daysMoved } from './world/movement.ts'
import { publishedBy } from './world/published.ts'
import type { World, WorldUser } from './world/types.ts'

/** The share of followers gained per day, and the share by which they go up and down within a week. */
const DAILY_GAIN = 0.0009
const WEEKLY_SWING = 0.0015

export const profileCounts = (user: WorldUser, world: World, now: number): WorldUser['counts'] => {
  const { counts, id } = user
  const { movement } = world
  if (movement === undefined) return counts
  const days = daysMoved(movement, now)
  // The phase of the week differs by user.
  const swing = (at: number): number => Math.sin((2 * Math.PI * (at + Number(id.slice(-2)))) / 7)
  const gain = DAILY_GAIN * days + WEEKLY_SWING * (swing(days) - swing(0))
  const before = publishedBy(world, id, movement.since)
  const published = publishedBy(world, id, now)
  const withMedia = (posts: typeof published): number =>
    posts.filter(({ mediaKeys }) => mediaKeys.length > 0).length
  return {
    followers: Math.floor(counts.followers * (1 + gain)),
    following: counts.following + Math.floor(days / 5),
    posts: counts.posts + published.length - before.length,
    listed: Math.floor(counts.listed * (1 + gain)),
    likes: counts.likes + Math.floor(days * 3),
    media: counts.media + withMedia(published) - withMedia(before),
  }
}
