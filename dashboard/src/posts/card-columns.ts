// The columns that a card on a narrow screen shows: three numbers, the one that the list is sorted by among them.

import { useMemo } from 'react'
import type { Column } from './columns.ts'
import type { Sort } from './list-params.ts'

const MAX_NUMBERS = 3

export const useCardColumns = (
  columns: readonly Column[],
  sort: Sort | undefined,
): readonly string[] => {
  const keys = columns.map(({ key }) => key).filter((key) => key !== 'trend')
  const first = keys.filter((key) => key === sort?.key)
  const others = keys.filter((key) => key !== sort?.key)
  const chosen = new Set([...first, ...others].slice(0, MAX_NUMBERS))
  // The same columns are the same list, so that rows do not render again.
  const names = keys.filter((key) => chosen.has(key)).join()
  return useMemo(() => names.split(','), [names])
}
