// Private metrics of posts that are too old for X: with an archive, the author still gets the last values with their time,
// and no other caller does.

import { describe, expect, it } from 'vitest'

import type { Manners } from '../../sandbox/index.ts'
import { createSession, createTokenHolder, THROUGH_PROXY } from '../kit/callers.ts'
import { createTestGateway, type TestGateway } from '../kit/gateway.ts'
import { post, YOGA_PATH } from '../kit/paths.ts'
import { DAY, NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first, ownPosts } from '../kit/sandbox/posts.ts'
import { send } from '../kit/transports.ts'

const WRITER = '1289001122334455808'
const KEY = 'the key of this gateway, not to be guessed'
const THEN = new Date(NOW).toISOString()

const PRIVATE = `
  nonPublicMetrics { impressionCount engagements asOf }
  organicMetrics { impressionCount likeCount userProfileClicks asOf }
  promotedMetrics { impressionCount asOf }
  media { mediaKey ... on Video {
    nonPublicMetrics { playback50Count asOf }
    organicMetrics { viewCount playback25Count asOf }
    promotedMetrics { viewCount asOf } } }`

/** The same text for every caller, so that a response could be served to the wrong caller. */
const PLAIN = `query ($ids: [PostID!]!) { posts(ids: $ids) { id ${PRIVATE} } }`

const ALL = `query ($ids: [PostID!]!, $since: DateTime!) { posts(ids: $ids) {
  id publicMetrics { likeCount } ${PRIVATE}
  unavailableMetrics { variant reason message }
  metricsHistory(variant: ORGANIC, since: $since) { at impressionCount likeCount userProfileClicks }
  metricsChange(variant: NON_PUBLIC, since: $since) { since until impressionCount }
} viewer { accounts { owned } } }`

interface Scenario {
  readonly manners: Manners
  readonly keyed: boolean
}

/** Metrics are recorded at NOW. */
const start = async ({ manners, keyed }: Scenario) => {
  const clock = { time: NOW }
  const now = (): number => clock.time
  const x = await sandboxAt({ manners, now })
  const g = await createTestGateway({
    on: x,
    asX: true,
    now,
    environment: {
      ARCHIVE: 'on',
      CACHE_TTL_SECONDS: '60',
      PRIVATE_CACHE_TTL_SECONDS: '30',
      ...(keyed && { GATEWAY_KEY: KEY }),
    },
  })
  const aged = ownPosts(x).filter(({ createdAt }) => NOW - createdAt > 35 * DAY)
  const isVideo = ({ mediaKeys: [key = ''] }: (typeof aged)[number]): boolean =>
    x.world.media.get(key)?.type === 'video' &&
    x.world.media.get(key)?.ownerId === x.credentials.userId
  const posts = [
    first(aged, (each) => isVideo(each) && each.numbers.promoted !== undefined),
    first(aged, (each) => isVideo(each) && each.numbers.promoted === undefined),
    first(aged, (each) => each.mediaKeys.length === 0),
  ]
  return {
    g,
    clock,
    ids: posts.map(({ id }) => id),
    owner: keyed ? { authorization: `Bearer ${KEY}` } : {},
    [Symbol.asyncDispose]: async () => {
      await g[Symbol.asyncDispose]()
      await x.close()
    },
  }
}

const untilArchived = (s: Started, headers: Record<string, string>): Promise<void> =>
  expect
    .poll(async () => (await queryAll(s, headers)).data.posts)
    .toEqual(
      s.ids.map((id) => expect.objectContaining({ id, metricsHistory: [expect.anything()] })),
    )

type Started = Awaited<ReturnType<typeof start>>

const queryAll = async ({ g, ids }: Started, headers: Record<string, string>) =>
  g.query(ALL, { ids, since: new Date(NOW - DAY).toISOString() }, headers)

/** Callers who may read the posts but are not their author. */
const others = async ({ g }: Started, keyed: boolean) => {
  const session = createSession('another', [g.url], [WRITER])
  await session.logIn(WRITER, 'oauth2')
  const holder = await createTokenHolder('with a token', g.x, WRITER)
  return [
    ...(keyed ? [] : [{ who: 'anybody', headers: THROUGH_PROXY }]),
    { who: 'another account’s session', headers: session.headers() },
    { who: 'another account’s token', headers: holder.headers() },
  ]
}

const numbersIn = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'asOf' ? undefined : inner)))

const PRIVATE_GROUPS = ['nonPublicMetrics', 'organicMetrics', 'promotedMetrics']

/** Private metrics of posts and their media. */
const privateOf = (posts: readonly Record<string, unknown>[]): unknown[] =>
  posts
    .flatMap((each) => [each, ...((each.media as Record<string, unknown>[] | null) ?? [])])
    .flatMap((each) => PRIVATE_GROUPS.map((group) => each[group] ?? null))

const expectNothing = (who: string, text: string, cacheControl: string | null): void => {
  const { data } = JSON.parse(text)
  expect(data.posts, who).toHaveLength(3)
  expect(new Set(privateOf(data.posts)), who).toEqual(new Set([null]))
  expect(text, who).not.toContain(THEN)
  if (cacheControl !== null) expect(cacheControl, who).toBe('no-store')
}

describe.each<Manners>(['current', 'classic'])(
  '60 days later, with %s behavior of X',
  (manners) => {
    it.each([
      ['when X refuses them', true, false],
      ['when X refused them shortly before, without a call', false, false],
      ['when X refuses them and an API key is set', true, true],
    ])(
      'the last private metrics reach their owner and no one else %s',
      async (_, isCalled, keyed) => {
        await using s = await start({ manners, keyed })
        const { g, clock, ids, owner } = s
        const before = (await g.query(PLAIN, { ids }, owner)).data.posts
        expect(before[0].promotedMetrics.impressionCount).toBeGreaterThan(0)
        expect(before[0].media[0].promotedMetrics.viewCount).toBeGreaterThan(0)
        expect(JSON.stringify(before)).not.toContain(THEN)
        await untilArchived(s, owner)

        clock.time += 60 * DAY
        if (!isCalled) {
          await queryAll(s, owner)
          clock.time += 61_000
        }
        g.takeRequests()
        const after = await queryAll(s, owner)
        expect(g.takeRequests().some(({ fields }) => fields.includes('organic_metrics'))).toBe(
          isCalled,
        )
        expect(after.errors).toBeUndefined()
        const { posts } = after.data
        for (const [index, each] of posts.entries()) {
          for (const shown of [each, ...(each.media ?? [])]) {
            for (const group of PRIVATE_GROUPS) {
              if (shown[group]) expect(shown[group].asOf, group).toBe(THEN)
            }
          }
          const { id, nonPublicMetrics, organicMetrics, promotedMetrics, media } = each
          expect(
            numbersIn({ id, nonPublicMetrics, organicMetrics, promotedMetrics, media }),
          ).toEqual(numbersIn(before[index]))
          expect(each.unavailableMetrics.map(({ reason }: { reason: string }) => reason)).toEqual([
            'EXPIRED',
            'EXPIRED',
            'EXPIRED',
          ])
          expect(each.unavailableMetrics[0].message).toContain(THEN)
          expect(each.metricsHistory).toEqual([{ at: THEN, ...withoutAsOf(organicMetrics) }])
        }
        expect(after.extensions.notices?.map(({ code, postIds }) => [code, postIds])).toEqual(
          ['NON_PUBLIC', 'ORGANIC', 'PROMOTED'].map(() => ['EXPIRED', ids]),
        )

        const videos = await g.query(
          `query ($ids: [PostID!]!) { posts(ids: $ids) { media { ... on Video { organicMetrics { viewCount asOf } } } } }`,
          { ids: ids.slice(0, 2) },
          owner,
        )
        for (const [index, { media }] of videos.data.posts.entries()) {
          const { viewCount } = before[index].media[0].organicMetrics
          expect(media[0].organicMetrics).toEqual({ viewCount, asOf: THEN })
        }
        const labs = await g.query(
          'query ($ids: [PostID!]!) { privateMetrics(ids: $ids) { data { tweetId } errors { value } } }',
          { ids },
          owner,
        )
        expect(labs.data.privateMetrics).toEqual({
          data: [],
          errors: ids.map((value) => ({ value })),
        })

        // Warms all caches, for the fast path and the Yoga path.
        const since = new Date(NOW - DAY).toISOString()
        for (const [query, variables] of [
          [PLAIN, { ids }],
          [ALL, { ids, since }],
        ] as const) {
          const body = JSON.stringify({ query, variables })
          const [fast, yoga] = [
            await post(g, body, owner),
            await post(g, body, { ...owner, ...YOGA_PATH }),
          ]
          expect(JSON.parse(fast.text).data).toEqual(JSON.parse(yoga.text).data)
          expect(fast.text).toContain(THEN)
        }
        await send(g.url, owner, 'get', PLAIN, { ids })
        for (const { who, headers } of await others(s, keyed)) {
          for (const [query, variables] of [
            [PLAIN, { ids }],
            [ALL, { ids, since }],
          ] as const) {
            const body = JSON.stringify({ query, variables })
            expectNothing(who, (await post(g, body, headers)).text, null)
            expectNothing(who, (await post(g, body, { ...headers, ...YOGA_PATH })).text, null)
            const got = await send(g.url, headers, 'get', query, variables)
            expectNothing(who, got.text, got.cacheControl)
          }
          const notices = (await queryAll(s, headers)).extensions.notices ?? []
          expect(
            notices.map(({ code }) => code),
            who,
          ).not.toContain('EXPIRED')
        }
        const again = await queryAll(s, owner)
        expect(again.data.posts).toEqual(posts)
      },
    )
  },
)

const withoutAsOf = ({ asOf: _, ...numbers }: Record<string, unknown>) => numbers

const seen = async (g: TestGateway, id: string) => (await g.query(PLAIN, { ids: [id] })).data

it('metrics that were never recorded are null', async () => {
  await using s = await start({ manners: 'current', keyed: false })
  s.clock.time += 60 * DAY
  const { posts } = await seen(s.g, s.ids[0] ?? '')
  expect(new Set(privateOf(posts))).toEqual(new Set([null]))
})

it('an account with a refused credential gets no archived metrics until it reconnects', async () => {
  const clock = { time: NOW }
  await using g = await createTestGateway({
    asX: true,
    now: () => clock.time,
    environment: { ARCHIVE: 'on' },
  })
  const session = createSession('the writer', [g.url], [WRITER])
  await session.logIn(WRITER, 'oauth2')
  const { id } = first(
    [...g.x.world.posts.values()],
    ({ authorId, createdAt }) =>
      authorId === WRITER && createdAt < NOW - 65 * DAY && createdAt > NOW - 85 * DAY,
  )
  const load = () =>
    g.query(
      `{ post(id: "${id}") { organicMetrics { likeCount asOf } unavailableMetrics { reason }
        metricsHistory(variant: ORGANIC, since: "${new Date(NOW - DAY).toISOString()}") { likeCount } } }`,
      {},
      session.headers(),
    )
  const before = (await load()).data.post.organicMetrics
  expect(before.asOf).toBeNull()
  await expect.poll(async () => (await load()).data.post.metricsHistory).toHaveLength(1)
  clock.time += 27 * DAY
  const archived = await load()
  expect(archived.data.post).toMatchObject({
    organicMetrics: { likeCount: before.likeCount, asOf: THEN },
    unavailableMetrics: [{ reason: 'EXPIRED' }],
    metricsHistory: [{ likeCount: before.likeCount }],
  })
  // X forgets all of its tokens, which shows when the post is requested again: its refusal holds for a day.
  g.x.reset()
  clock.time += DAY
  await load()
  const refused = await load()
  expect(refused.data.post).toEqual({
    organicMetrics: null,
    unavailableMetrics: [{ reason: 'RECONNECT_NEEDED' }],
    metricsHistory: null,
  })
  await session.logIn(WRITER, 'oauth2')
  expect((await load()).data.post.organicMetrics).toEqual({ ...before, asOf: THEN })
})
