// Metrics over time: recorded samples, who may read them, and when they are deleted.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'
import type { WorldPost, WorldUser } from '../../sandbox/index.ts'
import type { NewSample } from '../../src/archive/archive.ts'
import { createConnections } from '../../src/auth/connections.ts'
import { createCredentialStatus } from '../../src/auth/credential-status.ts'
import { createRevocations } from '../../src/auth/revocations.ts'
import { openSqliteStore } from '../../src/auth/store/sqlite.ts'
import { createVault } from '../../src/auth/vault.ts'
import { createArchiving } from '../../src/pipeline/archiving.ts'
import { createFacts } from '../../src/pipeline/facts.ts'
import { readPosts } from '../../src/pipeline/judged.ts'
import { createOperation } from '../../src/pipeline/operation.ts'
import { createArchiver } from '../../src/pipeline/recorders.ts'
import { fieldSetOf } from '../../src/plan/field-set.ts'
import { EMPTY_PLAN } from '../../src/plan/plan.ts'
import type { Fields } from '../../src/x/scalars.ts'
import { createSession, type Session, THROUGH_PROXY } from '../kit/callers.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway, type TestGateway, temporary } from '../kit/gateway.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts, postsOf, visiblePosts } from '../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const iso = (time: number): string => new Date(time).toISOString()

const start = async (
  environment: Record<string, string> = {},
  onLog: (message: string) => void = () => {},
) => {
  const clock = { time: NOW }
  const g = await createTestGateway({
    asX: true,
    now: () => clock.time,
    environment: { ARCHIVE: 'on', ...environment },
    onWarning: (_, message) => onLog(message),
    onInfo: (_, message) => onLog(message),
  })
  const [own] = ownPosts(g.x)
  const [foreign] = foreignPosts(g.x)
  return {
    g,
    clock,
    own: own as WorldPost,
    foreign: foreign as WorldPost,
    [Symbol.asyncDispose]: () => g[Symbol.asyncDispose](),
  }
}

/** Fetches the metrics, which records them. */
const see = (g: TestGateway, id: string, headers: Record<string, string> = {}) =>
  g.query(
    `{ post(id: "${id}") { publicMetrics { likeCount impressionCount } organicMetrics { likeCount userProfileClicks } } }`,
    {},
    headers,
  )

interface How {
  readonly variant?: string
  readonly rest?: string
  readonly headers?: Record<string, string>
}

interface Kept extends How {
  readonly count?: number
}

const historyOf = async (
  g: TestGateway,
  id: string,
  { variant = 'PUBLIC', rest = '', headers = {} }: How = {},
) => {
  const answer = await g.query(
    `{ post(id: "${id}") { metricsHistory(variant: ${variant}, since: "${iso(NOW - DAY)}" ${rest}) {
      at likeCount impressionCount userProfileClicks bookmarkCount } } }`,
    {},
    headers,
  )
  return { ...answer, samples: answer.data?.post?.metricsHistory }
}

const WORDS = { variant: 'ORGANIC' }

const untilKept = (g: TestGateway, id: string, { count = 1, ...how }: Kept = {}) =>
  expect.poll(async () => (await historyOf(g, id, how)).samples?.length).toBe(count)

/** A writable view of the sandbox's data. */
const writable = <T>(all: ReadonlyMap<string, T>): Map<string, T> => all as Map<string, T>

const metricsOf = async (g: TestGateway): Promise<string[]> =>
  (await (await fetch(`${g.url}/metrics`)).text()).match(/^gateway_archive\w+ \d+/gm) ?? []

describe('metricsHistory', () => {
  it('says in a notice that the archive fails, which the log, /metrics and /ready show until it works again', async () => {
    using directory = temporary()
    const log: string[] = []
    await using s = await start({ DATA_DIR: directory.path }, (message) => log.push(message))
    const { g, own } = s
    await see(g, own.id)
    await untilKept(g, own.id)
    using database = new DatabaseSync(join(directory.path, 'archive.sqlite'))
    database.exec('ALTER TABLE runs RENAME TO lost')
    const failing = await historyOf(g, own.id)
    expect([failing.errors, failing.samples]).toEqual([undefined, []])
    expect(failing.extensions.notices).toMatchObject([{ code: 'ARCHIVE_UNAVAILABLE' }])
    const readiness = async () => (await fetch(`${g.url}/ready`)).json()
    expect(await readiness()).toMatchObject({ ready: true, archive: 'failing' })
    expect(await metricsOf(g)).toContain('gateway_archive_up 0')
    database.exec('ALTER TABLE lost RENAME TO runs')
    await untilKept(g, own.id)
    expect((await historyOf(g, own.id)).extensions.notices).toBeUndefined()
    expect(await readiness()).toMatchObject({ archive: 'working' })
    expect(await metricsOf(g)).toEqual([
      'gateway_archive_lost_samples_total 0',
      'gateway_archive_up 1',
    ])
    expect(log).toEqual(['the archive failed', 'The archive can be read again.'])
  })

  it('returns samples with their times, oldest first', async () => {
    await using s = await start()
    const { g, clock, own } = s
    const seen = []
    for (let count = 0; count < 4; count++) {
      const { data } = await see(g, own.id)
      seen.push({ at: iso(clock.time), ...data.post })
      clock.time += HOUR
    }
    await untilKept(g, own.id, { ...WORDS, count: 4 })
    const everybodys = (await historyOf(g, own.id)).samples
    expect(everybodys).toMatchObject(
      seen.map(({ at, publicMetrics }) => ({ at, ...publicMetrics, userProfileClicks: null })),
    )
    expect(everybodys[0].bookmarkCount).not.toBeNull()
    expect((await historyOf(g, own.id, WORDS)).samples).toMatchObject(
      seen.map(({ at, organicMetrics }) => ({ at, ...organicMetrics, bookmarkCount: null })),
    )
  })

  it('returns the last sample per step within the requested range', async () => {
    await using s = await start()
    const { g, clock, own } = s
    for (let count = 0; count < 5; count++) {
      await see(g, own.id)
      clock.time += HOUR / 2
    }
    await untilKept(g, own.id, { count: 5 })
    const times = async (rest: string) =>
      (await historyOf(g, own.id, { rest })).samples.map(({ at }: { at: string }) => at)
    expect(await times('step: 1440')).toEqual([iso(NOW + 2 * HOUR)])
    expect(await times(`until: "${iso(NOW + 1.25 * HOUR)}"`)).toEqual(
      [0, 1, 2].map((half) => iso(NOW + (half * HOUR) / 2)),
    )
  })

  it('does not record cached values', async () => {
    await using s = await start({ CACHE_TTL_SECONDS: '600', PRIVATE_CACHE_TTL_SECONDS: '600' })
    const { g, clock, own, foreign } = s
    for (let count = 0; count < 3; count++) {
      await see(g, own.id)
      await see(g, foreign.id)
      clock.time += 2 * MINUTE
    }
    await untilKept(g, own.id, WORDS)
    await untilKept(g, foreign.id)
    expect((await historyOf(g, own.id, WORDS)).samples).toHaveLength(1)
    expect((await historyOf(g, foreign.id)).samples).toHaveLength(1)
  })

  it('records referenced posts', async () => {
    await using s = await start()
    const { g } = s
    const visible = new Set(visiblePosts(g.x).map(({ id }) => id))
    const quote = first(ownPosts(g.x), ({ references: [reference] }) =>
      visible.has(reference?.id ?? ''),
    )
    await g.query(
      `{ post(id: "${quote.id}") { referencedPosts { post { publicMetrics { likeCount } } } } }`,
    )
    await untilKept(g, quote.references[0]?.id ?? '')
  })

  it('returns private samples only to the author; others get null and a notice', async () => {
    await using s = await start()
    const { g, own } = s
    await see(g, own.id)
    await untilKept(g, own.id, WORDS)
    const stranger = await historyOf(g, own.id, { ...WORDS, headers: THROUGH_PROXY })
    expect(stranger.errors).toBeUndefined()
    expect(stranger.samples).toBeNull()
    expect(stranger.extensions.notices).toMatchObject([
      { code: 'USER_CONTEXT_REQUIRED', variant: 'ORGANIC', postIds: [own.id] },
    ])
    const everybodys = await historyOf(g, own.id, { headers: THROUGH_PROXY })
    expect(everybodys.samples).toHaveLength(1)
    const writer = createSession('the writer', [g.url], [WRITER])
    await writer.logIn(WRITER, 'oauth2')
    const other = await historyOf(g, own.id, { ...WORDS, headers: writer.headers() })
    expect(other.samples).toBeNull()
    expect(other.extensions.notices).toMatchObject([{ code: 'NOT_OWNER', variant: 'ORGANIC' }])
  })

  it.each([
    ['metricsHistory', `variant: PUBLIC, since: "${iso(NOW)}", until: "${iso(NOW)}"`],
    ['metricsHistory', `variant: PUBLIC, since: "${iso(NOW + HOUR)}"`],
    ['metricsHistory', `variant: PUBLIC, since: "${iso(NOW - HOUR)}", step: 0`],
    ['metricsChange', `variant: PUBLIC, since: "${iso(NOW)}"`],
  ])('is not asked for by %s(%s)', async (field, words) => {
    await using s = await start()
    const { data, errors } = await s.g.query(
      `{ post(id: "${s.foreign.id}") { id it: ${field}(${words}) { impressionCount } } }`,
    )
    expect(data.post).toEqual({ id: s.foreign.id, it: null })
    expect(errors).toMatchObject([{ path: ['post', 'it'], extensions: { code: 'BAD_USER_INPUT' } }])
  })

  it('limits the number of samples', async () => {
    await using s = await start()
    const { g } = s
    const ids = foreignPosts(g.x)
      .slice(0, 30)
      .map(({ id }) => id)
    const ask = (step: number) =>
      g.query(
        `query ($ids: [PostID!]!) { posts(ids: $ids) { metricsHistory(variant: PUBLIC, since: "2016-01-01T00:00:00Z", step: ${step}) { at } } }`,
        { ids },
      )
    const { errors } = await ask(1)
    expect(errors).toHaveLength(5)
    expect(errors?.[0]).toMatchObject({
      path: ['posts', 25, 'metricsHistory'],
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect((await ask(10_000)).errors).toBeUndefined()
  })
})

describe('metricsChange', () => {
  const changeOf = async (g: TestGateway, id: string, since: number, beside = '') => {
    const { data, errors } = await g.query(
      `{ post(id: "${id}") { ${beside} metricsChange(variant: ORGANIC, since: "${iso(since)}") {
        since until likeCount userProfileClicks quoteCount } } }`,
    )
    expect(errors).toBeUndefined()
    return data.post
  }

  it('is the difference between the first sample and the current or last value', async () => {
    await using s = await start()
    const { g, clock, own } = s
    const numbers = []
    for (let day = 0; day < 3; day++) {
      numbers.push((await see(g, own.id)).data.post.organicMetrics.userProfileClicks)
      clock.time += DAY
    }
    await untilKept(g, own.id, { ...WORDS, count: 3 })
    const [one, two, three] = numbers
    const kept = await changeOf(g, own.id, NOW + 1.5 * DAY)
    expect(kept.metricsChange).toMatchObject({
      since: iso(NOW + DAY),
      until: iso(NOW + 2 * DAY),
      userProfileClicks: three - two,
      quoteCount: null,
    })
    const beside = 'organicMetrics { userProfileClicks }'
    const now = await changeOf(g, own.id, NOW + HOUR, beside)
    expect(now.metricsChange).toMatchObject({
      since: iso(NOW),
      until: iso(NOW + 3 * DAY),
      userProfileClicks: now.organicMetrics.userProfileClicks - one,
    })
    const { data } = await g.query(
      `{ post(id: "${own.id}") { publicMetrics { likeCount }
        metricsChange(variant: PUBLIC, since: "${iso(NOW + HOUR)}") { until likeCount }
        metricsHistory(variant: PUBLIC, since: "${iso(NOW)}") { likeCount } } }`,
    )
    const { publicMetrics, metricsChange, metricsHistory } = data.post
    expect(metricsChange).toEqual({
      until: iso(NOW + 3 * DAY),
      likeCount: publicMetrics.likeCount - metricsHistory[0].likeCount,
    })
    // There is no sample at that time, so the first later one counts.
    const long = await changeOf(g, own.id, NOW - DAY)
    expect(long.metricsChange).toMatchObject({ since: iso(NOW) })
  })

  it('is null without an earlier sample', async () => {
    await using s = await start()
    const { g, own } = s
    const { metricsChange } = await changeOf(g, own.id, NOW - HOUR, 'organicMetrics { likeCount }')
    expect(metricsChange).toBeNull()
  })
})

describe('deletion', () => {
  const loggedIn = async (s: Awaited<ReturnType<typeof start>>) => {
    const session = createSession('the writer', [s.g.url], [WRITER])
    await session.logIn(WRITER, 'oauth2')
    const post = first(
      postsOf(s.g.x),
      ({ authorId, createdAt }) => authorId === WRITER && createdAt > NOW - 50 * DAY,
    )
    await see(s.g, post.id, session.headers())
    await see(s.g, s.own.id)
    await untilKept(s.g, post.id, { ...WORDS, headers: session.headers() })
    return { session, post }
  }
  const disconnect = ({ g }: { g: TestGateway }, session: Session) =>
    g.query(
      `mutation { disconnectAccount(userId: "${WRITER}") { viewer { loginUrl } deleted { posts series samples } } }`,
      {},
      session.headers(),
    )

  it.each([
    ['and is revoked', false],
    ['and cannot be revoked', true],
  ])('is all that is private of an account that is disconnected %s', async (_, failing) => {
    await using s = await start()
    const { g, own } = s
    const { session, post } = await loggedIn(s)
    if (failing) g.x.fault({ kind: 'reset', when: ({ path }) => path.endsWith('revoke') })
    const { errors, data } = await disconnect(s, session)
    expect(errors).toBeUndefined()
    expect(data.disconnectAccount.deleted.series).toBeGreaterThan(0)
    expect(data.disconnectAccount.deleted.samples).toBeGreaterThan(0)
    await session.logIn(WRITER, 'oauth2')
    const again = { headers: session.headers() }
    expect((await historyOf(g, post.id, { ...WORDS, ...again })).samples).toEqual([])
    expect((await historyOf(g, post.id, again)).samples).toHaveLength(1)
    await untilKept(g, own.id, WORDS)
  })

  it('deletes samples before the account, and keeps both if that fails', async () => {
    const now = (): number => NOW
    const store = openSqliteStore(':memory:', now)
    const connections = createConnections({
      store,
      vault: createVault(['a secret that nobody else knows']),
      lifeMs: DAY,
      timeoutMs: 1000,
      consumer: undefined,
      credentialStatus: createCredentialStatus({ now: () => NOW }),
      oauth1: undefined,
      oauth2: undefined,
      revocations: createRevocations({
        store,
        schedule: createClock(NOW).schedule,
        onRevocation: () => {},
      }),
      now,
    })
    const token = { key: 'key', secret: 'secret' }
    await connections.save('it', { method: 'OAUTH1', userId: WRITER, connectedAt: NOW, token })
    const failing = connections.disconnect('it', WRITER, () => Promise.reject(new Error('not now')))
    await expect(failing).rejects.toThrow('not now')
    expect(await connections.list('it')).toMatchObject([{ userId: WRITER }])
    expect(await connections.disconnect('it', WRITER, async () => {})).toEqual({ revoked: true })
    expect(await connections.list('it')).toEqual([])
    const never = () => Promise.reject(new Error('another’s'))
    expect(await connections.disconnect('it', WRITER, never)).toBeUndefined()
  })

  it('is not undone by a call in flight', async () => {
    await using s = await start()
    const { g, clock, foreign } = s
    const { session, post } = await loggedIn(s)
    clock.time += MINUTE
    const slow = g.x.fault({ kind: 'delay', ms: 200, when: ({ path }) => path === '/2/tweets' })
    const onItsWay = see(g, post.id, session.headers())
    await expect.poll(() => slow.hits).toBe(1)
    slow.remove()
    await disconnect(s, session)
    expect((await onItsWay).data.post.organicMetrics).not.toBeNull()
    g.x.reset()
    // All earlier samples are written by then.
    await see(g, foreign.id)
    await untilKept(g, foreign.id)
    await session.logIn(WRITER, 'oauth2')
    expect((await historyOf(g, post.id, { ...WORDS, headers: session.headers() })).samples).toEqual(
      [],
    )
  })

  it('does not happen on a logout, or when a caller disconnects an account of another', async () => {
    await using s = await start()
    const { g } = s
    const { session, post } = await loggedIn(s)
    const stranger = createSession('another', [g.url], [])
    await stranger.logIn('2244994945', 'oauth1')
    expect((await disconnect(s, stranger)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ])
    const headers = session.headers()
    await fetch(`${g.url}/auth/logout?returnTo=/done`, {
      method: 'POST',
      headers,
      redirect: 'manual',
    })
    const after = createSession('the writer', [g.url], [WRITER])
    await after.logIn(WRITER, 'oauth2')
    const again = { ...WORDS, headers: after.headers() }
    expect((await historyOf(g, post.id, again)).samples).toHaveLength(1)
  })

  it('covers all samples of a post that X reports as deleted', async () => {
    await using s = await start()
    const { g, own, clock } = s
    await see(g, own.id)
    await untilKept(g, own.id, WORDS)
    writable(g.x.world.posts).delete(own.id)
    const gone = await historyOf(g, own.id, { ...WORDS, headers: THROUGH_PROXY })
    expect(gone.errors).toMatchObject([{ extensions: { code: 'POST_NOT_FOUND' } }])
    writable(g.x.world.posts).set(own.id, own)
    clock.time += MINUTE
    await expect.poll(async () => (await historyOf(g, own.id, WORDS)).samples).toEqual([])
    expect((await historyOf(g, own.id)).samples).toEqual([])
  })

  it('covers samples of a post that X hides, unless the author requests it', async () => {
    await using s = await start()
    const { g, own, foreign, clock } = s
    await see(g, own.id)
    await see(g, foreign.id)
    await untilKept(g, foreign.id)
    const users = writable(g.x.world.users)
    const both = [own, foreign].map(({ authorId }) => users.get(authorId) as WorldUser)
    for (const user of both) users.set(user.id, { ...user, protected: true })
    for (const { id } of [own, foreign]) {
      const { errors } = await historyOf(g, id, { headers: THROUGH_PROXY })
      expect(errors).toMatchObject([{ extensions: { code: 'POST_NOT_VISIBLE' } }])
    }
    for (const user of both) users.set(user.id, user)
    clock.time += MINUTE
    await expect.poll(async () => (await historyOf(g, foreign.id)).samples).toEqual([])
    expect((await historyOf(g, own.id, WORDS)).samples).toHaveLength(1)
  })

  it('does not cover posts that a response omits, or that X hides only from other users', () => {
    const deletions: unknown[] = []
    const samples: NewSample[] = []
    const facts = createFacts(() => NOW)
    facts.rememberAuthor('5', WRITER)
    const archiving = createArchiving({
      archive: {
        record: (some) => samples.push(...some),
        recordPosts: () => {},
        deletePosts: (ids) => deletions.push(['gone', ids]),
        deleteHiddenPosts: (ids) => deletions.push(['hidden', ids]),
        deleteOwner: async () => ({ posts: 0, series: 0, samples: 0 }),
      },
      facts,
      maxCallMs: 0,
      now: () => NOW,
    })
    const source = (userId?: string) => ({
      scope: 'it',
      ...(userId !== undefined && { userId }),
      credential: () => Promise.reject(new Error('not asked')),
      renew: () => Promise.reject(new Error('not asked')),
    })
    const problem = (kind: string, id: string) => ({
      type: `https://api.x.com/2/problems/${kind}`,
      resource_id: id,
      value: id,
    })
    const record = createArchiver(archiving)
    const take = (userId: string | undefined, data: readonly Fields[], errors: object[]) => {
      const request = {
        resource: { kind: 'posts' },
        source: source(userId),
        ids: ['4', '5'],
        fieldSet: fieldSetOf(EMPTY_PLAN),
        operation: createOperation(1000),
      } as const
      const envelope = { data, errors }
      const response = { envelope, bytes: 0, gaps: [], nextToken: undefined, at: NOW }
      record(request, readPosts(request, response, facts.authorOf), response)
    }
    take(undefined, [], [])
    take(WRITER, [], [problem('not-authorized-for-resource', '5')])
    expect(deletions).toEqual([])
    take(undefined, [], [problem('not-authorized-for-resource', '5')])
    take(undefined, [], [problem('resource-not-found', '4')])
    expect(deletions).toEqual([
      ['hidden', ['5']],
      ['gone', ['4']],
    ])
    // Private samples are recorded only for the author, and only if they have values.
    const tweet = { id: '5', author_id: WRITER, organic_metrics: { like_count: 1 } }
    take('123', [tweet], [])
    take(WRITER, [{ ...tweet, organic_metrics: { like_count: null } }], [])
    expect(samples).toEqual([])
    take(WRITER, [tweet], [])
    expect(samples).toMatchObject([{ subject: '5', group: 'organic_metrics', owner: WRITER }])
  })
})

describe('without ARCHIVE=on', () => {
  it('records nothing, and history queries return ARCHIVE_OFF', async () => {
    using directory = temporary()
    await using s = await start({ ARCHIVE: 'off', DATA_DIR: directory.path })
    const { g, own } = s
    await see(g, own.id)
    expect(readdirSync(directory.path).filter((name) => !/^(accounts|secret)/.test(name))).toEqual(
      [],
    )
    const { data, errors } = await g.query(
      `{ post(id: "${own.id}") { id
        metricsHistory(variant: PUBLIC, since: "${iso(NOW - DAY)}") { at }
        metricsChange(variant: ORGANIC, since: "${iso(NOW - DAY)}") { since } } }`,
    )
    expect(data.post).toEqual({ id: own.id, metricsHistory: null, metricsChange: null })
    expect(errors).toMatchObject([
      { path: ['post', 'metricsHistory'], extensions: { code: 'ARCHIVE_OFF' } },
      { path: ['post', 'metricsChange'], extensions: { code: 'ARCHIVE_OFF' } },
    ])
    expect(errors?.[0]?.message).toContain('ARCHIVE=on')
  })
})

it('public history is cacheable by shared caches, and private history is not', async () => {
  await using s = await start({ CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' })
  const { g, own } = s
  await see(g, own.id)
  await untilKept(g, own.id, WORDS)
  const keptBy = async (variant: string) => {
    const query = `{ post(id: "${own.id}") { metricsHistory(variant: ${variant}, since: "${iso(NOW - DAY)}") { likeCount } } }`
    const response = await fetch(`${g.url}/graphql?${new URLSearchParams({ query })}`, {
      headers: { accept: 'application/json' },
    })
    expect((await response.json()).data.post.metricsHistory).toHaveLength(1)
    return response.headers.get('cache-control')
  }
  expect(await keptBy('PUBLIC')).toBe('public, max-age=60')
  expect(await keptBy('ORGANIC')).toBe('no-store')
})
