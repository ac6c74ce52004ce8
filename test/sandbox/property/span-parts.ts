// Random parts of timelines: mostly valid ones, whose combination may match no post.

import fc from 'fast-check'

import { idAt } from '../../kit/sandbox/world-with-posts.ts'
import { ABSENT, hostileText, joinParts, listParameter, type Part, part } from './query-parts.ts'

/** An optional parameter: usually absent, mostly valid if present. */
const optional = (name: string, valid: fc.Arbitrary<string>, wrong: readonly string[]) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.constant(ABSENT) },
    { weight: 30, arbitrary: valid.map((value) => part(name, value)) },
    {
      weight: 1,
      arbitrary: fc
        .oneof(fc.constantFrom(...wrong), hostileText)
        .map((value) => part(name, value, value === '' ? 'unknown' : 'invalid')),
    },
    {
      weight: 1,
      arbitrary: valid.map((value): Part => {
        const once = part(name, value)
        return { ...joinParts([once, once]), verdict: 'invalid' }
      }),
    },
  )

const between = (from: string, to: string): fc.Arbitrary<number> =>
  fc.integer({ min: Date.parse(from), max: Date.parse(to) })

const EARLY = between('2024-06-01', '2026-08-01')
/** Later than all early times, so that a range is valid. */
const LATE = between('2026-08-02', '2026-12-01')

const timeOf = (time: number): string => new Date(time).toISOString()

const WRONG_TIMES = ['2026-01-01', '2009-01-01T00:00:00Z', '2026-13-01T00:00:00Z', '1700000000']
const WRONG_IDS = ['abc', '-1', '12345678901234567890', ' 5', '1.5']

export const spanParts: fc.Arbitrary<Part> = fc
  .tuple(
    optional('max_results', fc.integer({ min: 5, max: 100 }).map(String), [
      '4',
      '101',
      '1e1',
      '-5',
    ]),
    optional('since_id', EARLY.map(idAt), WRONG_IDS),
    optional('until_id', LATE.map(idAt), WRONG_IDS),
    optional('start_time', EARLY.map(timeOf), WRONG_TIMES),
    optional('end_time', LATE.map(timeOf), WRONG_TIMES),
    listParameter('exclude', ['replies', 'retweets']),
    fc.oneof(
      { weight: 60, arbitrary: fc.constant(ABSENT) },
      {
        weight: 1,
        arbitrary: fc.constant(part('pagination_token', 'meta.next_token', 'invalid')),
      },
    ),
  )
  .map(joinParts)
