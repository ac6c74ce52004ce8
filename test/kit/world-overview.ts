// The totals of an account that the overview must show, computed from the sandbox's world at the time of each post's last sample.

import { eraOf } from '../../sandbox/era.ts'
import { nonPublicMetrics, publicMetrics } from '../../sandbox/metrics.ts'
import { profileCounts } from '../../sandbox/profile-counts.ts'
import { listedBy } from '../../sandbox/world/published.ts'
import type { TestGateway } from './gateway.ts'
import { DAY, NOW } from './sandbox/call.ts'

const PAGE = 100

/** The times of the archive's last samples of posts. */
const sampleTimes = async (
  g: TestGateway,
  account: string,
): Promise<ReadonlyMap<string, number>> => {
  const times = new Map<string, number>()
  for (let skip = 0; ; skip += PAGE) {
    const { data } = await g.query(
      `query ($account: ID!, $skip: Int!) { account: fetch__Account(id: $account) {
        recordedPosts(first: ${PAGE}, skip: $skip) { nodes { id nonPublicMetrics { asOf } } } } }`,
      { account, skip },
    )
    const { nodes } = data.account.recordedPosts
    for (const { id, nonPublicMetrics: metrics } of nodes)
      if (metrics) times.set(id, Date.parse(metrics.asOf))
    if (nodes.length < PAGE) return times
  }
}

/** The account's own posts that have private samples. */
const sampledPosts = async (g: TestGateway, account: string) => {
  const { world } = g.x
  const times = await sampleTimes(g, account)
  return listedBy(world, account, NOW + DAY).flatMap((post) => {
    const at = times.get(post.id)
    const isRepost = post.references.some(({ type }) => type === 'retweeted')
    if (at === undefined || isRepost) return []
    const countsAt = (time: number) => {
      const { impression_count: impressions = 0, like_count: likes } = publicMetrics(
        ...([post, world, time, eraOf(time)] as const),
      )
      const { engagements = 0 } = nonPublicMetrics(post, world, time, eraOf(time))
      return { impressions, likes, engagements }
    }
    return [{ createdAt: post.createdAt, at, countsAt }]
  })
}

/** The gains of the posts since the first day. Its baseline is the sample of the evening before. */
export const worldTotals = async (g: TestGateway, account: string, days: number) => {
  const [since, baseline] = [Math.floor(NOW / DAY) * DAY - (days - 1) * DAY, NOW - days * DAY]
  const totals = { posts: 0, impressions: 0, likes: 0, engagements: 0 }
  let latest = 0
  for (const { createdAt, at, countsAt } of await sampledPosts(g, account)) {
    // The archive begins 60 days ago: before, there is nothing to compare with.
    if (NOW - createdAt > 60 * DAY) continue
    const now = countsAt(at)
    const before = createdAt > baseline ? undefined : countsAt(baseline)
    totals.posts += createdAt >= since ? 1 : 0
    totals.impressions += now.impressions - (before?.impressions ?? 0)
    totals.likes += now.likes - (before?.likes ?? 0)
    totals.engagements += now.engagements - (before?.engagements ?? 0)
    latest = Math.max(latest, at)
  }
  const user = g.x.world.users.get(account)
  return { ...totals, followers: user ? profileCounts(user, g.x.world, latest).followers : 0 }
}

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (index: number): number => sorted[Math.floor(index)] ?? 0
  return (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2
}

/** The hours of the week in UTC with the highest median engagement rate, of those with three posts in 90 days. */
export const worldBestHours = async (g: TestGateway, account: string) => {
  const since = Math.floor(NOW / DAY) * DAY - 89 * DAY
  const rates = Map.groupBy(
    (await sampledPosts(g, account)).filter(({ createdAt }) => createdAt >= since),
    ({ createdAt }) =>
      `${(new Date(createdAt).getUTCDay() + 6) % 7} ${new Date(createdAt).getUTCHours()}`,
  )
  return [...rates.values()]
    .map((posts) => ({
      posts: posts.length,
      start: posts[0]?.createdAt ?? 0,
      rate: medianOf(
        posts.map(({ at, countsAt }) => countsAt(at).engagements / countsAt(at).impressions),
      ),
    }))
    .filter(({ posts }) => posts >= 3)
    .sort((one, other) => other.rate - one.rate)
    .slice(0, 3)
}
