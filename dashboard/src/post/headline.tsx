// The most important metrics of a post, and what they gained in the last 24 hours.

import { useMemo } from 'react'
import { useQuery } from 'urql'

import { MetricValue } from '../components/metric-value.tsx'
import { Term } from '../components/term.tsx'
import { formatChange } from '../format.ts'
import type { Changes } from '../gateway/live.ts'
import { PostDayDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { type GroupName, METRICS, type PostMetrics } from '../metrics.ts'
import {
  isChartMetric,
  type Reading,
  type Samples,
  totalsOf,
  totalVariantOf,
} from './chart-rows.ts'
import { type DayChange, dayChange } from './day-change.ts'

const text = messages.post

const SHOWN: readonly string[] = [
  'impressionCount',
  'likeCount',
  'replyCount',
  'retweetCount',
  'engagements',
  'engagementRate',
]

/** Daily samples, and a day more in case one is late. */
const HISTORY_MS = 3 * 86_400_000

const Gained = ({ change }: { change: DayChange | null | undefined }) => {
  if (change === undefined) return null
  if (change === null) return <Term description={text.noDayChange}>–</Term>
  const gained = formatChange(change.gain)
  if (change.sincePosted) return text.sincePosted
  if (!change.estimated) return text.inDay(gained)
  return <Term description={text.estimated}>{text.aboutInDay(gained)}</Term>
}

interface HeadlineProps {
  readonly post: PostMetrics
  readonly createdAt: number
  readonly loadedAt: number
  readonly readings: readonly Reading[]
  readonly changes: Changes | undefined
}

export const Headline = ({ post, createdAt, loadedAt, readings, changes }: HeadlineProps) => {
  const since = useMemo(() => new Date(loadedAt - HISTORY_MS).toISOString(), [loadedAt])
  const [{ data, error }] = useQuery({ query: PostDayDocument, variables: { id: post.id, since } })
  const isLoaded = data !== undefined && error === undefined
  const samples: Partial<Samples> = {
    public: data?.post?.public ?? [],
    nonPublic: data?.post?.nonPublic ?? [],
  }
  const changeOf = (name: string): DayChange | null | undefined => {
    if (!isLoaded || !isChartMetric(name)) return undefined
    const totals = totalsOf(samples, readings, totalVariantOf(name), name)
    const current = totals.at(-1)
    return current ? dayChange(totals, current, createdAt) : null
  }
  const groupOf = (name: string): GroupName =>
    post.nonPublicMetrics !== null && (name === 'engagements' || name === 'engagementRate')
      ? 'nonPublicMetrics'
      : 'publicMetrics'
  const shown = METRICS.filter(({ name }) => SHOWN.includes(name)).filter(({ name, groups }) =>
    groups.includes(groupOf(name)),
  )
  return (
    <dl className="tiles" aria-label={text.headline}>
      {shown.map(({ name, label, description, isRate }) => (
        <div key={name} className="tile">
          <dt>
            <Term description={description}>{label}</Term>
          </dt>
          <dd>
            <MetricValue
              {...{ post, name, isRate }}
              group={groupOf(name)}
              change={changes?.get(`${groupOf(name)}.${name}`)}
            />
          </dd>
          <dd className="gained" data-day-change={name}>
            <Gained change={changeOf(name)} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
