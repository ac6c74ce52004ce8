import { expect, it } from 'vitest'

import type { Caller } from '../../../src/auth/callers.ts'
import { GatewayError } from '../../../src/infra/errors.ts'
import { createLive } from '../../../src/live/index.ts'
import type { LiveMessage, Subscription } from '../../../src/live/types.ts'
import { createOperation } from '../../../src/pipeline/operation.ts'
import { failed, type PostResult } from '../../../src/pipeline/result.ts'
import { EMPTY_PLAN, type Plan } from '../../../src/plan/plan.ts'
import { RateLimited } from '../../../src/x/errors.ts'
import { createRateBudget } from '../../../src/x/rate-budget.ts'
import { createClock } from '../../kit/clock.ts'
import { fields, foundPost, PUBLIC_SOURCE, settled } from '../../kit/stages.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

/** Seven seconds after a multiple of all intervals. */
const START = 1000 * MINUTE + 7 * SECOND

const METRICS = fields('public_metrics')
const UNAVAILABLE = new GatewayError('UPSTREAM_UNAVAILABLE', 'X is down.')

interface Options {
  readonly ids?: readonly string[]
  readonly caller?: Caller
  readonly plan?: Plan
  readonly every?: number
  readonly after?: string
}

/** A caller that can be authenticated again until the refusal has an error. */
const createCaller = (identity = 'one', refusal: { error?: GatewayError } = {}): Caller => {
  const caller: Caller = {
    key: undefined,
    may: () => true,
    isOperator: () => false,
    hasAppAccess: true,
    accounts: async () => [],
    disconnect: () => Promise.reject(new Error('not part of the test')),
    identity: async () => identity,
    principal: async () => identity,
    reauthenticate: () => (refusal.error ? Promise.reject(refusal.error) : Promise.resolve(caller)),
  }
  return caller
}

const setUp = () => {
  const clock = createClock(START)
  const budget = createRateBudget({ now: clock.now })
  const likes = new Map<string, number>()
  const polls: { readonly at: number; readonly ids: readonly string[] }[] = []
  const x: { failure?: GatewayError } = {}
  const resultOf = (id: string): PostResult =>
    x.failure === undefined
      ? foundPost(id, {
          tweet: { id, public_metrics: { like_count: likes.get(id) ?? 0 } },
          fieldSet: METRICS,
        })
      : failed(x.failure)

  const live = createLive({
    limits: { minIntervalSeconds: 5, subscribers: 10, posts: 100, postsPerCaller: 100 },
    postsPerRequest: 10,
    createContext: (_, { onCall }) => ({
      posts: {
        load: async (ids) => {
          polls.push({ at: clock.now() - START, ids })
          onCall?.(PUBLIC_SOURCE)
          return ids.map(resultOf)
        },
      },
      accounts: async () => [],
      access: { mayServe: () => true, generation: () => 0 },
      tally: createOperation(0).tally,
    }),
    budget,
    peers: { publishUse: () => {}, onUse: () => {} },
    clock,
    onPoll: () => {},
    onFault: (error) => {
      throw error
    },
  })

  return {
    live,
    x,
    budget,
    waiting: clock.waiting,
    like: (id: string) => likes.set(id, (likes.get(id) ?? 0) + 1),
    /** The polls since the last time, with the time since the start. */
    polls: () => polls.splice(0),
    pass: async (ms: number): Promise<void> => {
      // One second at a time, because a poll schedules the next one when its results have arrived.
      for (let passed = 0; passed < ms; passed += SECOND) {
        clock.pass(SECOND)
        await settled()
      }
    },
    subscribe: (given: Options = {}): Promise<Subscription> => {
      const { ids = ['1'], caller = createCaller(), plan = METRICS.plan, ...rest } = given
      return live.subscribe(caller, { ids, plan, counts: new Map(), every: 15, ...rest })
    },
  }
}

const next = async (subscription: Subscription): Promise<LiveMessage> => {
  const { value } = await subscription.next()
  if (value === undefined) throw new Error('The subscription has ended.')
  return value
}

const idsIn = ({ posts }: LiveMessage) => posts.map(({ tweet }) => tweet.id)
const at = (polls: readonly { readonly at: number }[]) => polls.map((poll) => poll.at / SECOND)

it('polls once for all subscribers with the same rights', async () => {
  const s = setUp()
  const streams = [
    await s.subscribe({ ids: ['1', '2'] }),
    await s.subscribe({ ids: ['2', '3'] }),
    await s.subscribe({ ids: ['1', '2'] }),
  ]
  for (const stream of streams) expect(idsIn(await next(stream))).toHaveLength(2)
  expect(s.polls().map(({ ids }) => ids)).toEqual([['1', '2'], ['3']])
  s.like('2')
  await s.pass(8 * SECOND)
  expect(s.polls()).toEqual([{ at: 8 * SECOND, ids: ['1', '2', '3'] }])
  const messages = await Promise.all(streams.map(next))
  expect(messages.map(idsIn)).toEqual([['2'], ['2'], ['2']])
  expect(messages[0]).toBe(messages[2])
})

it('polls separately for callers with other rights', async () => {
  const s = setUp()
  await s.subscribe()
  await s.subscribe({ caller: createCaller('other') })
  s.polls()
  await s.pass(8 * SECOND)
  expect(s.polls().map(({ ids }) => ids)).toEqual([['1'], ['1']])
})

it('polls at multiples of the interval, feeds of several intervals together', async () => {
  const s = setUp()
  await s.subscribe({ ids: ['1'], every: 15 })
  await s.subscribe({ ids: ['2'], every: 60 })
  s.polls()
  await s.pass(MINUTE)
  const polls = s.polls()
  expect(at(polls)).toEqual([8, 23, 38, 53])
  expect(polls.map(({ ids }) => ids)).toEqual([['1'], ['1'], ['1'], ['1', '2']])
})

it('sends no message when nothing that is selected has changed', async () => {
  const s = setUp()
  const metrics = await s.subscribe()
  const texts = await s.subscribe({ plan: { ...EMPTY_PLAN, tweet: new Set(['text']) } })
  await Promise.all([next(metrics), next(texts)])
  let received = 0
  void texts.next().then(() => {
    received += 1
  })
  s.like('1')
  await s.pass(15 * SECOND)
  expect(idsIn(await next(metrics))).toEqual(['1'])
  expect(received).toBe(0)
})

it('sends a slow subscriber one message with all changes', async () => {
  const s = setUp()
  const stream = await s.subscribe({ ids: ['1', '2', '3'] })
  await next(stream)
  s.like('1')
  await s.pass(15 * SECOND)
  s.like('2')
  await s.pass(15 * SECOND)
  expect(idsIn(await next(stream))).toEqual(['1', '2'])
})

it('serves a new subscriber without a poll while the results are younger than the interval', async () => {
  const s = setUp()
  await s.subscribe({ every: 60 })
  await s.pass(50 * SECOND)
  expect(idsIn(await next(await s.subscribe({ every: 60 })))).toEqual(['1'])
  expect(at(s.polls())).toEqual([0])
})

it('stops when the last subscriber leaves', async () => {
  const s = setUp()
  const streams = [await s.subscribe(), await s.subscribe()]
  s.polls()
  await streams[0]?.return?.()
  await s.pass(15 * SECOND)
  expect(s.polls()).toHaveLength(1)
  await streams[1]?.return?.()
  await s.pass(2 * MINUTE)
  expect(s.polls()).toEqual([])
  expect(s.waiting()).toBe(0)
  expect(s.live.size()).toEqual({ subscribers: 0, posts: 0 })
})

it('ends all subscriptions when it closes, and later ones at once', async () => {
  const s = setUp()
  const stream = await s.subscribe()
  await next(stream)
  const pending = stream.next()
  s.live.close()
  expect(await pending).toEqual({ done: true, value: undefined })
  expect(await (await s.subscribe()).next()).toEqual({ done: true, value: undefined })
  expect(s.waiting()).toBe(0)
})

it('doubles the interval until it fits the share, until the window ends', async () => {
  const every = 60
  const s = setUp()
  const window = { userId: undefined, endpoint: 'GET /2/tweets', limit: 300 } as const
  s.budget.merge({ ...window, remaining: 40, resetAt: START + 15 * MINUTE })
  const stream = await s.subscribe()
  const until = START + 15 * MINUTE
  const { pace } = await next(stream)
  expect(pace).toMatchObject({ intervalMs: every * SECOND, slowDown: { reason: 'BUDGET', until } })
  s.polls()
  await s.pass(14 * MINUTE)
  expect(s.polls()).toHaveLength((14 * 60) / every)
  await s.pass(2 * MINUTE)
  expect((await next(stream)).pace).toEqual({ intervalMs: 15 * SECOND, slowDown: undefined })
})

it('waits for the end of the window when X’s rate limit is used up', async () => {
  const s = setUp()
  const stream = await s.subscribe()
  await next(stream)
  s.polls()
  const until = START + 5 * MINUTE
  s.x.failure = new RateLimited(undefined, until, START)
  await s.pass(8 * SECOND)
  expect((await next(stream)).pace.slowDown).toMatchObject({ reason: 'RATE_LIMITED', until })
  delete s.x.failure
  await s.pass(5 * MINUTE)
  expect(at(s.polls())).toEqual([8, 300, 308])
})

it('doubles the interval after each failure, up to eight times, and serves stale posts', async () => {
  const s = setUp()
  const stream = await s.subscribe()
  await next(stream)
  s.polls()
  s.x.failure = UNAVAILABLE
  await s.pass(8 * SECOND)
  const { posts, lost, pace } = await next(stream)
  expect(posts.map(({ refreshError }) => refreshError)).toEqual([UNAVAILABLE])
  expect(lost).toEqual([])
  expect(pace).toMatchObject({ intervalMs: 30 * SECOND, slowDown: { reason: 'FAILING' } })
  await s.pass(10 * MINUTE)
  expect(at(s.polls())).toEqual([8, 23, 53, 113, 233, 353, 473, 593])
  expect(await next(stream)).toMatchObject({ posts: [], pace: { intervalMs: 120 * SECOND } })
  delete s.x.failure
  await s.pass(2 * MINUTE)
  expect(await next(stream)).toMatchObject({ lost: [], pace: { intervalMs: 15 * SECOND } })
})

it('reports posts that X has never sent as lost, and sends them later', async () => {
  const s = setUp()
  s.x.failure = UNAVAILABLE
  const stream = await s.subscribe()
  expect(await next(stream)).toMatchObject({ posts: [], lost: [{ id: '1', error: UNAVAILABLE }] })
  delete s.x.failure
  await s.pass(MINUTE)
  expect(await next(stream)).toMatchObject({ posts: [{ tweet: { id: '1' } }], lost: [] })
})

it('retains the posts when the caller’s rights cannot be checked', async () => {
  const s = setUp()
  const refusal: { error?: GatewayError } = {}
  const stream = await s.subscribe({ caller: createCaller('one', refusal) })
  await next(stream)
  s.polls()
  refusal.error = UNAVAILABLE
  await s.pass(8 * SECOND)
  const { posts, lost, pace } = await next(stream)
  expect([posts, lost, pace.slowDown?.reason]).toEqual([[], [], 'FAILING'])
  expect(s.polls()).toEqual([])
})

it('ends the subscriptions with the error when the caller has lost its access', async () => {
  const s = setUp()
  const refusal: { error?: GatewayError } = {}
  const stream = await s.subscribe({ caller: createCaller('one', refusal) })
  const other = await s.subscribe({ caller: createCaller('other') })
  await Promise.all([next(stream), next(other)])
  const pending = stream.next()
  refusal.error = new GatewayError('UNAUTHENTICATED', 'The session has ended.')
  s.like('1')
  await Promise.all([expect(pending).rejects.toBe(refusal.error), s.pass(8 * SECOND)])
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  expect(idsIn(await next(other))).toEqual(['1'])
})

it('ends the subscriptions of a caller whose own token X refuses', async () => {
  const s = setUp()
  const stream = await s.subscribe()
  await next(stream)
  s.x.failure = new GatewayError('UNAUTHENTICATED', 'X does not accept the token.')
  await s.pass(8 * SECOND)
  await expect(stream.next()).rejects.toBe(s.x.failure)
})

it('resumes after a cursor', async () => {
  const s = setUp()
  const ids = ['1', '2', '3']
  const stream = await s.subscribe({ ids })
  const { cursor } = await next(stream)
  await stream.return?.()
  s.like('2')
  await s.pass(45 * SECOND)
  expect(idsIn(await next(await s.subscribe({ ids, after: cursor })))).toEqual(['2'])
})

it.each([
  ['whose feed was discarded a minute after the last subscriber', (cursor: string) => cursor, 61],
  ['of another feed', () => '00000000.1', 0],
  ['from the future', (cursor: string) => `${cursor}000`, 0],
  ['without meaning', () => 'nonsense', 0],
])('sends everything after a cursor %s', async (_, change, seconds) => {
  const s = setUp()
  const ids = ['1', '2']
  const stream = await s.subscribe({ ids })
  const { cursor } = await next(stream)
  await stream.return?.()
  await s.pass(seconds * SECOND)
  expect(idsIn(await next(await s.subscribe({ ids, after: change(cursor) })))).toEqual(ids)
})
