// Questions about an account, which the archive answers without asking X: summary, series, topPosts, recordedPosts, bestTimes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { NewSample } from '../../src/archive/archive.ts'
import type { PostRecord } from '../../src/archive/records.ts'
import { timeZone } from '../../src/infra/time-zones.ts'
import { boundsOf } from '../../src/schema/steps.ts'
import { DAY, HOUR, open, sample } from '../kit/archives.ts'
import { createTestGateway, type TestGateway, temporary } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { first, ownPosts } from '../kit/sandbox/posts.ts'

const ANN = '1354143047324299264'
/** The midnight before now, in UTC. */
const TODAY = Math.floor(NOW / DAY) * DAY
const FOLLOWERS = { subject: ANN, group: 'user_metrics', owner: ANN, postId: '' } as const

const iso = (time: number): string => new Date(time).toISOString()

const record = (id: string, createdAt: number, other: Partial<PostRecord> = {}): PostRecord => ({
  ...{ id, authorId: ANN, createdAt, text: `Post ${id}`, kind: 'POST', promoted: false },
  ...other,
})

/** Young was written nine days ago, and old was a hundred days old when it was sampled first. */
const YOUNG = '1900000000000000001'
const OLD = '1900000000000000002'
const REPOST = '1900000000000000003'

const seen = (subject: string, at: number, likes: number): NewSample =>
  sample(at, likes, { subject, numbers: { like_count: likes, impression_count: likes * 10 } })

const own = (subject: string, at: number, engagements: number): NewSample =>
  sample(at, 0, {
    ...{ subject, group: 'non_public_metrics', owner: ANN },
    numbers: { engagements, impression_count: engagements * 20, url_link_clicks: 1 },
  })

const YOUNG_RECORD = {
  ...{ text: 'Grüße an alle', displayText: 'Grüße an alle: b.example', mediaTypes: ['video'] },
  thumbnailUrl: 'https://pbs.example/1.jpg',
}

const SAMPLES: readonly NewSample[] = [
  seen(YOUNG, TODAY - 9 * DAY + HOUR, 10),
  seen(YOUNG, TODAY - 3 * DAY, 30),
  seen(YOUNG, TODAY - DAY + HOUR, 37),
  seen(YOUNG, TODAY - HOUR, 35),
  own(YOUNG, TODAY - 9 * DAY + HOUR, 4),
  own(YOUNG, TODAY - HOUR, 9),
  seen(OLD, TODAY - 9 * DAY, 1000),
  seen(OLD, TODAY - 2 * DAY + HOUR, 1005),
  seen(REPOST, TODAY - 2 * HOUR, 5_000_000),
  ...[100, 104, 104, 101].map((followers_count, index) => ({
    ...{ ...FOLLOWERS, at: TODAY - (4 - index) * DAY },
    numbers: { followers_count },
  })),
]

describe('questions about an account', () => {
  let g: TestGateway
  let target: string
  const opened = new AsyncDisposableStack()

  beforeAll(async () => {
    const { path } = opened.use(temporary())
    const archive = await open({ kind: 'directory', path }, { maintenanceMs: 60_000 })
    g = opened.use(
      await createTestGateway({
        ...{ asX: true, now: () => NOW },
        environment: { ARCHIVE: 'on', DATA_DIR: path, MAX_POSTS_PER_REQUEST: '30' },
      }),
    )
    target = first(ownPosts(g.x)).id
    archive.recordPosts(
      [
        record(YOUNG, TODAY - 9 * DAY, YOUNG_RECORD),
        record(OLD, TODAY - 109 * DAY, { text: 'Old news', kind: 'REPLY' }),
        record(REPOST, TODAY - DAY, { kind: 'REPOST' }),
        record(target, TODAY - 20 * DAY, { text: 'A post of the sandbox' }),
      ],
      NOW,
    )
    archive.record(SAMPLES)
    await archive.close()
  })
  afterAll(() => opened.disposeAsync())

  const ask = async (fields: string, headers: Record<string, string> = {}) => {
    const answer = await g.query(`{ viewer { accounts { id ${fields} } } }`, {}, headers)
    return { ...answer, account: answer.data?.viewer?.accounts[0] }
  }

  const COUNTS = `posts followers followerChange engagementRate coverage impressionCount likeCount quoteCount
    engagements urlLinkClicks userProfileClicks`

  it('summarizes a period, the one before, and how much of it is known', async () => {
    const period = `since: "${iso(TODAY - 3 * DAY)}", until: "${iso(TODAY)}"`
    const { account, extensions } = await ask(
      `summary(${period}) { since until ${COUNTS} before { since until ${COUNTS} } }`,
    )
    expect(account.summary).toEqual({
      ...{ since: iso(TODAY - 3 * DAY), until: iso(TODAY), posts: 0 },
      // The sample at the beginning counts before it; the old post gained 5, and the correction by X counts.
      ...{ likeCount: 10, impressionCount: 100, quoteCount: null },
      ...{ engagements: 5, urlLinkClicks: 0, userProfileClicks: null, engagementRate: 0.05 },
      ...{ followers: 101, followerChange: -3 },
      // Three quarters of an hour are more than a day after a sample.
      coverage: expect.closeTo(1 - 45 / (3 * 1440), 6),
      before: {
        ...{ since: iso(TODAY - 6 * DAY), until: iso(TODAY - 3 * DAY), posts: 0 },
        ...{ likeCount: 20, impressionCount: 200, quoteCount: null },
        ...{ engagements: null, urlLinkClicks: null, userProfileClicks: null },
        ...{ engagementRate: null, followers: 104, followerChange: null },
        coverage: expect.closeTo(15 / (3 * 1440), 6),
      },
    })
    expect(extensions.upstream).toMatchObject({ postsRead: 0, estimatedCostUsd: 0 })
    const whole = await ask(`summary(since: "${iso(TODAY - 10 * DAY)}") { since until ${COUNTS} }`)
    // The young post counts from 0, the old one from its first sample on.
    expect(whole.account.summary).toMatchObject({ posts: 1, likeCount: 40, engagements: 9 })
    expect(whole.account.summary.until).toBe(iso(Math.ceil(NOW / 900_000) * 900_000))
  })

  it('returns what was gained per step with running totals, and gaps as gaps', async () => {
    const period = `since: "${iso(TODAY - 4 * DAY)}", until: "${iso(TODAY)}"`
    const { account } = await ask(`
      days: series(metric: LIKES, ${period}) { at gained total }
      kolkata: series(metric: LIKES, ${period}, timezone: "Asia/Kolkata") { at gained }
      hours: series(metric: LIKES, since: "${iso(TODAY - 2 * HOUR)}", until: "${iso(TODAY)}", stepMinutes: 60) { gained }
      own: series(metric: IMPRESSIONS, variant: NON_PUBLIC, ${period}) { gained total }
      followers: series(metric: FOLLOWERS, ${period}) { gained total }`)
    expect(account.days).toEqual([
      { at: iso(TODAY - 4 * DAY), gained: 20, total: 1030 },
      { at: iso(TODAY - 3 * DAY), gained: null, total: null },
      { at: iso(TODAY - 2 * DAY), gained: 5, total: 1035 },
      { at: iso(TODAY - DAY), gained: 5, total: 1040 },
    ])
    expect(account.kolkata).toHaveLength(5)
    expect(account.kolkata[0].at).toBe(iso(TODAY - 4 * DAY - 5.5 * HOUR))
    expect(account.hours).toEqual([{ gained: -2 }, { gained: null }])
    expect(account.own.at(-1)).toEqual({ gained: 100, total: 180 })
    expect(account.followers).toEqual([
      { gained: 4, total: 104 },
      { gained: 0, total: 104 },
      { gained: -3, total: 101 },
      { gained: null, total: null },
    ])
  })

  it('lists recorded posts by order, search and filters, in pages', async () => {
    const list = async (rest: string) => {
      const { account } = await ask(
        `recordedPosts(${rest}) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } }`,
      )
      const { nodes, pageInfo, totalCount } = account.recordedPosts
      return { ids: nodes.map(({ id }: { id: string }) => id), pageInfo, totalCount }
    }
    expect((await list('first: 5')).ids).toEqual([REPOST, YOUNG, target, OLD])
    expect((await list('search: "ALLE grüße"')).ids).toEqual([YOUNG])
    expect((await list('excludeReplies: true, excludeReposts: true')).ids).toEqual([YOUNG, target])
    expect((await list('hasMedia: true')).ids).toEqual([YOUNG])
    expect(await list('kinds: [REPLY, POST], first: 1')).toMatchObject({
      ids: [YOUNG],
      totalCount: 3,
    })
    expect((await list('mediaTypes: ["video"], kinds: [REPLY]')).ids).toEqual([])
    expect(await list('skip: 2, first: 1')).toMatchObject({
      ...{ ids: [target], totalCount: 4 },
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    })
    const oldest = await list('direction: ASCENDING, first: 2')
    expect(oldest.ids).toEqual([OLD, target])
    const newer = await list(`direction: ASCENDING, after: "${oldest.pageInfo.endCursor}"`)
    expect(newer.ids).toEqual([YOUNG, REPOST])
    const page = await list('first: 3, orderBy: LIKES')
    // A repost has the numbers of the original, which do not count.
    expect(page.ids).toEqual([OLD, YOUNG, REPOST])
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const next = await list(`first: 3, orderBy: LIKES, after: "${page.pageInfo.endCursor}"`)
    expect(next.ids).toEqual([target])
    expect(next.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    const other = await ask(`recordedPosts(after: "${page.pageInfo.endCursor}") { nodes { id } }`)
    expect(other.errors?.[0]?.message).toMatch('is not a cursor of this list')
  })

  it('shows posts from the archive, and asks X only for what the archive does not have', async () => {
    const top = (fields: string) =>
      ask(`topPosts(by: ENGAGEMENTS, since: "${iso(TODAY - 30 * DAY)}", first: 2) { ${fields} }`)
    const archived = await top(
      `id text displayText kind mediaTypes thumbnailUrl createdAt author { id } publicMetrics { likeCount asOf }
      nonPublicMetrics { engagements asOf } unavailableMetrics { variant reason }
      metricsHistory(variant: PUBLIC, maxSamples: 3) { likeCount }`,
    )
    expect(archived.account.topPosts).toEqual([
      {
        ...{ id: YOUNG, ...YOUNG_RECORD, kind: 'POST', createdAt: iso(TODAY - 9 * DAY) },
        author: { id: ANN },
        metricsHistory: [{ likeCount: 10 }, { likeCount: 30 }, { likeCount: 35 }],
        publicMetrics: { likeCount: 35, asOf: iso(TODAY - HOUR) },
        nonPublicMetrics: { engagements: 9, asOf: iso(TODAY - HOUR) },
        unavailableMetrics: [],
      },
      {
        ...{ id: target, text: 'A post of the sandbox', createdAt: iso(TODAY - 20 * DAY) },
        ...{ displayText: 'A post of the sandbox', mediaTypes: null, thumbnailUrl: null },
        ...{ kind: 'POST', metricsHistory: [] },
        ...{ author: { id: ANN }, publicMetrics: null, nonPublicMetrics: null },
        unavailableMetrics: [{ variant: 'NON_PUBLIC', reason: 'NOT_RECORDED' }],
      },
    ])
    expect(archived.extensions.upstream.postsRead).toBe(0)
    // X does not know the first post.
    const asked = await top('id lang')
    expect(asked.account.topPosts).toEqual([{ id: target, lang: expect.any(String) }])
    expect(asked.extensions.upstream.postsRead).toBe(1)
    expect(asked.extensions.notices).toMatchObject([{ code: 'INCOMPLETE', postIds: [YOUNG] }])
  })

  it('returns the best times, with the number of posts, and null where there are too few', async () => {
    const { account } = await ask(
      `bestTimes(since: "${iso(TODAY - 200 * DAY)}", timezone: "Asia/Kolkata") { weekday hour posts medianEngagementRate }`,
    )
    const local = new Date(TODAY - 9 * DAY + 5.5 * HOUR)
    expect(account.bestTimes).toHaveLength(168)
    expect(account.bestTimes.filter(({ posts }: { posts: number }) => posts > 0)).toEqual([
      ...[{ weekday: local.getUTCDay() || 7, hour: 5, posts: 1, medianEngagementRate: null }],
    ])
  })

  it.each([
    [
      'series(metric: QUOTES, variant: ORGANIC, since: "2026-01-01T00:00:00Z") { at }',
      'no variant',
    ],
    [
      'series(metric: FOLLOWERS, variant: PUBLIC, since: "2026-01-01T00:00:00Z") { at }',
      'FOLLOWERS has no',
    ],
    ['series(metric: LIKES, since: "2026-01-01T00:00:00Z", stepMinutes: 7) { at }', 'is one of'],
    ['series(metric: LIKES, since: "0001-01-01T00:00:00Z") { at }', 'more than 9000 steps'],
    ['series(metric: LIKES, since: "2026-01-01T00:00:00Z", timezone: "Mars") { at }', 'IANA'],
    ['summary(since: "2100-01-01T00:00:00Z") { posts }', 'must be before'],
    ['topPosts(by: LIKES, since: "2026-01-01T00:00:00Z", first: 31) { id }', 'takes at most 30'],
    ['recordedPosts(skip: -1) { nodes { id } }', 'cannot be negative'],
    [`recordedPosts(search: "${'a '.repeat(11)}") { nodes { id } }`, 'at most 10 words'],
  ])('rejects %s', async (field, message) => {
    const { errors } = await ask(field)
    expect(errors?.[0]?.message).toMatch(message)
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
  })

  it('records posts whose private metrics were requested, and pages of own posts', async () => {
    const other = ownPosts(g.x).at(-1)?.id
    await g.query(`{ post(id: "${other}") { organicMetrics { likeCount } } }`)
    const recorded = async () => {
      const { account } = await ask('recordedPosts(first: 30) { nodes { id } }')
      return account.recordedPosts.nodes.map(({ id }: { id: string }) => id)
    }
    await expect.poll(recorded).toContain(other)
    const { account } = await ask('posts(first: 5) { nodes { id } }')
    const page = account.posts.nodes.map(({ id }: { id: string }) => id)
    await expect.poll(recorded).toEqual(expect.arrayContaining(page))
  })
})

it('counts steps by the calendar', () => {
  const berlin = timeZone('Europe/Berlin')
  const bounds = (since: string, until: string, step: number) =>
    boundsOf(Date.parse(since), Date.parse(until), step, berlin).map((time) => iso(time))
  expect(bounds('2026-03-28T12:00:00Z', '2026-03-29T23:00:00Z', 1440)).toEqual([
    ...['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    '2026-03-30T22:00:00.000Z',
  ])
  expect(bounds('2026-03-29T00:30:00Z', '2026-03-29T22:00:00Z', 720)).toEqual([
    ...['2026-03-28T23:00:00.000Z', '2026-03-29T11:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  ])
  expect(bounds('2026-03-25T00:00:00Z', '2026-03-26T00:00:00Z', 10_080)).toEqual([
    ...['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  ])
  expect(bounds('2026-03-25T10:20:00Z', '2026-03-25T11:00:00Z', 15)).toHaveLength(4)
})
