import { expect, it } from 'vitest'

import { createCallLimit } from '../../../src/pipeline/call-limit.ts'
import { coalesced } from '../../../src/pipeline/coalesced.ts'
import { createOperation } from '../../../src/pipeline/operation.ts'
import type { Posts } from '../../../src/pipeline/request.ts'
import type { PostResult } from '../../../src/pipeline/result.ts'
import { batchKey } from '../../../src/plan/field-set.ts'
import { createClock } from '../../kit/clock.ts'
import { createNext, fields, requestFor, settled, sourceOf, tallyOf } from '../../kit/stages.ts'

const WINDOW_MS = 10

const setUp = (gateways = 1) => {
  const clock = createClock(0)
  const { next, calls, ids } = createNext()
  const load = coalesced<PostResult, Posts>({
    windowMs: WINDOW_MS,
    maxIds: 3,
    groupKey: ({ source, fieldSet }) => `${source.scope} ${batchKey(fieldSet)}`,
    postsIn: () => 1,
    gateways: () => gateways,
    now: clock.now,
    schedule: clock.schedule,
  })(next)
  return { clock, load, calls, ids }
}

it('sends a lone request at once', () => {
  const { load, ids } = setUp()
  void load(requestFor(['1', '2']))
  expect(ids()).toEqual([['1', '2']])
})

it('awaits an id that is in flight, and counts it as coalesced', async () => {
  const { load, calls, ids } = setUp()
  const first = load(requestFor(['1']))
  const operation = createOperation(1000)
  const second = load(requestFor(['1'], { operation }))
  expect(ids()).toEqual([['1']])
  await calls[0]?.answer()
  expect((await first).get('1')).toBe((await second).get('1'))
  expect(tallyOf(operation)).toEqual({ fromCache: 0, coalesced: 1 })
})

it('collects what arrives meanwhile, for the window per call in flight', async () => {
  const { clock, load, ids } = setUp()
  void load(requestFor(['1']))
  void load(requestFor(['2']))
  clock.pass(WINDOW_MS - 1)
  void load(requestFor(['3']))
  expect(ids()).toEqual([['1']])
  clock.pass(1)
  expect(ids()).toEqual([['1'], ['2', '3']])
})

it('waits longer for a full call when several gateways divide the requests', async () => {
  const { clock, load, calls, ids } = setUp(8)
  // One gateway with all requests would fill a call of three within 20 windows.
  for (let id = 1; id <= 39; id++) {
    void load(requestFor([String(id)]))
    clock.pass(100)
  }
  const sent = ids().map(({ length }) => length)
  expect(sent.slice(-8)).toEqual([3, 3, 3, 3, 3, 3, 3, 3])
  const left = 39 - sent.reduce((sum, each) => sum + each, 0)
  for (const call of calls) await call.answer()
  expect(ids()).toHaveLength(sent.length)
  void load(requestFor(Array.from({ length: 3 - left }, (_, id) => `new ${id}`)))
  expect(ids()).toHaveLength(sent.length + 1)
})

it('collects the requests of one turn when several gateways divide them', () => {
  const { clock, load, ids } = setUp(2)
  void load(requestFor(['1']))
  void load(requestFor(['2']))
  expect(ids()).toEqual([])
  clock.pass(0)
  expect(ids()).toEqual([['1', '2']])
})

it('sends an overdue request at the end of the turn, with what waits for a window', () => {
  const { clock, load, ids } = setUp(2)
  void load(requestFor(['1']))
  clock.pass(0)
  void load(requestFor(['2']))
  void load(requestFor(['3'], { overdue: true }))
  expect(ids()).toEqual([['1']])
  clock.pass(0)
  expect(ids()).toEqual([['1'], ['2', '3']])
})

it('sends a call that is full without waiting for the window', () => {
  const { load, ids } = setUp()
  void load(requestFor(['1']))
  void load(requestFor(['2', '3', '4', '5']))
  expect(ids()).toEqual([['1'], ['2', '3', '4']])
})

it('sends what waits as soon as nothing is in flight', async () => {
  const { load, calls, ids } = setUp()
  void load(requestFor(['1']))
  void load(requestFor(['2']))
  await calls[0]?.answer()
  expect(ids()).toEqual([['1'], ['2']])
})

it('merges the field sets of a pending call, and requests an id again that is in flight with fewer fields', () => {
  const { clock, load, calls, ids } = setUp()
  void load(requestFor(['1'], { fieldSet: fields('text') }))
  void load(requestFor(['1'], { fieldSet: fields('lang') }))
  void load(requestFor(['2'], { fieldSet: fields('source') }))
  clock.pass(WINDOW_MS)
  expect(ids()).toEqual([['1'], ['1', '2']])
  expect([...(calls[1]?.request.fieldSet.plan.tweet ?? [])].sort()).toEqual([
    'author_id',
    'lang',
    'source',
  ])
})

it('never shares a call between credentials', () => {
  const { load, ids } = setUp()
  void load(requestFor(['1']))
  void load(requestFor(['1'], { source: sourceOf('owned') }))
  expect(ids()).toEqual([['1'], ['1']])
})

it('lets background requests wait until their call is full, and interactive ones take them along', async () => {
  const { clock, load, ids } = setUp()
  expect(await load(requestFor(['1'], { background: true }))).toEqual(new Map())
  clock.pass(WINDOW_MS)
  expect(ids()).toEqual([])
  void load(requestFor(['2']))
  clock.pass(0)
  expect(ids()).toEqual([['1', '2']])
})

it('fails the ids of a late call only, and keeps the call for others', async () => {
  const { load, calls } = setUp()
  const late = await load(requestFor(['1'], { operation: createOperation(0) }))
  expect(late.get('1')).toMatchObject({ kind: 'failed', error: { code: 'UPSTREAM_TIMEOUT' } })
  const other = load(requestFor(['1']))
  await calls[0]?.answer()
  expect((await other).get('1')).toMatchObject({ kind: 'post' })
})

it('serves what came in time of several calls, and changes nothing when a late one ends', async () => {
  const { load, calls } = setUp()
  void load(requestFor(['1']))
  const loading = load(requestFor(['1', '2'], { operation: createOperation(0) }))
  void calls[0]?.answer()
  const results = await loading
  const expected = [
    ['1', 'post'],
    ['2', 'failed'],
  ]
  expect([...results].map(([id, { kind }]) => [id, kind])).toEqual(expected)
  await calls[1]?.answer()
  expect([...results].map(([id, { kind }]) => [id, kind])).toEqual(expected)
})

it('rejects with defects of the gateway, and goes on', async () => {
  const { load, calls, ids } = setUp()
  const broken = load(requestFor(['1']))
  await Promise.all([
    expect(broken).rejects.toThrow('a defect'),
    calls[0]?.reject(new Error('a defect')),
  ])
  void load(requestFor(['1']))
  await settled()
  expect(ids()).toEqual([['1'], ['1']])
})

it('begins no more calls than an operation may, and serves what it may', async () => {
  const { load, calls } = setUp()
  const operation = { ...createOperation(1000), callLimit: createCallLimit(1) }
  const results = load(requestFor(['1', '2', '3', '4'], { operation }))
  await calls[0]?.answer()
  expect([...(await results)].map(([id, { kind }]) => [id, kind])).toEqual([
    ['1', 'post'],
    ['2', 'post'],
    ['3', 'post'],
    ['4', 'failed'],
  ])
})
