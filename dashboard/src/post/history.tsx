// The metrics of a post over time, from the samples that the gateway has recorded.

import { useMemo, useState } from 'react'
import { useQuery } from 'urql'

import type { TimePoint } from '../charts/time.tsx'
import { ErrorMessage, errorCode } from '../components/error-message.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { formatCount, formatShare, formatTime } from '../format.ts'
import { PostHistoryDocument } from '../generated/graphql.ts'
import { errorMessage } from '../messages.ts'
import { Chart, DataTable } from './chart.tsx'
import {
  HISTORY_METRICS,
  type HistoryMetric,
  historyPoints,
  isHistoryMetric,
} from './history-points.ts'
import { TimeChart } from './lazy-charts.ts'
import { HOUR_MS, startOfRange } from './time-range.ts'

const RANGES = [
  ['24 hours', 24],
  ['7 days', 7 * 24],
  ['30 days', 30 * 24],
] as const

interface ControlsProps {
  readonly hours: number
  readonly onHours: (hours: number) => void
  readonly metric: HistoryMetric
  readonly onMetric: (metric: HistoryMetric) => void
}

const Controls = ({ hours, onHours, metric, onMetric }: ControlsProps) => (
  <div className="tools">
    <fieldset className="choice">
      <legend className="visually-hidden">Time range</legend>
      {RANGES.map(([label, value]) => (
        <label key={label}>
          <input
            type="radio"
            name="range"
            checked={hours === value}
            onChange={() => onHours(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
    <label>
      <span className="visually-hidden">Metric</span>
      <select
        value={metric}
        onChange={({ target }) => isHistoryMetric(target.value) && onMetric(target.value)}
      >
        {Object.entries(HISTORY_METRICS).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </label>
  </div>
)

interface PointsProps {
  readonly points: readonly TimePoint[]
  readonly metric: HistoryMetric
  readonly hours: number
  readonly organicHidden: boolean
}

const Points = ({ points, metric, hours, organicHidden }: PointsProps) => {
  const format = metric === 'engagement' ? formatShare : formatCount
  const formatValue = (value: number | null | undefined): string =>
    typeof value === 'number' ? format(value) : '–'
  if (points.length < 2) {
    return (
      <p className="muted">
        Not enough data has been recorded for this time range. The gateway records metrics whenever
        the post is requested.
      </p>
    )
  }
  return (
    <>
      <Chart>
        <TimeChart
          points={points}
          title={HISTORY_METRICS[metric]}
          showDates={hours > 24}
          format={format}
        />
      </Chart>
      {organicHidden && (
        <p className="muted">The organic history is visible only to the author of the post.</p>
      )}
      <DataTable
        caption={`${HISTORY_METRICS[metric]} over time as a table`}
        head={['Time', 'Public', 'Organic']}
        rows={points.map((point) => [
          formatTime(point.time),
          formatValue(point.public),
          formatValue(point.organic),
        ])}
      />
    </>
  )
}

export const History = ({ id }: { id: string }) => {
  const [hours, setHours] = useState<number>(7 * 24)
  const [metric, setMetric] = useState<HistoryMetric>('impressionCount')
  const since = useMemo(() => startOfRange(hours * HOUR_MS), [hours])
  const [{ data, error, fetching }, execute] = useQuery({
    query: PostHistoryDocument,
    variables: { id, since },
  })
  const { publicHistory, organicHistory } = data?.post ?? {}
  const points = useMemo(
    () => historyPoints({ public: publicHistory, organic: organicHistory }, metric, hours),
    [publicHistory, organicHistory, metric, hours],
  )
  const archiveOff = error?.graphQLErrors.find((each) => errorCode(each) === 'ARCHIVE_OFF')

  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      {archiveOff ? (
        <p className="muted">{errorMessage('ARCHIVE_OFF', archiveOff.message)}</p>
      ) : (
        <>
          <Controls hours={hours} onHours={setHours} metric={metric} onMetric={setMetric} />
          {error && (
            <ErrorMessage
              error={error}
              onRetry={() => execute({ requestPolicy: 'network-only' })}
            />
          )}
          {fetching && data === undefined && <Skeleton label="the history" rows={4} />}
          {data?.post && (
            <Points
              points={points}
              metric={metric}
              hours={hours}
              organicHidden={organicHistory === null}
            />
          )}
        </>
      )}
    </section>
  )
}
