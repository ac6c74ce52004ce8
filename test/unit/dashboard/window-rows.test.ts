// The rows of a list that are in the document.

import { expect, it, vi } from 'vitest'

vi.stubGlobal('window', {})

const { firstRow } = await import('../../../dashboard/src/posts/window-rows.ts')

it.each([
  [0, 3200, -4],
  [300, 3200, -4],
  // Row 100 is at the top: four more stand before it, and the first row changes in steps of four.
  [300 + 100 * 80, 3200, 96],
  [300 + 103 * 80, 3200, 96],
  [300 + 104 * 80, 3200, 100],
  // Shorter than the scroll position says: another list is shown.
  [300 + 100 * 80, 10, 9],
  [300, 0, -4],
])('at %d px of %d rows begin with row %d', (scrollTop, count, first) => {
  expect(firstRow(scrollTop, { count, height: 80, offset: 300 })).toBe(first)
})
