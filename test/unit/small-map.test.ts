import { expect, it } from 'vitest'

import { createInterner } from '../../src/infra/intern.ts'
import { smallMapOf } from '../../src/infra/small-map.ts'

const entriesOf = (count: number) =>
  Array.from({ length: count }, (_, index): [string, number] => [`key ${index}`, index])

it.each([0, 1, 2, 8, 9])('a small map of %d entries reads as a Map does', (count) => {
  const entries = entriesOf(count)
  const [small, map] = [smallMapOf(entries), new Map(entries)]
  const visited: unknown[] = []
  small.forEach((value, key) => {
    visited.push([key, value])
  })
  expect(visited).toEqual(entries)
  expect([...small]).toEqual(entries)
  expect([...small.entries()]).toEqual(entries)
  expect([...small.keys()]).toEqual([...map.keys()])
  expect([...small.values()]).toEqual([...map.values()])
  expect(small.size).toBe(count)
  for (const key of [...map.keys(), 'none']) {
    expect([small.get(key), small.has(key)]).toEqual([map.get(key), map.has(key)])
  }
})

it('an interner returns an equal string for each, however many there are', () => {
  const intern = createInterner()
  const texts = ['', 'photo', '🎉', ...entriesOf(20_000).map(([key]) => key)]
  for (let round = 0; round < 2; round++) {
    expect(texts.map(intern)).toEqual(texts)
  }
})
