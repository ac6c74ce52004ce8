// Random parts of timelines: mostly sound ones, which may fit together to nothing at all.

import fc from 'fast-check'

import { idAt } from '../../kit/sandbox/writer.ts'
import { listParameter, nasty, type Part, part, together } from './query-parts.ts'

const NOTHING: Part = { text: '', verdict: 'sound' }

/** Usually not there, mostly sound when it is. */
const seldom = (name: string, sound: fc.Arbitrary<string>, wrong: readonly string[]) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.constant(NOTHING) },
    { weight: 30, arbitrary: sound.map((value) => part(name, value)) },
    {
      weight: 1,
      arbitrary: fc
        .oneof(fc.constantFrom(...wrong), nasty)
        .map((value) => part(name, value, value === '' ? 'unclear' : 'mistaken')),
    },
    {
      weight: 1,
      arbitrary: sound.map((value): Part => {
        const once = part(name, value)
        return { ...together([once, once]), verdict: 'mistaken' }
      }),
    },
  )

const between = (from: string, to: string): fc.Arbitrary<number> =>
  fc.integer({ min: Date.parse(from), max: Date.parse(to) })

const EARLY = between('2024-06-01', '2026-08-01')
/** Later than all of those, so that what is asked can be. */
const LATE = between('2026-08-02', '2026-12-01')

const timeOf = (time: number): string => new Date(time).toISOString()

const WRONG_TIMES = ['2026-01-01', '2009-01-01T00:00:00Z', '2026-13-01T00:00:00Z', '1700000000']
const WRONG_IDS = ['abc', '-1', '12345678901234567890', ' 5', '1.5']

export const spanParts: fc.Arbitrary<Part> = fc
  .tuple(
    seldom('max_results', fc.integer({ min: 5, max: 100 }).map(String), ['4', '101', '1e1', '-5']),
    seldom('since_id', EARLY.map(idAt), WRONG_IDS),
    seldom('until_id', LATE.map(idAt), WRONG_IDS),
    seldom('start_time', EARLY.map(timeOf), WRONG_TIMES),
    seldom('end_time', LATE.map(timeOf), WRONG_TIMES),
    listParameter('exclude', ['replies', 'retweets']),
    fc.oneof(
      { weight: 60, arbitrary: fc.constant(NOTHING) },
      {
        weight: 1,
        arbitrary: fc.constant(part('pagination_token', 'meta.next_token', 'mistaken')),
      },
    ),
  )
  .map(together)
