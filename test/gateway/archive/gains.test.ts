// Gains of accounts, in SQLite and in PostgreSQL: whatever is written, thinned or deleted, they equal what the stored samples
// say.

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { decode, encode } from '../../../src/archive/encoding.ts'
import { daysOf, type PostCount, periodsIn } from '../../../src/archive/periods.ts'
import { openPostgresArchive } from '../../../src/archive/postgres.ts'
import type { PostRecord } from '../../../src/archive/records.ts'
import { openSqliteArchive } from '../../../src/archive/sqlite.ts'
import type { SeriesKey, Store } from '../../../src/archive/store.ts'
import { MEMORY } from '../../../src/infra/sqlite.ts'
import { DAY, HOUR, MINUTE, postgresAt, START } from '../../kit/archives.ts'
import { bruteForce } from '../../kit/brute-force.ts'
import { hasPostgres, NEEDS_POSTGRES } from '../../kit/postgres.ts'
import { createDatabases } from '../../kit/shared-postgres.ts'

const POSTS = 4
const COUNTS: readonly PostCount[] = ['impression_count', 'like_count', 'engagements']
const QUARTER = 15 * MINUTE

/** Times on and off the ends of minutes and quarters of an hour. */
const time = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map((quarter) => quarter * QUARTER),
  fc.integer({ min: 0, max: 40 * DAY }),
  fc.integer({ min: 0, max: 3 * HOUR }),
)

const post = fc.integer({ min: 0, max: POSTS - 1 })
const count = fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined, freq: 4 })

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('record' as const), post }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('samples' as const),
      post,
      isPrivate: fc.boolean(),
      samples: fc.array(fc.record({ at: time, counts: fc.tuple(count, count, count) }), {
        minLength: 1,
        maxLength: 8,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), post }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('thin' as const),
      days: fc.integer({ min: 0, max: 120 }),
    }),
  },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const recordOf = (account: string, index: number): PostRecord => ({
  id: `${account}${index}`,
  authorId: account,
  // The first post is a repost, and the last one is old when it is sampled.
  createdAt: START - (index === POSTS - 1 ? 20 * DAY : 0),
  text: `Post ${index}`,
  kind: index === 0 ? 'REPOST' : 'POST',
  promoted: false,
})

const keyOf = (account: string, index: number, isPrivate: boolean): SeriesKey => ({
  subject: `${account}${index}`,
  kind: isPrivate ? 1 : 0,
  owner: isPrivate ? account : '',
})

const run = async (store: Store, account: string, each: Step): Promise<void> => {
  switch (each.kind) {
    case 'record':
      return store.write([], [{ ...recordOf(account, each.post), at: START }])
    case 'delete':
      return store.deletePosts([`${account}${each.post}`])
    case 'thin':
      while (await store.maintain(START + each.days * DAY, 1_000_000));
      return
    default: {
      const samples = each.samples.flatMap(({ at, counts }) => {
        const values = COUNTS.map((name, index) => [name, counts[index]])
        const numbers = encode(Object.fromEntries(values))
        return numbers === undefined ? [] : [{ at: START + at, numbers }]
      })
      const key = keyOf(account, each.post, each.isPrivate)
      samples.sort((one, other) => one.at - other.at)
      return store.write([{ key, postId: key.subject, samples }], [])
    }
  }
}

const verify = async (store: Store, account: string, isPrivate: boolean): Promise<void> => {
  const records = await store.records({ authorId: account, limit: 100 })
  const posts = await Promise.all(
    records
      .filter(({ kind }) => kind !== 'REPOST')
      .map(async ({ id, createdAt }) => {
        const key = keyOf(account, Number(id.slice(account.length)), isPrivate)
        const segments = await store.segments(key, 0, Number.MAX_SAFE_INTEGER)
        return {
          createdAt,
          samples: segments.map(({ began, numbers }) => ({ at: began, numbers: decode(numbers) })),
        }
      }),
  )
  for (const length of [QUARTER, 7 * HOUR, DAY]) {
    const bounds = Array.from({ length: 50 }, (_, index) => START - DAY + index * length)
    const group = isPrivate ? 'non_public_metrics' : 'public_metrics'
    const query = { account, group, counts: COUNTS, bounds } as const
    const days = await store.gains(account, isPrivate ? 1 : 0, daysOf(query))
    const periods = periodsIn(days, query)
    const expected = bounds.slice(1).map((until, index) => {
      const since = bounds[index] ?? 0
      return COUNTS.map((name) => bruteForce(posts, name, since, until))
    })
    expect(periods.map(({ counts }) => counts)).toEqual(expected)
    for (const [index, { sampled }] of periods.entries()) {
      const [since = 0, until = 0] = bounds.slice(index, index + 2)
      const isIn = ({ at }: { readonly at: number }) => at > since && at <= until
      if (posts.some(({ samples }) => samples.some(isIn))) expect(sampled).toBe(true)
    }
  }
}

describe.each([
  ['SQLite', true, ''],
  ['PostgreSQL', hasPostgres, NEEDS_POSTGRES],
] as const)('gains in %s', (kind, isAvailable, needs) => {
  let store: Store
  const opened = new AsyncDisposableStack()
  beforeAll(async () => {
    if (!isAvailable) return
    if (kind === 'SQLite') store = await openSqliteArchive(MEMORY)
    else {
      const databases = opened.use(createDatabases())
      store = await openPostgresArchive(postgresAt(await databases.next()))
    }
    opened.defer(store.close)
  })
  afterAll(() => opened.disposeAsync())

  let accounts = 0

  it.runIf(isAvailable)(`equal what the stored samples say${needs}`, async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 14 })
    const numRuns = kind === 'SQLite' ? 200 : 40
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const account = `${++accounts}0000`
        for (const each of all) await run(store, account, each)
        await verify(store, account, false)
        await verify(store, account, true)
        while ((await store.deleteOwner(account, START)).hasMore);
        expect(await store.gains(account, 0, { until: 1_000_000, divided: [] })).toEqual([])
      }),
      { numRuns },
    )
  })
})
