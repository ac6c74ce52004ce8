import { expect, it } from 'vitest'

import { GatewayError } from '../../../src/infra/errors.ts'
import { cached, freshValues } from '../../../src/pipeline/cached.ts'
import { createEntityCache } from '../../../src/pipeline/entity-cache.ts'
import { createOperation } from '../../../src/pipeline/operation.ts'
import type { Posts } from '../../../src/pipeline/request.ts'
import { failed, type PostResult } from '../../../src/pipeline/result.ts'
import { createClock } from '../../kit/clock.ts'
import { createNext, fields, foundPost, requestFor, sourceOf, tallyOf } from '../../kit/stages.ts'

const FRESH_MS = 1000
const OUTAGE = new GatewayError('UPSTREAM_UNAVAILABLE', 'X is down.')
const REFUSAL = new GatewayError('CREDENTIALS_REJECTED', 'X refuses the token.')

const setUp = () => {
  const clock = createClock(0)
  const { next, calls, ids } = createNext()
  const cache = createEntityCache<PostResult>({
    publicMs: FRESH_MS,
    privateMs: FRESH_MS,
    maxBytes: 1_000_000,
    now: clock.now,
  })
  let accepted = true
  const options = {
    cache,
    access: { mayServe: () => accepted },
    keyOf: (_: Posts, id: string) => id,
    postsIn: () => 1,
  }
  const load = cached<PostResult, Posts>(options)(next)
  const fresh = freshValues<PostResult, Posts>(options)
  const store = (id: string, scope = 'public', fieldSet = fields('text')): void =>
    cache.store(scope, id, { ...foundPost(id), fieldSet, at: clock.now(), bytes: 100 })
  const refuse = (): void => {
    accepted = false
  }
  return { clock, load, fresh, store, cache, calls, ids, refuse }
}

it('serves fresh posts without a call, and counts them', async () => {
  const { load, store, ids } = setUp()
  store('1')
  const operation = createOperation(1000)
  expect((await load(requestFor(['1'], { operation }))).get('1')).toMatchObject({ kind: 'post' })
  expect([ids(), tallyOf(operation)]).toEqual([[], { fromCache: 1, coalesced: 0 }])
})

it('returns fresh posts without a promise, in the order of their ids', () => {
  const { fresh, store, clock } = setUp()
  store('1')
  clock.pass(10)
  store('2')
  const operation = createOperation(1000)
  const posts = fresh(requestFor(['2', '1', '2'], { operation }))
  expect(posts?.map((post) => post.kind === 'post' && post.tweet.id)).toEqual(['2', '1', '2'])
  expect(operation.tally.oldest).toBe(0)
})

it('returns no post without a promise if one of them is missing, aging, too old or refused', () => {
  const { fresh, store, clock, refuse } = setUp()
  store('1')
  const operation = createOperation(1000, { notBefore: 1 })
  expect(fresh(requestFor(['1', '2']))).toBeUndefined()
  expect(fresh(requestFor(['1'], { fieldSet: fields('lang') }))).toBeUndefined()
  expect(fresh(requestFor(['1'], { operation }))).toBeUndefined()
  expect(fresh(requestFor(['1']))).toHaveLength(1)
  clock.pass(FRESH_MS)
  expect(fresh(requestFor(['1']))).toBeUndefined()
  store('1')
  refuse()
  expect(fresh(requestFor(['1']))).toBeUndefined()
  expect(operation.tally.oldest).toBe(Number.POSITIVE_INFINITY)
})

it('requests only what is missing', async () => {
  const { load, store, calls, ids } = setUp()
  store('1')
  const results = load(requestFor(['1', '2']))
  expect(ids()).toEqual([['2']])
  await calls[0]?.answer()
  expect([...(await results).keys()].sort()).toEqual(['1', '2'])
})

it('serves a post only for the fields that it was requested with', () => {
  const { load, store, ids } = setUp()
  store('1', 'public', fields('text', 'lang'))
  void load(requestFor(['1'], { fieldSet: fields('lang') }))
  expect(ids()).toEqual([])
  void load(requestFor(['1'], { fieldSet: fields('source') }))
  expect(ids()).toEqual([['1']])
})

it('serves an entity that has what is needed of it, although the call would request more', () => {
  const { load, store, ids } = setUp()
  store('1')
  const text = fields('text')
  const fieldSet = fields('text', 'lang')
  const neededOf = (id: string) => (id === '1' ? text : fieldSet)
  void load(requestFor(['1', '2'], { fieldSet, neededOf }))
  expect(ids()).toEqual([['2']])
})

it('serves an aging post, and refreshes it in the background', async () => {
  const { clock, load, store, calls } = setUp()
  store('1')
  clock.pass(FRESH_MS)
  const operation = createOperation(1000)
  expect((await load(requestFor(['1'], { operation }))).get('1')?.kind).toBe('post')
  expect(calls.map(({ request }) => request.background)).toEqual([true])
  // The refresh is not charged to the operation.
  expect(calls[0]?.request.operation).not.toBe(operation)
})

it('serves nothing that is older than an operation accepts, except in place of a failure', async () => {
  const { clock, load, store, calls } = setUp()
  store('1')
  clock.pass(10)
  const operation = createOperation(1000, { notBefore: 5 })
  const results = load(requestFor(['1'], { operation }))
  await calls[0]?.answer(new Map([['1', failed(OUTAGE)]]))
  expect((await results).get('1')).toMatchObject({ kind: 'post', refreshError: OUTAGE })
})

it('serves a stale post through an outage, for an hour', async () => {
  const { clock, load, store, calls } = setUp()
  store('1')
  clock.pass(3_599_000)
  const during = load(requestFor(['1']))
  await calls[0]?.answer(new Map([['1', failed(OUTAGE)]]))
  expect((await during).get('1')).toMatchObject({ kind: 'post', refreshError: OUTAGE })
  clock.pass(1000)
  const later = load(requestFor(['1']))
  await calls[1]?.answer(new Map([['1', failed(OUTAGE)]]))
  expect((await later).get('1')).toMatchObject({ kind: 'failed' })
})

it.each([
  ['X refuses the call', REFUSAL, false],
  ['X has refused the credential meanwhile', OUTAGE, true],
])('serves no stale private post when %s', async (_, error, isRefused) => {
  const { clock, load, store, calls, refuse } = setUp()
  store('1', 'owned')
  clock.pass(FRESH_MS * 3)
  const results = load(requestFor(['1'], { source: sourceOf('owned') }))
  if (isRefused) refuse()
  await calls[0]?.answer(new Map([['1', failed(error)]]))
  expect((await results).get('1')).toEqual(failed(error))
})

it('serves nothing at all for a credential that X has refused', () => {
  const { load, store, ids, refuse } = setUp()
  store('1', 'owned')
  refuse()
  void load(requestFor(['1'], { source: sourceOf('owned') }))
  expect(ids()).toEqual([['1']])
})

it('keeps the entries of different scopes apart', () => {
  const { load, store, ids } = setUp()
  store('1', 'owned')
  void load(requestFor(['1']))
  void load(requestFor(['1'], { source: sourceOf('another') }))
  expect(ids()).toEqual([['1'], ['1']])
})
