// The metrics of posts and media at a point in time. They grow with the clock and add up as X defines them: public
// metrics are organic plus promoted ones, and the metrics of media are the sums over the posts that use them.

import type { Era } from './era.ts'
import type { Counts, Play, Playback, World, WorldMedia, WorldPost } from './world/types.ts'

const DAY = 86_400_000

/** The fraction of the totals reached at an age: most of it in the first two days, then slow growth without end. */
const grown = (age: number): number =>
  age <= 0 ? 0 : 1 - Math.exp(-age / (2 * DAY)) + age / (400 * DAY)

const scale = (total: number, growth: number): number => Math.floor(total * growth)

const countsAt = (total: Counts, growth: number): Counts => ({
  impressions: scale(total.impressions, growth),
  likes: scale(total.likes, growth),
  replies: scale(total.replies, growth),
  retweets: scale(total.retweets, growth),
  urlClicks: scale(total.urlClicks, growth),
  profileClicks: scale(total.profileClicks, growth),
})

interface Numbers {
  readonly organic: Counts
  readonly promoted: Counts | undefined
  readonly quotes: number
  readonly bookmarks: number
}

const numbersAt = (post: WorldPost, now: number): Numbers => {
  const { organic, promoted, quotes, bookmarks } = post.numbers
  if (post.frozen) return { organic, promoted, quotes, bookmarks }
  const growth = grown(now - post.createdAt)
  return {
    organic: countsAt(organic, growth),
    promoted: promoted && countsAt(promoted, growth),
    quotes: scale(quotes, growth),
    bookmarks: scale(bookmarks, growth),
  }
}

const both = ({ organic, promoted }: Numbers, count: keyof Counts): number =>
  organic[count] + (promoted?.[count] ?? 0)

export const publicMetrics = (post: WorldPost, world: World, now: number, era: Era) => {
  const reference = post.references.find(({ type }) => type === 'retweeted')
  const numbers = numbersAt(post, now)
  const original = reference && world.posts.get(reference.id)
  // The only metric of a Retweet is the retweet count of the original post.
  const own = reference ? undefined : numbers
  return {
    ...(era.bookmarkCount && { bookmark_count: own ? own.bookmarks : 0 }),
    ...(era.impressionCount && { impression_count: own ? both(own, 'impressions') : 0 }),
    like_count: own ? both(own, 'likes') : 0,
    quote_count: own ? own.quotes : 0,
    reply_count: own ? both(own, 'replies') : 0,
    retweet_count: both(original ? numbersAt(original, now) : numbers, 'retweets'),
  }
}

export const nonPublicMetrics = (post: WorldPost, now: number, era: Era) => {
  const numbers = numbersAt(post, now)
  const interactions: readonly (keyof Counts)[] = [
    'likes',
    'replies',
    'retweets',
    'urlClicks',
    'profileClicks',
  ]
  const engagements = interactions.reduce(
    (sum, count) => sum + both(numbers, count),
    numbers.quotes + numbers.bookmarks,
  )
  return {
    ...(era.engagements && { engagements }),
    impression_count: both(numbers, 'impressions'),
    ...(post.countsLinkClicks && { url_link_clicks: both(numbers, 'urlClicks') }),
    user_profile_clicks: both(numbers, 'profileClicks'),
  }
}

const contextMetrics = (post: WorldPost, counts: Counts) => ({
  impression_count: counts.impressions,
  like_count: counts.likes,
  reply_count: counts.replies,
  retweet_count: counts.retweets,
  ...(post.countsLinkClicks && { url_link_clicks: counts.urlClicks }),
  user_profile_clicks: counts.profileClicks,
})

export const organicMetrics = (post: WorldPost, now: number) =>
  contextMetrics(post, numbersAt(post, now).organic)

export const promotedMetrics = (post: WorldPost, now: number) => {
  const { promoted } = numbersAt(post, now)
  return promoted && contextMetrics(post, promoted)
}

const NOTHING: Playback = { views: 0, quartiles: [0, 0, 0, 0, 0] }

const played = (
  media: WorldMedia,
  now: number,
  context: (play: Play) => Playback | undefined,
): Playback =>
  media.plays.reduce<Playback>((sum, play) => {
    const total = context(play)
    if (total === undefined || play.at > now) return sum
    const growth = media.frozen ? 1 : grown(now - play.at)
    const add = (index: 0 | 1 | 2 | 3 | 4): number =>
      sum.quartiles[index] + scale(total.quartiles[index], growth)
    return {
      views: sum.views + scale(total.views, growth),
      quartiles: [add(0), add(1), add(2), add(3), add(4)],
    }
  }, NOTHING)

const organicPlay = (play: Play): Playback => play.organic
const promotedPlay = (play: Play): Playback | undefined => play.promoted

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

const wasPromoted = (media: WorldMedia): boolean =>
  media.plays.some((play) => play.promoted !== undefined)

export const mediaPublicMetrics = (media: WorldMedia, now: number) => ({
  view_count:
    played(media, now, organicPlay).views +
    played(media, now, promotedPlay).views +
    (media.otherViews ?? 0),
})

export const mediaNonPublicMetrics = (media: WorldMedia, now: number) =>
  quartiles(sum(played(media, now, organicPlay), played(media, now, promotedPlay)).quartiles)

const contextPlayback = ({ views, quartiles: reached }: Playback) => ({
  ...quartiles(reached),
  view_count: views,
})

export const mediaOrganicMetrics = (media: WorldMedia, now: number) =>
  contextPlayback(played(media, now, organicPlay))

export const mediaPromotedMetrics = (media: WorldMedia, now: number) =>
  wasPromoted(media) ? contextPlayback(played(media, now, promotedPlay)) : undefined
