// The metrics of media at a point in time: the sums over the posts that use them.

import { growthSince, promotedGrowth, scale } from './growth.ts'
import type { Play, Playback, World, WorldMedia } from './world/types.ts'

const NOTHING: Playback = { views: 0, quartiles: [0, 0, 0, 0, 0] }

type Context = 'organic' | 'promoted'

const growthOf = ({ at, promotion }: Play, world: World, now: number, context: Context): number =>
  context === 'promoted' && promotion
    ? (promotedGrowth(promotion, now) ?? 0)
    : growthSince(at, world, now)

const played = (
  { plays, frozen }: WorldMedia,
  world: World,
  now: number,
  context: Context,
): Playback =>
  plays.reduce<Playback>((sum, play) => {
    const total = play[context]
    if (total === undefined || play.at > now) return sum
    const growth = frozen ? 1 : growthOf(play, world, now, context)
    const add = (index: 0 | 1 | 2 | 3 | 4): number =>
      sum.quartiles[index] + scale(total.quartiles[index], growth)
    return {
      views: sum.views + scale(total.views, growth),
      quartiles: [add(0), add(1), add(2), add(3), add(4)],
    }
  }, NOTHING)

const quartiles = ([p0, p25, p50, p75, p100]: Playback['quartiles']) => ({
  playback_0_count: p0,
  playback_100_count: p100,
  playback_25_count: p25,
  playback_50_count: p50,
  playback_75_count: p75,
})

const sum = (a: Playback, b: Playback): Playback => {
  const add = (index: 0 | 1 | 2 | 3 | 4): number => a.quartiles[index] + b.quartiles[index]
  return { views: a.views + b.views, quartiles: [add(0), add(1), add(2), add(3), add(4)] }
}

const wasPromoted = ({ plays }: WorldMedia, now: number): boolean =>
  plays.some(({ promoted, promotion }) => promoted !== undefined && (promotion?.from ?? 0) <= now)

export const mediaPublicMetrics = (media: WorldMedia, world: World, now: number) => ({
  view_count:
    played(media, world, now, 'organic').views +
    played(media, world, now, 'promoted').views +
    (media.otherViews ?? 0),
})

export const mediaNonPublicMetrics = (media: WorldMedia, world: World, now: number) =>
  quartiles(
    sum(played(media, world, now, 'organic'), played(media, world, now, 'promoted')).quartiles,
  )

const contextPlayback = ({ views, quartiles: reached }: Playback) => ({
  ...quartiles(reached),
  view_count: views,
})

export const mediaOrganicMetrics = (media: WorldMedia, world: World, now: number) =>
  contextPlayback(played(media, world, now, 'organic'))

export const mediaPromotedMetrics = (media: WorldMedia, world: World, now: number) =>
  wasPromoted(media, now) ? contextPlayback(played(media, world, now, 'promoted')) : undefined
