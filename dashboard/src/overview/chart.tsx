// Gains of one metric per day: organic and promoted stacked where X counts them apart.

import { lazy, Suspense } from 'react'
import { ErrorMessage } from '../components/error-message.tsx'
import { formatCompact, formatCount, formatDay, formatShare } from '../format.ts'
import { usePeriod, useRefreshedQuery } from '../gateway/refresh.ts'
import { OverviewStepsDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { DataTable } from '../post/chart.tsx'
import { CHART_METRICS, type ChartMetric, isSplit, queriedMetric } from './metrics.ts'
import { DAY_MINUTES, type DayPoint, gapsIn, pointsOf, stepMinutes } from './steps.ts'

const DayChart = lazy(async () => ({ default: (await import('../charts/days.tsx')).DayChart }))

const text = messages.overview

interface MetricSelectProps {
  readonly metric: ChartMetric
  readonly onMetric: (metric: ChartMetric) => void
}

const MetricSelect = ({ metric, onMetric }: MetricSelectProps) => (
  <label>
    <span className="visually-hidden">{text.metric}</span>
    <select
      value={metric}
      onChange={({ target }) => {
        const chosen = CHART_METRICS.find((each) => each === target.value)
        if (chosen !== undefined) onMetric(chosen)
      }}
    >
      {CHART_METRICS.map((each) => (
        <option key={each} value={each}>
          {text.metrics[each]}
        </option>
      ))}
    </select>
  </label>
)

interface TableProps {
  readonly caption: string
  readonly points: readonly DayPoint[]
  readonly split: boolean
  readonly isDaily: boolean
  readonly format: (value: number) => string
}

const Table = ({ caption, points, split, isDaily, format }: TableProps) => {
  const cell = (value: number | null): string => (value === null ? '–' : format(value))
  const parts = split ? [messages.common.organic, messages.common.promoted] : []
  const hasTotals = points.some(({ total }) => total !== null)
  return (
    <DataTable
      caption={messages.common.asTable(caption)}
      head={[
        isDaily ? text.day : text.week,
        text.total,
        ...parts,
        ...(hasTotals ? [text.running] : []),
      ]}
      rows={points.map(({ day, all, total, organic, promoted }) => [
        formatDay(day),
        cell(all),
        ...(split ? [cell(organic), cell(promoted)] : []),
        ...(hasTotals ? [cell(total)] : []),
      ])}
    />
  )
}

export const StepChart = ({
  account,
  metric,
  onMetric,
}: MetricSelectProps & { account: string }) => {
  const { range, timeZone } = usePeriod()
  const step = stepMinutes(range.days)
  const split = isSplit(metric)
  const { data, error, fetching, refetch } = useRefreshedQuery({
    query: OverviewStepsDocument,
    variables: {
      ...{ account, since: range.since, until: range.until, timezone: timeZone, step },
      ...{ metric: queriedMetric(metric), split, rate: metric === 'ENGAGEMENT_RATE' },
    },
  })
  const points = data?.account ? pointsOf(data.account, metric, timeZone) : []
  const isDaily = step === DAY_MINUTES
  const name = metric === 'FOLLOWERS' ? text.newFollowers : text.metrics[metric]
  const title = isDaily ? text.perDay(name) : text.perWeek(name)
  const gaps = gapsIn(points)
  const format = metric === 'ENGAGEMENT_RATE' ? formatShare : formatCount
  return (
    <section className="card" aria-labelledby="per-day" aria-busy={fetching}>
      <div className="head">
        <h2 id="per-day">{title}</h2>
        <MetricSelect metric={metric} onMetric={onMetric} />
      </div>
      {error && <ErrorMessage error={error} onRetry={refetch} />}
      <figure className="chart days" aria-label={title}>
        <Suspense>
          {points.length > 0 && (
            <DayChart
              points={points}
              title={title}
              split={split}
              format={format}
              formatAxis={metric === 'ENGAGEMENT_RATE' ? formatShare : formatCompact}
            />
          )}
        </Suspense>
      </figure>
      {gaps > 0 && <p className="muted">{isDaily ? text.gaps(gaps) : text.gapsWeekly(gaps)}</p>}
      <Table caption={title} {...{ points, split, isDaily, format }} />
    </section>
  )
}
