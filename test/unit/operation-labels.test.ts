// The operation names that get metrics of their own.

import { expect, it } from 'vitest'

import { createOperationLabels } from '../../src/telemetry/operation-labels.ts'

const setUp = () => {
  let time = 0
  const removed: string[] = []
  const { labelOf } = createOperationLabels({
    onRemoved: (name) => removed.push(name),
    now: () => time,
  })
  const flood = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => labelOf(`${prefix}${index}`))
  return { labelOf, removed, flood, pass: (ms: number) => (time += ms) }
}

it('a flood of names takes no label from an operation that is used, nor the memory of the process', () => {
  const { labelOf, removed, flood } = setUp()
  for (let use = 0; use < 5; use++) labelOf('Used')
  flood('a', 100_000)
  expect(labelOf('Used')).toBe('Used')
  expect(removed).toEqual([])
})

it('an operation gets a label although names that were used once have all of them', () => {
  const { labelOf, removed, flood } = setUp()
  flood('a', 500)
  expect([labelOf('Late'), labelOf('Late')]).toEqual(['other', 'Late'])
  expect(removed).toHaveLength(1)
})

it('names that were used much, but not lately, lose their labels', () => {
  const { labelOf, flood, pass } = setUp()
  for (let use = 0; use < 8; use++) flood('Old', 200)
  expect(Array.from({ length: 4 }, () => labelOf('New'))).not.toContain('New')
  for (let halving = 0; halving < 3; halving++) {
    pass(5 * 60_000)
    labelOf('Old0')
  }
  expect(Array.from({ length: 2 }, () => labelOf('New'))).toContain('New')
})
