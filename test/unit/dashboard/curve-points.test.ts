// Curves of posts by age: aligned, between samples on the line, and nothing beyond what was sampled.

import { expect, it } from 'vitest'

import { type Curve, lastOf, rowsOf } from '../../../dashboard/src/compare/curve-points.ts'

const HOUR = 3_600_000

const curve = (
  id: string,
  createdAt: number,
  samples: readonly [age: number, likes: number][],
): Curve => ({
  ...{ id, createdAt },
  samples: samples.map(([age, likeCount]) => ({
    ...{ at: new Date(createdAt + age * HOUR).toISOString(), likeCount },
    ...{ impressionCount: null, replyCount: null, retweetCount: null, bookmarkCount: null },
  })),
})

const CURVES = [
  curve('1', 0, [
    [12, 60],
    [24, 120],
  ]),
  curve('2', 1_000_000 * HOUR, [[6, 30]]),
  // It was two days old when it was sampled first.
  curve('3', 0, [
    [48, 500],
    [96, 600],
  ]),
]

it('aligns posts by age', () => {
  const rows = rowsOf(CURVES, 'likeCount', 'day')
  const at = (age: number) => rows.find((row) => row.age === age)
  expect(at(0)).toEqual({ age: 0, 1: 0, 2: 0, 3: null })
  expect(at(3)).toEqual({ age: 3, 1: 15, 2: 15, 3: null })
  expect(at(18)).toEqual({ age: 18, 1: 90, 2: null, 3: null })
  expect(lastOf(rows, '2')).toEqual({ age: 6, value: 30 })
  expect(lastOf(rows, '3')).toBeUndefined()
})

it('ends with the oldest sample, and is empty without samples', () => {
  expect(rowsOf(CURVES, 'likeCount', 'month').at(-1)).toEqual({ age: 96, 1: null, 2: null, 3: 600 })
  expect(rowsOf(CURVES, 'replyCount', 'week')).toEqual([])
})
