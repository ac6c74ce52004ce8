// What has changed, as a sentence.

import { COUNTS, KINDS } from '../definitions.ts'
import { formatChange } from '../format.ts'
import type { Changes } from '../gateway/live.ts'

/** Rates follow from counts, and are not said. */
export const newsOf = (changes: Changes): string => {
  const parts = COUNTS.filter(({ share }) => !share).flatMap(({ name, label }) =>
    KINDS.flatMap((kind) => {
      const change = changes.get(`${kind.group}.${name}`)
      if (change === undefined) return []
      return [`${kind.label.toLowerCase()} ${label.toLowerCase()} ${formatChange(change)}`]
    }),
  )
  return parts.length === 0 ? '' : `${parts.join(', ')}.`
}
