// The metrics of a post over time, from the samples that the gateway has recorded.

import { useMemo, useState } from 'react'
import { useQuery } from 'urql'

import type { TimePoint } from '../charts/time.tsx'
import { ErrorMessage } from '../components/error-message.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { formatCount, formatShare, formatTime } from '../format.ts'
import { errorCode, errorMessage } from '../gateway/errors.ts'
import { PostHistoryDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { Chart, DataTable } from './chart.tsx'
import {
  HISTORY_METRICS,
  type HistoryMetric,
  historyPoints,
  isHistoryMetric,
} from './history-points.ts'
import { TimeChart } from './lazy-charts.ts'
import { HOUR_MS, startOfRange } from './time-range.ts'

const text = messages.post

const RANGES = [
  [text.ranges.day, 24],
  [text.ranges.week, 7 * 24],
  [text.ranges.month, 30 * 24],
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
      <legend className="visually-hidden">{text.timeRange}</legend>
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
      <span className="visually-hidden">{text.metric}</span>
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
    return <p className="muted">{text.notEnough}</p>
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
      {organicHidden && <p className="muted">{text.organicHidden}</p>}
      <DataTable
        caption={messages.common.asTable(text.overTime(HISTORY_METRICS[metric]))}
        head={text.historyColumns}
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
      <h2 id="history">{text.history}</h2>
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
          {fetching && data === undefined && <Skeleton label={text.historyLoading} rows={4} />}
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
