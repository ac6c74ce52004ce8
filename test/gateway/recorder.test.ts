// The recorder in a gateway: what it samples without being asked, watch lists, its metrics and its notice.

import { describe, expect, it } from 'vitest'

import { createSession } from '../kit/callers.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const KEY = 'a-key-of-the-gateway'
const AS_OPERATOR = { authorization: `Bearer ${KEY}` }

const WRITER = '1289001122334455808'

const start = async (environment: Record<string, string> = {}) => {
  const clock = { time: NOW }
  const g = await createTestGateway({
    environment: { ARCHIVE: 'on', RECORD: 'own', ...environment },
    now: () => clock.time,
  })
  return { ...g, clock }
}

const SINCE = new Date(NOW - 60_000).toISOString()

/** The number of samples of a post that were taken since the start. */
const samplesOf = async (
  { query }: Pick<TestGateway, 'query'>,
  id: string,
  variant: string,
): Promise<number> => {
  const { data } = await query(
    `{ post(id: "${id}") { metricsHistory(variant: ${variant}, since: "${SINCE}") { at } } }`,
  )
  return data.post?.metricsHistory?.length ?? 0
}

const RECORDING = `{ sandbox viewer { accounts { recording {
  recorded lastSampledAt lagSeconds limits { reason posts until } } } } }`

/** The recording status of the account of the settings. */
const recordingOf = async ({ query }: Pick<TestGateway, 'query'>) =>
  (await query(RECORDING)).data.viewer.accounts[0].recording

describe('RECORD=own', () => {
  it('samples own posts, and watched posts of any author, without a query', async () => {
    await using g = await start()
    const recording = { recorded: true, limits: [] }
    await expect.poll(() => recordingOf(g)).toMatchObject({ ...recording, lagSeconds: 0 })
    expect((await recordingOf(g)).lastSampledAt).toBe(new Date(NOW).toISOString())
    const own = first(ownPosts(g.x))
    const foreign = first(foreignPosts(g.x))
    await createSession('a browser', [g.url], [WRITER]).logIn(WRITER, 'oauth2')
    // The accounts are read once a minute.
    g.clock.time += 61_000
    const watch = `mutation { watchPosts(ids: ["${foreign.id}"]) { watched viewer { accounts { id } } } }`
    const { data } = await g.query(watch)
    expect(data.watchPosts).toEqual({
      watched: [foreign.id],
      viewer: { accounts: [{ id: g.x.credentials.userId }] },
    })
    // Archived history costs one public lookup, which is a sample as well: private metrics are the recorder's alone.
    await expect.poll(() => samplesOf(g, own.id, 'ORGANIC')).toBe(1)
    const calls = () =>
      g.x.requests.map(({ path, query, context }) => [context, path, query.ids ?? ''].join(' '))
    await expect.poll(calls).toContain(`app /2/tweets ${foreign.id}`)
    await expect.poll(calls).toContain(`${WRITER} /2/users/${WRITER}/tweets `)
    const metrics = await (await fetch(`${g.url}/metrics`)).text()
    expect(metrics).toMatch(/^gateway_recorder_active 1$/m)
    expect(metrics).toMatch(/^gateway_recorder_lag_seconds 0$/m)
    expect(Number(/^gateway_recorder_samples_total (\d+)$/m.exec(metrics)?.[1])).toBe(1)
    expect(metrics).toMatch(
      /^gateway_spend_usd_total\{key="\(none\)",operation="\(recorder\)"\} 0\.\d+$/m,
    )
    const unwatch = `mutation { unwatchPosts(ids: ["${foreign.id}"]) { watched } }`
    expect((await g.query(unwatch)).data.unwatchPosts.watched).toEqual([])
  })

  it('shares the pages that it reads with queries', async () => {
    await using g = await start({ PRIVATE_CACHE_TTL_SECONDS: '60' })
    const pages = () =>
      g.x.requests.filter(({ path }) => path === `/2/users/${g.x.credentials.userId}/tweets`)
    await expect.poll(pages).not.toEqual([])
    await expect.poll(() => recordingOf(g)).toMatchObject({ lagSeconds: 0 })
    const sent = pages().length
    const { data } = await g.query(
      `{ viewer { accounts { posts(first: 100) { nodes { organicMetrics { likeCount } } } } } }`,
    )
    expect(data.viewer.accounts[0].posts.nodes).toHaveLength(100)
    expect(pages()).toHaveLength(sent)
  })

  it('has a watch list for each caller, with a limit', async () => {
    await using g = await start({ MAX_WATCHED_POSTS_PER_CALLER: '2', GATEWAY_KEY: KEY })
    const session = createSession('a browser', [g.url], [WRITER])
    await session.logIn(WRITER, 'oauth1')
    const watch = async (
      ids: readonly string[],
      headers: Record<string, string>,
      until = NOW + DAY,
    ) => {
      const end = new Date(until).toISOString()
      const { data, errors } = await g.query(
        `mutation { watchPosts(ids: ${literal(ids)}, until: "${end}") { watched } }`,
        {},
        headers,
      )
      return errors?.[0]?.extensions.code ?? data.watchPosts.watched
    }
    expect(await watch(['11'], AS_OPERATOR)).toEqual(['11'])
    expect(await watch(['12'], session.headers())).toEqual(['12'])
    expect(await watch(['13'], AS_OPERATOR)).toEqual(['11', '13'])
    expect(await watch(['14'], AS_OPERATOR)).toBe('LIMIT_EXCEEDED')
    expect(await watch(['11'], AS_OPERATOR, NOW - 1)).toBe('BAD_USER_INPUT')
    expect(await watch(['11'], {})).toBe('UNAUTHENTICATED')
  })

  it('says in a notice which posts the spend limit leaves out', async () => {
    await using g = await start({ RECORD_DAILY_USD: '0.03' })
    const oldest = ownPosts(g.x).at(-1)
    const notices = async () => {
      // The gateway reads once a minute which posts are left out.
      g.clock.time += 61_000
      const { extensions } = await g.query(
        `{ post(id: "${oldest?.id}") { metricsHistory(variant: ORGANIC, since: "${SINCE}") { at } } }`,
      )
      return extensions.notices?.map(({ code }) => code) ?? []
    }
    const timelines = () => g.x.requests.filter(({ path }) => path.startsWith('/2/users/')).length
    await expect.poll(timelines).toBe(1)
    const until = new Date(Math.ceil(NOW / DAY) * DAY).toISOString()
    const limits = async () => (await recordingOf(g)).limits
    await expect.poll(limits).toEqual([{ reason: 'SPEND_LIMIT', posts: 0, until }])
    await expect.poll(notices).toEqual(['RECORDING_LIMITED'])
  })

  it.each<[string, Record<string, string>, string]>([
    ['RECORD is off', { RECORD: 'off' }, 'RECORDER_OFF'],
    ['the archive is off', { RECORD: '', ARCHIVE: 'off' }, 'RECORDER_OFF'],
  ])('has no watch lists if %s', async (_, environment, code) => {
    await using g = await start(environment)
    const { errors } = await g.query('mutation { watchPosts(ids: ["11"]) { watched } }')
    expect(errors?.[0]?.extensions.code).toBe(code)
    const viewer = { accounts: [{ recording: null }] }
    expect((await g.query(RECORDING)).data).toEqual({ sandbox: true, viewer })
    expect(g.takeRequests()).toEqual([])
  })
})
