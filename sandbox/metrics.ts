// The metrics of posts at a point in time. They grow with the clock and add up as X defines them: public metrics are
// organic plus promoted ones.

import type { Era } from './era.ts'
import { growthSince, promotedGrowth, scale } from './growth.ts'
import type { Counts, World, WorldPost } from './world/types.ts'

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

const numbersAt = (post: WorldPost, world: World, now: number): Numbers => {
  const { organic, promoted, quotes, bookmarks } = post.numbers
  if (post.frozen) return { organic, promoted, quotes, bookmarks }
  const growth = growthSince(post.createdAt, world, now)
  const paid = post.promotion ? promotedGrowth(post.promotion, now) : growth
  return {
    organic: countsAt(organic, growth),
    promoted: promoted && paid !== undefined ? countsAt(promoted, paid) : undefined,
    quotes: scale(quotes, growth),
    bookmarks: scale(bookmarks, growth),
  }
}

const both = ({ organic, promoted }: Numbers, count: keyof Counts): number =>
  organic[count] + (promoted?.[count] ?? 0)

export const publicMetrics = (post: WorldPost, world: World, now: number, era: Era) => {
  const reference = post.references.find(({ type }) => type === 'retweeted')
  const numbers = numbersAt(post, world, now)
  const original = reference && world.posts.get(reference.id)
  // The only metric of a Retweet is the retweet count of the original post.
  const own = reference ? undefined : numbers
  return {
    ...(era.bookmarkCount && { bookmark_count: own ? own.bookmarks : 0 }),
    ...(era.impressionCount && { impression_count: own ? both(own, 'impressions') : 0 }),
    like_count: own ? both(own, 'likes') : 0,
    quote_count: own ? own.quotes : 0,
    reply_count: own ? both(own, 'replies') : 0,
    retweet_count: both(original ? numbersAt(original, world, now) : numbers, 'retweets'),
  }
}

export const nonPublicMetrics = (post: WorldPost, world: World, now: number, era: Era) => {
  const numbers = numbersAt(post, world, now)
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

export const organicMetrics = (post: WorldPost, world: World, now: number) =>
  contextMetrics(post, numbersAt(post, world, now).organic)

export const promotedMetrics = (post: WorldPost, world: World, now: number) => {
  const { promoted } = numbersAt(post, world, now)
  return promoted && contextMetrics(post, promoted)
}
