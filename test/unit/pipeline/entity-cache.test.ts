import { expect, it } from 'vitest'

import { GatewayError } from '../../../src/infra/errors.ts'
import { createEntityCache } from '../../../src/pipeline/entity-cache.ts'
import { absent, type PostResult } from '../../../src/pipeline/result.ts'
import { createClock } from '../../kit/clock.ts'
import { fields, foundPost } from '../../kit/stages.ts'

const GONE = absent(new GatewayError('POST_NOT_FOUND', 'X has no such post.'))

const setUp = (given: { readonly publicMs?: number; readonly maxBytes?: number } = {}) => {
  const clock = createClock(0)
  const cache = createEntityCache<PostResult>({
    publicMs: 60_000,
    privateMs: 30_000,
    maxBytes: 10_000,
    now: clock.now,
    ...given,
  })
  const store = (id: string, ...names: string[]): void =>
    cache.store('public', id, {
      ...foundPost(id),
      fieldSet: fields(...names),
      at: clock.now(),
      bytes: 1000,
    })
  const ageOf = (id: string, ...names: string[]) =>
    cache.reader('public', fields(...names))(id)?.age
  return { clock, cache, store, ageOf }
}

it('serves an entry no longer than its lifetime if its time is ahead of the clock', () => {
  const { clock, cache, ageOf } = setUp()
  const at = clock.now() + 3_600_000
  cache.store('public', '1', { ...foundPost('1'), fieldSet: fields('text'), at, bytes: 1000 })
  expect(ageOf('1', 'text')).toBe('fresh')
  clock.pass(60_000)
  expect(ageOf('1', 'text')).toBe('aging')
})

it('lets entries be fresh, aging and stale, one after the other', () => {
  const { clock, store, ageOf } = setUp()
  store('1', 'text')
  const ages = [0, 60_000, 60_000, 3_480_000].map((ms) => {
    clock.pass(ms)
    return ageOf('1', 'text')
  })
  expect(ages).toEqual(['fresh', 'aging', 'stale', undefined])
})

it('lets private entries age sooner', () => {
  const { clock, cache } = setUp()
  const fieldSet = fields('text')
  cache.store('owned', '1', { ...foundPost('1'), fieldSet, at: 0, bytes: 1 })
  clock.pass(30_000)
  expect(cache.reader('owned', fieldSet)('1')?.age).toBe('aging')
})

it('keeps entries of one post side by side, until one covers another', () => {
  const { store, ageOf } = setUp()
  store('1', 'lang')
  store('1', 'source')
  expect([ageOf('1', 'lang'), ageOf('1', 'source'), ageOf('1', 'lang', 'source')]).toEqual([
    'fresh',
    'fresh',
    undefined,
  ])
  store('1', 'lang', 'source')
  expect(ageOf('1', 'lang', 'source')).toBe('fresh')
})

it('lets an absence replace and serve everything, for ten seconds', () => {
  const { clock, cache, store, ageOf } = setUp()
  store('1', 'text')
  cache.store('public', '1', { ...GONE, fieldSet: undefined, at: 0, bytes: 1 })
  expect(cache.reader('public', fields('lang'))('1')?.value).toMatchObject(GONE)
  clock.pass(10_000)
  expect(ageOf('1', 'text')).toBeUndefined()
  store('1', 'text')
  expect(cache.reader('public', fields('text'))('1')?.value.kind).toBe('post')
})

it('takes no more room than it may, and evicts the least recently used', () => {
  const { cache, store, ageOf } = setUp({ maxBytes: 3000 })
  for (const id of ['1', '2', '3']) store(id, 'text')
  ageOf('1', 'text')
  store('4', 'text')
  expect(['1', '2', '3', '4'].map((id) => ageOf(id, 'text'))).toEqual([
    'fresh',
    undefined,
    'fresh',
    'fresh',
  ])
  expect(cache.size()).toEqual({ entries: 3, bytes: 3000 })
})

it('stores nothing when its lifetime is 0', () => {
  const { cache, store, ageOf } = setUp({ publicMs: 0 })
  store('1', 'text')
  expect([cache.isEnabled('public'), cache.isEnabled('owned'), ageOf('1', 'text')]).toEqual([
    false,
    true,
    undefined,
  ])
})
