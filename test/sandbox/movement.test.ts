import { describe, expect, it } from 'vitest'
import { eraOf } from '../../sandbox/era.ts'
import type { MovementOptions, World, WorldPost } from '../../sandbox/index.ts'
import { mediaPublicMetrics } from '../../sandbox/media-metrics.ts'
import { nonPublicMetrics, promotedMetrics } from '../../sandbox/metrics.ts'
import { profileCounts } from '../../sandbox/profile-counts.ts'
import { createMovingWorld } from '../../sandbox/world/moving.ts'
import { listedBy, publishedBy } from '../../sandbox/world/published.ts'
import { DAY, getX, NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first } from '../kit/sandbox/posts.ts'

const HOUR = DAY / 24
const SINCE = NOW - 3 * DAY
const OPTIONS: MovementOptions = { since: SINCE, posts: 3200, postsPerDay: 10 }

const ownerOf = (world: World): string => world.accounts[0] ?? ''

/** Everything that the world shows at a time. */
const shownAt = (world: World, now: number): string =>
  JSON.stringify(
    [...world.users.values()].map((user) => [
      profileCounts(user, world, now),
      publishedBy(world, user.id, now).map((post) => [
        post.id,
        post.text,
        nonPublicMetrics(post, world, now, eraOf(now)),
        promotedMetrics(post, world, now),
        post.mediaKeys.map((key) => {
          const media = world.media.get(key)
          return media && mediaPublicMetrics(media, world, now)
        }),
      ]),
    ]),
  )

describe('a world that changes over time', () => {
  it.each([1, 60])('at speed %i is the same at a time, whenever it was asked before', (speed) => {
    const options = { since: SINCE, speed }
    const often = createMovingWorld(1, options, SINCE)
    const times = Array.from({ length: 60 }, (_, index) => SINCE + (index * 0.77 * DAY) / speed)
    const seen = times.map((time) => shownAt(often(time), time))
    expect(new Set(seen).size).toBe(times.length)
    for (const index of [0, 23, 59]) {
      const time = times[index] ?? 0
      expect(shownAt(often(time), time) === seen[index]).toBe(true)
      expect(shownAt(createMovingWorld(1, options, time)(time), time) === seen[index]).toBe(true)
      expect(shownAt(createMovingWorld(2, options, time)(time), time) === seen[index]).toBe(false)
    }
  })

  it('has an account of 3,200 posts that writes ten a day and deletes some', () => {
    const worldAt = createMovingWorld(1, OPTIONS, SINCE)
    const end = SINCE + 90 * DAY
    const listed = listedBy(worldAt(SINCE), ownerOf(worldAt(SINCE)), SINCE)
    expect(listed).toHaveLength(3200)
    const now = worldAt(end)
    const written = [...now.posts.values()].filter(
      ({ authorId, createdAt, versions, id }) =>
        authorId === ownerOf(now) &&
        createdAt > SINCE &&
        createdAt <= end &&
        versions.at(-1) === id,
    )
    // The static world has posts until the end of its month only.
    expect(written.length).toBeGreaterThanOrEqual(900)
    expect(written.length).toBeLessThan(930)
    const deleted = written.filter(({ deletedAt = Infinity }) => deletedAt <= end)
    expect(deleted.length / written.length).toBeGreaterThan(0.05)
    expect(deleted.length / written.length).toBeLessThan(0.15)
  })

  it('deletes posts from timelines and lookups, and profiles follow', async () => {
    let now = NOW
    await using x = await sandboxAt({ now: () => now, movement: OPTIONS })
    const userId = x.credentials.userId
    now = NOW + 10 * DAY
    // The newest post at the moment of its deletion.
    const isNewest = ({ id, deletedAt = 0 }: WorldPost): boolean =>
      publishedBy(x.world, userId, deletedAt - 1)[0]?.id === id
    const post = first(
      [...x.world.posts.values()],
      (each) => each.authorId === userId && (each.deletedAt ?? Infinity) < now && isNewest(each),
    )
    const ask = async (at: number) => {
      now = at
      const [timeline, lookup, user] = await Promise.all([
        getX(x, `/2/users/${userId}/tweets?max_results=100`, 'owner', at),
        getX(x, `/2/tweets?ids=${post.id}`, 'owner', at),
        getX(x, `/2/users/${userId}?user.fields=most_recent_tweet_id,public_metrics`, 'owner', at),
      ])
      return {
        listed: timeline.items.some(({ id }) => id === post.id),
        found: lookup.items.length === 1,
        problem: lookup.body.errors?.[0]?.title,
        newest: user.item?.most_recent_tweet_id === post.id,
        posts: (user.item?.public_metrics as { tweet_count: number } | undefined)?.tweet_count ?? 0,
      }
    }
    const before = await ask((post.deletedAt ?? 0) - 1)
    expect(before).toMatchObject({ listed: true, found: true, problem: undefined, newest: true })
    expect(await ask(post.deletedAt ?? 0)).toEqual({
      listed: false,
      found: false,
      problem: 'Not Found Error',
      newest: false,
      posts: before.posts - 1,
    })
  })

  it('promotes posts for some days', async () => {
    let now = NOW + 10 * DAY
    await using x = await sandboxAt({ now: () => now, movement: OPTIONS })
    const post = first(
      [...x.world.posts.values()],
      ({ authorId, promotion, deletedAt }) =>
        authorId === x.credentials.userId &&
        promotion !== undefined &&
        promotion.from > NOW &&
        promotion.until < now &&
        deletedAt === undefined,
    )
    const { from, until } = post.promotion ?? { from: 0, until: 0 }
    const impressionsAt = async (at: number): Promise<number | undefined> => {
      now = at
      const { item } = await getX(
        x,
        `/2/tweets/${post.id}?tweet.fields=promoted_metrics`,
        'owner',
        at,
      )
      return (item?.promoted_metrics as { impression_count: number } | undefined)?.impression_count
    }
    expect(await impressionsAt(from - 1)).toBeUndefined()
    expect(await impressionsAt(from)).toBe(0)
    const total = post.numbers.promoted?.impressions ?? 0
    expect(await impressionsAt((from + until) / 2)).toBe(Math.floor(total / 2))
    expect(await impressionsAt(until)).toBe(total)
    expect(await impressionsAt(until + DAY)).toBe(total)
  })

  it('gains followers, and loses some on some days', () => {
    const world = createMovingWorld(1, OPTIONS, SINCE)(SINCE)
    const user = first([...world.users.values()])
    const counts = Array.from({ length: 90 }, (_, day) =>
      profileCounts(user, world, SINCE + day * DAY),
    ).map(({ followers }) => followers)
    const changes = counts.slice(1).map((count, day) => count - (counts[day] ?? 0))
    expect(counts[0]).toBe(user.counts.followers)
    expect(changes.some((change) => change < 0)).toBe(true)
    expect(counts.at(-1) ?? 0).toBeGreaterThan((counts[0] ?? 0) * 1.05)
  })

  it('moves faster on demand, with the timestamps of the clock', () => {
    const slow = createMovingWorld(1, { since: SINCE }, SINCE)
    const fast = createMovingWorld(1, { since: SINCE, speed: 60 }, SINCE)
    const writtenUntil = (world: World, until: number): WorldPost[] =>
      [...world.posts.values()].filter(
        ({ createdAt, authorId }) =>
          authorId === ownerOf(world) && createdAt > SINCE && createdAt <= until,
      )
    const later = SINCE + 2 * HOUR
    const inTwoHours = writtenUntil(fast(later), later)
    const inFiveDays = writtenUntil(slow(SINCE + 5 * DAY), SINCE + 5 * DAY)
    expect(inTwoHours.length).toBeGreaterThan(18)
    expect(inTwoHours.length).toBeLessThanOrEqual(inFiveDays.length)
    const post = first(inTwoHours, ({ text }) => inFiveDays.some((each) => each.text === text))
    const same = first(inFiveDays, ({ text }) => text === post.text)
    const metricsAt = (worldAt: (time: number) => World, each: WorldPost, age: number) => {
      const time = each.createdAt + age
      return nonPublicMetrics(each, worldAt(time), time, eraOf(time))
    }
    expect(metricsAt(fast, post, HOUR)).toEqual(metricsAt(slow, same, 60 * HOUR))
  })

  it.each([0, -1, 3601, Number.NaN])('has no speed of %d', (speed) => {
    expect(() => createMovingWorld(1, { speed }, NOW)).toThrow('The speed of a world is above 0')
  })
})
