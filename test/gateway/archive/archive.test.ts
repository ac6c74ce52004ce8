// The archive in SQLite and in PostgreSQL: stored samples can be read by their owner until they are deleted.

import { describe, expect } from 'vitest'

import type { Archive, NewSample } from '../../../src/archive/archive.ts'
import type { ArchiveLocation } from '../../../src/archive/index.ts'
import { DAY, HOUR, MINUTE, open, START, STORES, sample, shown } from '../../kit/archives.ts'
import { createStoreSuite } from '../../kit/store-suite.ts'

const ANN = '2244994945'
const BEN = '783214'
const LATE = { flushMs: 60_000 }

const own = (owner: string, at: number, likes: number, other: Partial<NewSample> = {}): NewSample =>
  sample(at, likes, { group: 'organic_metrics', owner, ...other })

const likesOf = async (archive: Archive, series: readonly NewSample[], at?: number) =>
  (await archive.latest(series, at)).map((sample) => sample?.numbers.like_count)

/** Waits until the samples are written. */
const written = (archive: Archive, ...samples: readonly NewSample[]) =>
  expect
    .poll(() => likesOf(archive, samples), { interval: 3 })
    .toEqual(samples.map(({ numbers }) => numbers.like_count))

describe.each(STORES)('an archive in %s', (kind, isAvailable, needs) => {
  const { locations, test } = createStoreSuite(kind, isAvailable, needs)

  /** Stores samples and closes the archive. */
  const store = async (location: ArchiveLocation, samples: readonly NewSample[]) => {
    const archive = await open(location)
    archive.record(samples)
    await archive.close()
  }

  test('returns all metrics that X returned, and no others', async () => {
    const location = await locations.next()
    const numbers = {
      retweet_count: 0,
      reply_count: 1,
      like_count: 127,
      quote_count: 128,
      bookmark_count: 16_384,
      impression_count: 2 ** 31,
      url_link_clicks: 2 ** 32 + 1,
      user_profile_clicks: 2 ** 52 - 1,
      engagements: 300,
      view_count: 2_147_483_647,
      playback_0_count: 5,
      playback_25_count: 4,
      playback_50_count: 3,
      playback_75_count: 2,
      playback_100_count: 1,
    }
    const whole = sample(START, 0, { numbers })
    const some = { ...numbers, like_count: null, impression_count: undefined, retweet_count: 3 }
    const part = sample(START, 0, { subject: '3_1', postId: '1', numbers: some })
    const none = sample(START, 0, { subject: '3_2', postId: '1', numbers: { like_count: null } })
    await store(location, [whole, part, none])
    await using archive = await open(location)
    const [first, second, third] = await archive.latest([whole, part, none])
    expect(first).toEqual({ at: START, since: START, numbers })
    const { like_count: _, impression_count: __, ...given } = numbers
    expect(second?.numbers).toEqual({ ...given, retweet_count: 3 })
    expect(Object.keys(second?.numbers ?? {})).not.toContain('like_count')
    expect(third).toBeUndefined()
  })

  test('stores equal samples once, from the first to the last', async () => {
    const location = await locations.next()
    const same = Array.from({ length: 10 }, (_, hour) => sample(START + hour * HOUR, 5))
    await store(location, [...same, sample(START + 10.5 * HOUR, 9)])
    await store(location, [sample(START + 12 * HOUR, 9)])
    await using archive = await open(location)
    const series = sample(0, 0)
    expect(await shown(archive, series)).toEqual([
      [START, 5],
      [START + 9 * HOUR, 5],
      [START + 10.5 * HOUR, 9],
      [START + 12 * HOUR, 9],
    ])
    expect((await archive.latest([series]))[0]?.at).toBe(START + 12 * HOUR)
    // At an earlier time: the latest sample, or the time at which the value was still current.
    for (const [at, reading] of [
      [START - 1, undefined],
      [START, { at: START, likes: 5 }],
      [START + 3.5 * HOUR, { at: START + 3.5 * HOUR, likes: 5 }],
      [START + 10 * HOUR, { at: START + 9 * HOUR, likes: 5 }],
      [START + 11 * HOUR, { at: START + 11 * HOUR, likes: 9 }],
    ] as const) {
      const [found] = await archive.latest([series], at)
      expect(found && { at: found.at, likes: found.numbers.like_count }).toEqual(reading)
    }
  })

  test('returns level lines for constant values with a step, cut at both ends of the span', async () => {
    const location = await locations.next()
    const samples = [
      [0, 5],
      [4 * HOUR + 10 * MINUTE, 5],
      [4 * HOUR + 40 * MINUTE, 6],
      [4 * HOUR + 50 * MINUTE, 7],
      [6 * HOUR, 8],
    ] as const
    await store(
      location,
      samples.map(([after, likes]) => sample(START + after, likes)),
    )
    await using archive = await open(location)
    const chart = (span: object) => shown(archive, sample(0, 0), span)
    expect(await chart({ stepMs: HOUR })).toEqual([
      [START, 5],
      [START + 4 * HOUR - 1, 5],
      [START + 4 * HOUR + 50 * MINUTE, 7],
      [START + 6 * HOUR, 8],
    ])
    expect(await chart({ since: START + HOUR, until: START + 2 * HOUR })).toEqual([
      [START + HOUR, 5],
      [START + 2 * HOUR, 5],
    ])
    expect(await chart({ since: START + 5 * HOUR })).toEqual([[START + 6 * HOUR, 8]])
    expect(await chart({ limit: 2 })).toEqual([
      [START + 4 * HOUR + 50 * MINUTE, 7],
      [START + 6 * HOUR, 8],
    ])
    expect(await chart({ until: START - 1 })).toEqual([])
  })

  test('stores the last sample of a minute, and the first sample of the series', async () => {
    const location = await locations.next()
    const samples = [0, 10, 20, 59, 60, 70, 121, 125].map((second, index) =>
      sample(START + second * 1000, index),
    )
    // One by one, each in a separate archive.
    for (const each of samples) await store(location, [each])
    const other = { subject: '7' }
    await store(
      location,
      samples.map((each) => ({ ...each, ...other })),
    )
    await using archive = await open(location)
    const kept = [0, 59, 70, 125].map((second) => START + second * 1000)
    for (const series of [sample(0, 0), sample(0, 0, other)]) {
      expect((await shown(archive, series)).map(([at]) => at)).toEqual(kept)
    }
  })

  /** The times that remain of distinct samples: the first, and the last of each bucket of their age. */
  const thinned = (times: readonly number[], now: number): number[] => {
    const tiers = [
      [90 * DAY, DAY],
      [14 * DAY, 6 * HOUR],
      [2 * DAY, HOUR],
      [2 * HOUR, 10 * MINUTE],
      [0, MINUTE],
    ] as const
    const bucketOf = (at: number): string => {
      const [, length] = tiers.find(
        ([age, length]) => (Math.floor(at / length) + 1) * length <= now - age,
      ) ?? [0, MINUTE]
      return `${length} ${Math.floor(at / length)}`
    }
    return times.filter(
      (at, index) => index === 0 || bucketOf(at) !== bucketOf(times[index + 1] ?? Number.NaN),
    )
  }

  test('thins samples with age, regardless of how often', async () => {
    const location = await locations.next()
    const end = START + 120 * DAY + 7 * HOUR
    const every = (length: number, from: number, to: number): number[] =>
      Array.from(
        { length: Math.floor((from - to) / length) },
        (_, index) => end - from + index * length,
      )
    const times = [
      ...every(11 * HOUR, 120 * DAY, 91 * DAY),
      ...every(2.5 * HOUR, 91 * DAY, 15 * DAY),
      ...every(25 * MINUTE, 15 * DAY, 50 * HOUR),
      ...every(4 * MINUTE, 50 * HOUR, 3 * HOUR),
      ...every(MINUTE / 2, 3 * HOUR, 0),
    ]
    const clock = { now: START }
    await using archive = await open(location, { now: () => clock.now })
    // A second process thins the same series.
    await using _ = await open(location, { now: () => clock.now })
    const samples = times.map((at, index) => sample(at, index))
    for (const until of [end - 100 * DAY, end - 30 * DAY, end - DAY, end]) {
      const due = samples.filter(({ at }) => at >= clock.now && at < until)
      archive.record(due)
      await written(archive, ...due.slice(-1))
      clock.now = until
      const all = thinned(
        times.filter((at) => at < until),
        until,
      )
      await expect
        .poll(async () => (await shown(archive, sample(0, 0))).map(([at]) => at), { interval: 10 })
        .toEqual(all)
    }
    const seldom = { now: START }
    await using other = await open(await locations.next(), { now: () => seldom.now })
    other.record(samples)
    await written(other, ...samples.slice(-1))
    seldom.now = end
    await expect
      .poll(async () => (await shown(other, sample(0, 0))).map(([at]) => at), { interval: 10 })
      .toEqual(thinned(times, end))
  })

  test('retains constant values and their duration when thinning', async () => {
    const location = await locations.next()
    const clock = { now: START }
    await using archive = await open(location, { now: () => clock.now })
    const level = (from: number, to: number, likes: number): NewSample[] => [
      own(ANN, START + from, likes),
      own(ANN, START + to, likes),
    ]
    archive.record([
      ...level(0, 50 * HOUR, 1),
      ...level(51 * HOUR, 53 * HOUR, 2),
      ...level(54 * HOUR, 100 * HOUR, 3),
    ])
    clock.now = START + 200 * DAY
    // The second value began and ended within a day that has a later value.
    await expect
      .poll(() => shown(archive, own(ANN, 0, 0)), { interval: 3 })
      .toEqual([
        [START, 1],
        [START + 50 * HOUR, 1],
        [START + 54 * HOUR, 3],
        [START + 100 * HOUR, 3],
      ])
  })

  test('returns private metrics to their owner only', async () => {
    const location = await locations.next()
    const [ofAnn, ofBen, ofPublic] = [own(ANN, START, 1), own(BEN, START, 2), sample(START, 3)]
    const withEmptyOwner: NewSample = { ...ofAnn, owner: '' }
    const { owner: _, ...withoutOwner } = ofAnn
    await store(location, [ofAnn, ofBen, ofPublic, withEmptyOwner, withoutOwner])
    await using archive = await open(location)
    const others = [
      withEmptyOwner,
      withoutOwner,
      { ...ofAnn, owner: '1' },
      { ...ofPublic, owner: ANN },
    ]
    expect(await likesOf(archive, [ofAnn, ofBen, ofPublic, ...others])).toEqual([
      ...[1, 2, 3],
      ...[undefined, undefined, undefined, 3],
    ])
    expect(await shown(archive, withoutOwner)).toEqual([])
    expect(await shown(archive, { ...ofAnn, group: 'promoted_metrics' })).toEqual([])
  })

  test('deletes an owner: stored and queued samples, in this process and others', async () => {
    const location = await locations.next()
    const many = Array.from({ length: 250 }, (_, post) =>
      own(ANN, START + post, post, { subject: `${post}` }),
    )
    await using one = await open(location, { now: () => START + DAY })
    const other = await open(location, LATE)
    one.record([...many, own(BEN, START, 7), sample(START, 8)])
    await written(one, ...many, own(BEN, START, 7), sample(START, 8))
    const waiting = many.map((each) => ({ ...each, at: START + DAY }))
    one.record(waiting)
    other.record(waiting.map((each) => ({ ...each, at: each.at - 1 })))
    const deleted = await one.deleteOwner(ANN, START + DAY)
    expect(deleted).toMatchObject({ posts: 0, series: many.length })
    expect(deleted.samples).toBeGreaterThanOrEqual(many.length)
    expect(await likesOf(one, [...many, own(BEN, 0, 0), sample(0, 0)])).toEqual([
      ...many.map(() => undefined),
      ...[7, 8],
    ])
    await other.close()
    const late = await open(location, { ...LATE, now: () => START + DAY })
    late.record(waiting)
    await late.deleteOwner(ANN, START + DAY)
    await late.close()
    expect(new Set(await likesOf(one, many))).toEqual(new Set([undefined]))
    // New samples of the owner are stored again.
    one.record(waiting)
    await written(one, ...waiting)
    expect(await shown(one, own(ANN, 0, 0, { subject: '7' }))).toEqual([[START + DAY, 7]])
  })

  test('deletes posts with all their series and queued samples', async () => {
    const location = await locations.next()
    const of = (postId: string, at: number): NewSample[] => [
      sample(at, 1, { subject: postId }),
      own(ANN, at, 2, { subject: postId }),
      own(ANN, at, 3, { subject: `3_${postId}`, postId }),
    ]
    await store(location, [...of('1', START), ...of('2', START), ...of('3', START)])
    const archive = await open(location, LATE)
    archive.record([
      ...of('1', START + HOUR),
      ...of('2', START + HOUR),
      ...of('4', START),
      ...of('5', START),
    ])
    archive.deletePosts(['1', '4', '5', '99'])
    archive.record(of('5', START))
    await archive.close()
    await using again = await open(location)
    const ids = ['1', '2', '3', '4', '5']
    expect(
      await likesOf(
        again,
        ids.flatMap((id) => of(id, 0)),
      ),
    ).toEqual([
      ...[undefined, undefined, undefined],
      ...[1, 2, 3],
      ...[1, 2, 3],
      ...[undefined, undefined, undefined],
      ...[1, 2, 3],
    ])
    expect((await again.latest(of('2', 0)))[0]?.at).toBe(START + HOUR)
    // A deleted post that returns starts a new series.
    again.record(of('1', START + DAY))
    await written(again, ...of('1', START + DAY))
    expect(await shown(again, sample(0, 0, { subject: '1' }))).toEqual([[START + DAY, 1]])
  })

  test('deletes hidden posts except those with private metrics', async () => {
    const location = await locations.next()
    const subject = (id: string) => ({ subject: id })
    await store(location, [
      ...['1', '2', '3'].map((id) => sample(START, 1, subject(id))),
      own(ANN, START, 2, subject('2')),
    ])
    const archive = await open(location, LATE)
    archive.record([own(ANN, START, 3, subject('3')), sample(START, 4, subject('4'))])
    archive.deleteHiddenPosts(['1', '2', '3', '4', '99'])
    await archive.close()
    await using again = await open(location)
    const ids = ['1', '2', '3', '4']
    expect(
      await likesOf(
        again,
        ids.map((id) => sample(0, 0, subject(id))),
      ),
    ).toEqual([...[undefined, 1, 1, undefined]])
    expect(
      await likesOf(
        again,
        ['2', '3'].map((id) => own(ANN, 0, 0, subject(id))),
      ),
    ).toEqual([2, 3])
  })

  test('limits the number of posts: the latest remain, and those with private metrics before others', async () => {
    const location = await locations.next()
    const series = Array.from({ length: 60 }, (_, post) =>
      sample(START + post * 2 * HOUR, post, { subject: `${post}` }),
    )
    const mine = [3, 1, 2].map((post) => own(ANN, START, post, { subject: `${post}` }))
    await store(location, [...series, ...mine])
    await using archive = await open(location, { maxPosts: 10 })
    await expect
      .poll(async () => (await likesOf(archive, series)).filter((likes) => likes !== undefined), {
        interval: 5,
      })
      .toEqual([1, 2, 3, 53, 54, 55, 56, 57, 58, 59])
    expect(await likesOf(archive, mine)).toEqual([3, 1, 2])
  })

  test('deletes the posts of others that nobody has requested for thirty days', async () => {
    const clock = { now: START }
    await using archive = await open(await locations.next(), { now: () => clock.now })
    const [unseen, seen, mine] = ['1', '2', '3'].map((subject) => sample(START, 1, { subject }))
    if (!unseen || !seen || !mine) throw new Error('three samples')
    archive.record([unseen, seen, mine, own(ANN, START, 2, { subject: '3' })])
    await written(archive, unseen, seen, mine)
    const again = { ...seen, at: START + 20 * DAY, numbers: { like_count: 4 } }
    archive.record([again])
    await written(archive, again)
    clock.now = START + 30 * DAY + 1
    const likes = () => likesOf(archive, [unseen, seen, mine])
    await expect.poll(likes, { interval: 3 }).toEqual([undefined, 4, 1])
    clock.now = START + 50 * DAY + 1
    await expect.poll(likes, { interval: 3 }).toEqual([undefined, undefined, 1])
  })

  test('is shared by several processes that write the same posts concurrently', async () => {
    const location = await locations.next()
    const archives = await Promise.all([open(location), open(location), open(location)])
    const last: NewSample[] = []
    for (const [index, archive] of archives.entries()) {
      for (let round = 0; round < 20; round++) {
        const at = START + round * HOUR + index * 10 * MINUTE
        const samples = Array.from({ length: 30 }, (_, post) =>
          sample(at, round * 3 + index, { subject: `${post}` }),
        )
        archive.record(samples)
        archive.record([own(ANN, at, round, { subject: `only ${index}` })])
        if (round === 19 && index === 2) last.push(...samples)
      }
    }
    const [one] = archives
    if (one === undefined) throw new Error('no archive is open')
    await written(one, ...last)
    for (const archive of archives) await archive.close()
    await using again = await open(location)
    for (const index of archives.keys()) {
      const only = own(ANN, 0, 0, { subject: `only ${index}` })
      expect((await shown(again, only)).map(([, likes]) => likes)).toEqual([...Array(20).keys()])
    }
    for (const each of last) {
      const samples = await shown(again, each)
      expect(samples.at(-1)).toEqual([each.at, each.numbers.like_count])
      // Samples that another process has overtaken may be missing; the others are correct and in order.
      for (const [at, likes] of samples) {
        expect((at - START) / HOUR).toBeCloseTo(Math.floor(likes / 3) + (likes % 3) / 6)
      }
    }
  })
})
