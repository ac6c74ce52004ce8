// Claims between gateways, with a fake Redis that the test answers for.

import { expect, it } from 'vitest'

import type {
  ClaimReply,
  ClaimRequest,
  ClaimStore,
  Publication,
} from '../../../src/infra/claim-store.ts'
import { GatewayError } from '../../../src/infra/errors.ts'
import { createCallLimit } from '../../../src/pipeline/call-limit.ts'
import { claimed } from '../../../src/pipeline/claimed.ts'
import { createClaims } from '../../../src/pipeline/claims.ts'
import { coalesced } from '../../../src/pipeline/coalesced.ts'
import { createOperation } from '../../../src/pipeline/operation.ts'
import type { Partition } from '../../../src/pipeline/partitions.ts'
import { published } from '../../../src/pipeline/published.ts'
import type { Posts } from '../../../src/pipeline/request.ts'
import { failed, type PostResult } from '../../../src/pipeline/result.ts'
import { postCodec } from '../../../src/pipeline/stored-results.ts'
import { RateLimited } from '../../../src/x/errors.ts'
import { createClock } from '../../kit/clock.ts'
import {
  createNext,
  fields,
  foundPost,
  requestFor,
  tallyOf,
  settled as turn,
} from '../../kit/stages.ts'

/** A script call is sent in the turn of the event loop after the one in which it became necessary. */
const settled = async (): Promise<void> => {
  await turn()
  await turn()
}

const CLAIMED: ClaimReply = { kind: 'claimed' }
const ELSEWHERE: ClaimReply = { kind: 'elsewhere', token: 'other.1', leftMs: 2000 }

const PARTITION: Partition = {
  name: 'public',
  lifeMs: 60_000,
  credentialId: undefined,
  notBefore: 0,
  seal: (text) => `sealed ${text}`,
  open: (sealed) => (sealed.startsWith('sealed ') ? sealed.slice(7) : undefined),
}

const textOf = (result: PostResult): string => `sealed ${postCodec.write(result)}`
const storedPost = (id: string, kind: 'value' | 'result' = 'value'): ClaimReply => ({
  kind,
  at: 7,
  text: textOf(foundPost(id, { at: 7 })),
})
const keyOf = (id: string): string => `public post ${id}`

/** A Redis that records what it is sent. The test answers each script call. */
const createRedis = () => {
  const asked: {
    readonly token: string
    readonly requests: readonly ClaimRequest[]
    answer(replies: readonly ClaimReply[] | undefined): Promise<void>
  }[] = []
  const publications: Publication[] = []
  const renewals: string[][] = []
  const listeners: {
    publication: (keys: readonly string[]) => void
    connection: (up: boolean) => void
  } = {
    publication: () => {},
    connection: () => {},
  }
  const store: ClaimStore = {
    claim: (token, requests) =>
      new Promise((resolve) => {
        asked.push({
          token,
          requests,
          answer: async (replies) => {
            resolve(replies && { replies, gateways: 2 })
            await settled()
          },
        })
      }),
    publish: (list) => publications.push(...list),
    renew: (claims) => renewals.push(claims.map(({ key }) => key)),
    erase: () => {},
    onPublication: (listener) => {
      listeners.publication = listener
    },
    onConnection: (listener) => {
      listeners.connection = listener
    },
  }
  return {
    store,
    asked,
    publications,
    renewals,
    listeners,
    ids: () => asked.map(({ requests }) => requests.map(({ key }) => key.split(' ')[2])),
  }
}

const setUp = () => {
  const clock = createClock(0)
  const redis = createRedis()
  const claims = createClaims({
    store: redis.store,
    maxCallMs: 5000,
    now: clock.now,
    schedule: clock.schedule,
    processId: 'own',
  })
  const { next, calls, ids } = createNext()
  const shared = {
    claims,
    partitionOf: () => PARTITION,
    keyOf: (_: Posts, id: string) => `post ${id}`,
    codec: postCodec,
    now: clock.now,
  }
  const cached: string[] = []
  const load = claimed<PostResult, Posts>({
    ...shared,
    access: { mark: () => 0, acceptElsewhere: () => true },
    recorders: [(_, results) => cached.push(...results.keys())],
    postsIn: () => 1,
  })(
    coalesced<PostResult, Posts>({
      windowMs: 0,
      maxIds: 100,
      groupKey: () => '',
      postsIn: () => 1,
    })(published<PostResult, Posts>(shared)(next)),
  )
  return { clock, redis, claims, load, calls, ids, cached }
}

it('claims what the requests of one turn need in one script call, and what is in flight here not again', async () => {
  const { redis, load, ids, calls } = setUp()
  const first = load(requestFor(['1', '2']))
  const second = load(requestFor(['2', '3']))
  await settled()
  expect(redis.ids()).toEqual([['1', '2', '3']])
  await redis.asked[0]?.answer([CLAIMED, CLAIMED, CLAIMED])
  const third = load(requestFor(['1']))
  await settled()
  expect([redis.asked.length, ids()]).toEqual([1, [['1', '2'], ['3']]])
  for (const call of calls) await call.answer()
  expect((await Promise.all([first, second, third])).map(({ size }) => size)).toEqual([2, 2, 1])
})

it('names the fields that its call brings, and claims again what another request needs beyond them', async () => {
  const { redis, load } = setUp()
  void load(requestFor(['1'], { fieldSet: fields('text', 'lang') }))
  await settled()
  await redis.asked[0]?.answer([CLAIMED])
  void load(requestFor(['1'], { fieldSet: fields('lang') }))
  void load(requestFor(['1'], { fieldSet: fields('source') }))
  await settled()
  expect(redis.asked.map(({ requests }) => requests.map((each) => each.fields))).toEqual([
    ['tweet:author_id tweet:lang'],
    ['tweet:author_id tweet:source'],
  ])
})

it('serves and caches a value of another gateway without a call', async () => {
  const { redis, load, ids, cached } = setUp()
  const operation = createOperation(1000, { notBefore: 5 })
  const results = load(requestFor(['1'], { operation }))
  await settled()
  expect(redis.asked[0]?.requests).toMatchObject([{ notBefore: 5 }])
  await redis.asked[0]?.answer([storedPost('1')])
  expect((await results).get('1')).toMatchObject({ kind: 'post', tweet: { id: '1' }, at: 7 })
  expect([ids(), cached, tallyOf(operation)]).toEqual([[], ['1'], { fromCache: 1, coalesced: 0 }])
})

it.each([
  ['that it cannot decrypt', { kind: 'value', at: 7, text: 'of another scope' }],
  ['that it cannot read', { kind: 'value', at: 7, text: 'sealed {' }],
] as const)('requests a post with a value %s itself', async (_, reply) => {
  const { redis, load, ids } = setUp()
  void load(requestFor(['1']))
  await settled()
  await redis.asked[0]?.answer([reply])
  expect(ids()).toEqual([['1']])
})

it('requests its own part at once, and waits for what another gateway requests', async () => {
  const { redis, load, ids, calls } = setUp()
  const operation = createOperation(1000)
  const results = load(requestFor(['1', '2'], { operation }))
  await settled()
  await redis.asked[0]?.answer([CLAIMED, ELSEWHERE])
  expect(ids()).toEqual([['1']])
  await calls[0]?.answer()
  redis.listeners.publication([keyOf('3')])
  await settled()
  expect(redis.asked).toHaveLength(1)
  redis.listeners.publication([keyOf('2')])
  await settled()
  expect(redis.asked[1]?.requests).toMatchObject([{ key: keyOf('2'), awaited: 'other.1' }])
  await redis.asked[1]?.answer([storedPost('2', 'result')])
  expect([...(await results).keys()]).toEqual(['1', '2'])
  expect([ids(), tallyOf(operation)]).toEqual([[['1']], { fromCache: 0, coalesced: 1 }])
})

it('claims again at once when the publication came before the reply', async () => {
  const { redis, load } = setUp()
  void load(requestFor(['1']))
  await settled()
  redis.listeners.publication([keyOf('1')])
  await redis.asked[0]?.answer([ELSEWHERE])
  await settled()
  expect(redis.ids()).toEqual([['1'], ['1']])
})

it.each<[string, (s: ReturnType<typeof setUp>) => void]>([
  ['the lease of the other gateway has ended', ({ clock }) => clock.pass(2001)],
  ['the connection to Redis is lost', ({ redis }) => redis.listeners.connection(false)],
])('claims again when %s', async (_, happen) => {
  const s = setUp()
  void s.load(requestFor(['1']))
  await settled()
  await s.redis.asked[0]?.answer([ELSEWHERE])
  s.clock.pass(1999)
  await settled()
  expect(s.redis.asked).toHaveLength(1)
  happen(s)
  await settled()
  await s.redis.asked[1]?.answer([CLAIMED])
  expect(s.calls).toMatchObject([{ request: { ids: ['1'], overdue: true } }])
})

it('shares a failure of X with those who wait for it', async () => {
  const { redis, load, ids } = setUp()
  const results = load(requestFor(['1']))
  await settled()
  await redis.asked[0]?.answer([ELSEWHERE])
  redis.listeners.publication([keyOf('1')])
  await settled()
  const error = new RateLimited(undefined, 60_000, 0)
  await redis.asked[1]?.answer([{ kind: 'result', at: 7, text: textOf(failed(error)) }])
  const result = (await results).get('1')
  expect(result).toEqual(failed(error))
  expect([result?.kind === 'failed' && result.error instanceof RateLimited, ids()]).toEqual([
    true,
    [],
  ])
})

it('waits no longer than the operation may take', async () => {
  const { redis, load } = setUp()
  const results = load(requestFor(['1'], { operation: createOperation(0) }))
  await settled()
  await redis.asked[0]?.answer([ELSEWHERE])
  expect((await results).get('1')).toMatchObject({ error: { code: 'UPSTREAM_TIMEOUT' } })
})

it('renews its claims while the call is in flight, and publishes the results', async () => {
  const { clock, redis, load, calls } = setUp()
  void load(requestFor(['1', '2']))
  await settled()
  await redis.asked[0]?.answer([CLAIMED, CLAIMED])
  clock.pass(1400)
  expect(redis.renewals).toEqual([
    [keyOf('1'), keyOf('2')],
    [keyOf('1'), keyOf('2')],
  ])
  const missing = failed(new GatewayError('UPSTREAM_UNAVAILABLE', 'X is down.'))
  await calls[0]?.answer(
    new Map<string, PostResult>([
      ['1', foundPost('1')],
      ['2', missing],
    ]),
  )
  expect(redis.publications).toEqual([
    {
      key: keyOf('1'),
      tokens: ['own.1'],
      text: textOf(foundPost('1')),
      fields: 'tweet:author_id',
      at: 1400,
      lifeMs: 60_000,
    },
    {
      key: keyOf('2'),
      tokens: ['own.1'],
      text: textOf(missing),
      fields: '!',
      at: 1400,
      lifeMs: 60_000,
    },
  ])
  clock.pass(1000)
  expect(redis.renewals).toHaveLength(2)
})

it('leaves a claim to its lease when its call takes too long', async () => {
  const { clock, redis, load } = setUp()
  void load(requestFor(['1']))
  await settled()
  await redis.asked[0]?.answer([CLAIMED])
  clock.pass(10_000)
  expect(redis.renewals).toHaveLength(10)
})

it.each([
  ['the gateway is too busy to call X', 'OVERLOADED'],
  ['the circuit breaker is open', 'RESTING'],
])('releases its claims without a result when %s', async (_, reason) => {
  const { redis, load, calls } = setUp()
  void load(requestFor(['1']))
  await settled()
  await redis.asked[0]?.answer([CLAIMED])
  const error = new GatewayError('UPSTREAM_UNAVAILABLE', 'Not now.', { details: { reason } })
  await calls[0]?.answer(new Map([['1', failed(error)]]))
  expect(redis.publications).toMatchObject([
    { key: keyOf('1'), tokens: ['own.1'], text: undefined },
  ])
})

it('releases claims for which the operation may begin no call', async () => {
  const { redis, load } = setUp()
  const operation = { ...createOperation(1000), callLimit: createCallLimit(0) }
  const results = load(requestFor(['1'], { operation }))
  await settled()
  await redis.asked[0]?.answer([CLAIMED])
  expect((await results).get('1')).toMatchObject({ error: { code: 'LIMIT_EXCEEDED' } })
  expect(redis.publications).toMatchObject([
    { key: keyOf('1'), tokens: ['own.1'], text: undefined },
  ])
})

it('releases its claims when a call ends with a defect, and when the gateway stops', async () => {
  const { redis, load, calls, claims } = setUp()
  const broken = load(requestFor(['1']))
  void load(requestFor(['2']))
  await settled()
  await redis.asked[0]?.answer([CLAIMED, CLAIMED])
  await Promise.all([
    expect(broken).rejects.toThrow('a defect'),
    calls[0]?.reject(new Error('a defect')),
  ])
  expect(redis.publications.map(({ key }) => key)).toEqual([keyOf('1')])
  claims.close()
  expect(redis.publications.map(({ key }) => key)).toEqual([keyOf('1'), keyOf('2')])
})

it('requests everything itself while Redis is slow or gone', async () => {
  const { redis, load, ids, calls } = setUp()
  const results = load(requestFor(['1', '2']))
  await settled()
  await redis.asked[0]?.answer(undefined)
  expect(ids()).toEqual([['1', '2']])
  await calls[0]?.answer()
  expect((await results).size).toBe(2)
})

it('lets nobody wait for a background request', async () => {
  const { redis, load, ids } = setUp()
  const results = load(requestFor(['1'], { background: true }))
  await settled()
  await redis.asked[0]?.answer([ELSEWHERE])
  expect([[...(await results)], ids()]).toEqual([[], []])
})
