// The rows of a list that are in the document.

import { expect, it, vi } from 'vitest'

vi.stubGlobal('window', {})

const { firstRow } = await import('../../../dashboard/src/posts/window-rows.ts')

it.each([
  [0, 3200, -3],
  [300, 3200, -3],
  // Row 100 is at the top: three more stand before it, and the first row changes in steps of two.
  [300 + 100 * 80, 3200, 97],
  [300 + 101 * 80, 3200, 97],
  [300 + 102 * 80, 3200, 99],
  // Shorter than the scroll position says: another list is shown.
  [300 + 100 * 80, 10, 9],
  [300, 0, -3],
])('at %d px of %d rows begin with row %d', (scrollTop, count, first) => {
  expect(firstRow(scrollTop, { count, height: 80, offset: 300 })).toBe(first)
})
