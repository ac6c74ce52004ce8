// The impressions of a post since it was published, as a small line. Decorative: the numbers stand beside it.

import { memo } from 'react'
import type { Sample } from './columns.ts'

const [WIDTH, HEIGHT, EDGE] = [72, 24, 2]

const round = (value: number): string => value.toFixed(1)

/** The corners of the line. The first moment of a post has no impressions. */
const pathOf = (samples: readonly Sample[], since: number): string | undefined => {
  const points = samples.flatMap(({ at, impressionCount }) =>
    impressionCount === null ? [] : [[Date.parse(at), impressionCount] as const],
  )
  const [last] = points.slice(-1)
  if (last === undefined || points.length < 2) return undefined
  const span = Math.max(last[0] - since, 1)
  const highest = Math.max(...points.map(([, value]) => value), 1)
  const x = (at: number): number => EDGE + ((at - since) / span) * (WIDTH - 2 * EDGE)
  const y = (value: number): number => HEIGHT - EDGE - (value / highest) * (HEIGHT - 2 * EDGE)
  return `M${points.map(([at, value]) => `${round(x(at))} ${round(y(value))}`).join('L')}`
}

interface TrendProps {
  readonly samples: readonly Sample[] | null | undefined
  readonly createdAt: string | null
}

export const Trend = memo(({ samples, createdAt }: TrendProps) => {
  const [first] = samples ?? []
  const since = Date.parse(createdAt ?? first?.at ?? '')
  const path = samples && pathOf(samples, since)
  if (!path) return null
  return (
    <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
    </svg>
  )
})
