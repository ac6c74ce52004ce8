import { describe, expect, it } from 'vitest'
import { createPostCost } from '../../../src/pipeline/costs.ts'
import { createEntityCache } from '../../../src/pipeline/entity-cache.ts'
import { createFacts } from '../../../src/pipeline/facts.ts'
import type { XResponse } from '../../../src/pipeline/fetched.ts'
import { createOperation } from '../../../src/pipeline/operation.ts'
import { recorded } from '../../../src/pipeline/recorded.ts'
import { createFactRecorder, createPostStore } from '../../../src/pipeline/recorders.ts'
import type { EntityRequest, Posts } from '../../../src/pipeline/request.ts'
import type { PostResult } from '../../../src/pipeline/result.ts'
import { createBilling } from '../../../src/x/prices.ts'
import { fields, foundPost, requestFor } from '../../kit/stages.ts'

const RESPONSE: XResponse = {
  envelope: { data: [{ id: '1' }, { id: '2' }], includes: { users: [{ id: '7' }] } },
  at: 0,
  bytes: 100,
  gaps: [],
  nextToken: undefined,
}

const resultsOf = (...posts: PostResult[]): ReadonlyMap<string, PostResult> =>
  new Map(posts.map((post, index) => [String(index + 1), post]))

it('shows every answer to every recorder, and a failed call to none', async () => {
  const seen: string[] = []
  const stage = recorded<PostResult, Posts>([() => seen.push('first'), () => seen.push('second')])
  const results = resultsOf(foundPost('1'))
  const load = stage(async () => ({ results, response: RESPONSE }))
  expect(await load(requestFor(['1']))).toBe(results)
  await stage(async () => ({ results, response: undefined }))(requestFor(['1']))
  expect(seen).toEqual(['first', 'second'])
})

describe('the cost', () => {
  const pay = (request: EntityRequest<Posts>, _: string, usd: number): void => {
    request.operation.tally.usd += usd
  }

  it.each([
    [true, 0.02],
    [false, 0.01],
  ])('is that of posts, and of users if X bills expansions (%s)', (billsExpansions, usd) => {
    const record = createPostCost(
      { billing: createBilling({ wall: () => 0 }), billsExpansions },
      pay,
    )
    const costs = [1, 2].map(() => {
      const operation = createOperation(1000)
      record(requestFor(['1', '2'], { operation }), resultsOf(), RESPONSE)
      return [operation.tally.posts, operation.tally.users, operation.tally.usd]
    })
    expect(costs).toEqual([
      [2, 1, usd],
      [2, 1, 0],
    ])
  })

  it('of a post whose id cannot be read is charged to the request', () => {
    const paid: string[] = []
    const pricing = { billing: createBilling({ wall: () => 0 }), billsExpansions: true }
    const record = createPostCost(pricing, (_, id) => paid.push(id))
    const data = [{ id: { toString: {} }, author_id: '7' }, { id: '2' }]
    const envelope = { data, includes: { users: [{ id: '7' }] } }
    record(requestFor(['1', '2']), resultsOf(), { ...RESPONSE, envelope })
    expect(paid).toEqual(['1', '2', '1'])
  })
})

describe('the facts', () => {
  it('are the authors, the reposts and the posts that were never promoted', () => {
    const facts = createFacts(() => 0)
    const post = foundPost('1', {
      tweet: { id: '1', author_id: '7' },
      refusals: new Map([
        ['organic_metrics', { reason: 'REPOST' }],
        ['promoted_metrics', { reason: 'NOT_PROMOTED' }],
      ]),
    })
    createFactRecorder(facts)(requestFor(['1']), resultsOf(post), RESPONSE)
    expect([facts.authorOf('1'), facts.isRepost('1'), facts.isUnpromoted('1')]).toEqual([
      '7',
      true,
      true,
    ])
  })
})

describe('the cache', () => {
  it('stores posts without the other objects of their answer, and no incomplete ones', () => {
    const cache = createEntityCache<PostResult>({
      publicMs: 1000,
      privateMs: 0,
      maxBytes: 100_000,
      now: () => 0,
    })
    const { related } = foundPost('1')
    const users = new Map([
      ['7', { id: '7' }],
      ['8', { id: '8' }],
    ])
    const post = foundPost('1', {
      tweet: { id: '1', author_id: '7' },
      related: { ...related, users },
    })
    const incomplete = foundPost('2', { incomplete: 'X could not read a field.' })
    createPostStore(cache)(requestFor(['1', '2']), resultsOf(post, incomplete), RESPONSE)
    const found = (id: string) => cache.reader('public', fields('text'))(id)?.value
    const stored = found('1')
    expect(stored?.kind === 'post' && [...stored.related.users.keys()]).toEqual(['7'])
    expect(found('2')).toBeUndefined()
  })
})
