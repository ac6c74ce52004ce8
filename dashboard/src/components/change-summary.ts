// Summarizes changed metrics in one sentence.

import { formatChange } from '../format.ts'
import type { Changes } from '../gateway/live.ts'
import { GROUPS, METRICS } from '../metrics.ts'

/** Omits rates, because they change with every count. */
export const summarizeChanges = (changes: Changes): string => {
  const parts = METRICS.filter(({ isRate }) => !isRate).flatMap(({ name, label }) =>
    GROUPS.flatMap(({ group, label: groupLabel }) => {
      const change = changes.get(`${group}.${name}`)
      if (change === undefined) return []
      return [`${groupLabel.toLowerCase()} ${label.toLowerCase()} ${formatChange(change)}`]
    }),
  )
  return parts.length === 0 ? '' : `${parts.join(', ')}.`
}
