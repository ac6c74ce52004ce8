// The columns that a card on a narrow screen shows: three numbers, the one that the list is sorted by among them.

import { useMemo } from 'react'
import type { Column } from './columns.ts'
import type { Sort } from './list-params.ts'

const MAX_NUMBERS = 3

export const useCardColumns = (
  columns: readonly Column[],
  sort: Sort | undefined,
): readonly string[] =>
  useMemo(() => {
    const keys = columns.map(({ key }) => key).filter((key) => key !== 'trend')
    const [sorted] = keys.filter((key) => key === sort?.key)
    const others = keys.filter((key) => key !== sorted)
    return [...(sorted ? [sorted] : []), ...others].slice(0, MAX_NUMBERS)
  }, [columns, sort?.key])
