// On the sandbox there is a history from the start: what an archive would know that had been on.

import { expect, it } from 'vitest'

import { createTestGateway } from '../kit/gateway.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const HISTORY = `query ($id: PostID!, $since: DateTime!) { post(id: $id) {
  publicMetrics { likeCount } organicMetrics { impressionCount }
  public: metricsHistory(variant: PUBLIC, since: $since, step: 1) { at likeCount }
  organic: metricsHistory(variant: ORGANIC, since: $since, step: 1) { at impressionCount }
  metricsChange(variant: PUBLIC, since: $since) { likeCount } } }`

it('own posts have a month behind them, which leads to what they are now', async () => {
  await using gateway = await createTestGateway({ environment: { ARCHIVE: 'on' } })
  const post = first(
    ownPosts(gateway.x),
    ({ createdAt, frozen, references }) =>
      !frozen && references.length === 0 && NOW - createdAt > 5 * DAY && NOW - createdAt < 20 * DAY,
  )
  const since = new Date(NOW - 30 * DAY).toISOString()
  const ask = async () => (await gateway.query(HISTORY, { id: post.id, since })).data.post
  // The sample of the first query is written a moment later.
  const newest = async () => {
    const { public: shown, publicMetrics } = await ask()
    return shown.at(-1)?.likeCount === publicMetrics.likeCount
  }
  await expect.poll(newest).toBe(true)
  const { public: shown, organic, publicMetrics, organicMetrics, metricsChange } = await ask()
  const likes = shown.map(({ likeCount }: { likeCount: number }) => likeCount)
  expect(likes).toEqual(likes.toSorted((one: number, other: number) => one - other))
  expect(organic.length).toBeGreaterThan(50)
  expect(organic.at(-1).impressionCount).toBeLessThanOrEqual(organicMetrics.impressionCount)
  expect(Date.parse(shown[0].at)).toBeGreaterThanOrEqual(post.createdAt)
  expect(metricsChange.likeCount).toBe(publicMetrics.likeCount - likes[0])
})

it('other people’s have none', async () => {
  await using gateway = await createTestGateway({ environment: { ARCHIVE: 'on' } })
  const [foreign] = foreignPosts(gateway.x)
  const since = new Date(NOW - 30 * DAY).toISOString()
  const { data } = await gateway.query(HISTORY, { id: foreign?.id, since })
  expect(data.post.public.length).toBeLessThanOrEqual(1)
  expect(data.post.organic).toBeNull()
})
