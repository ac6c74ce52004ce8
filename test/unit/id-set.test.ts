import { expect, it } from 'vitest'

import { createRandom } from '../../sandbox/world/random.ts'
import { createIdSet } from '../../src/infra/id-set.ts'

it('a set of ids equals a Set of strings, at the limits of 64 bits and after it has grown', () => {
  const random = createRandom(20_261_128)
  const some = Array.from({ length: 5000 }, () => String(random.between(0, 8000)))
  const all = ['0', '1', '9223372036854775807', '9999999999999999999', ...some]
  const ids = createIdSet()
  const expected = new Set<string>()
  for (const id of all) {
    expect(ids.has(id)).toBe(expected.has(id))
    ids.add(id)
    expected.add(id)
    expect(ids.size).toBe(expected.size)
  }
  expect(all.every(ids.has)).toBe(true)
  expect(ids.has('8001')).toBe(false)
  ids.clear()
  expect([ids.size, ids.has('1')]).toEqual([0, false])
})
