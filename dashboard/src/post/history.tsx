// A metric of a post over time: the running total, and what was gained in each step.

import { useMemo } from 'react'
import { useQuery } from 'urql'

import { ErrorMessage } from '../components/error-message.tsx'
import { Notices } from '../components/notices.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { download } from '../download.ts'
import { errorCode, errorMessage } from '../gateway/errors.ts'
import { noticeCodes } from '../gateway/notices.ts'
import { PostHistoryDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { timeZoneOf } from '../period.ts'
import { useParams } from '../use-route.ts'
import { editTimes, promotionOf } from './annotations.ts'
import { chartCsv } from './chart-csv.ts'
import { chartData, isChartMetric, type Reading, samplesOf, totalsOf } from './chart-rows.ts'
import { chartWindow, historyVariables, RANGES } from './chart-window.ts'
import type { DetailedPost } from './detailed-post.ts'
import { HistoryCharts } from './history-charts.tsx'
import { HistoryControls } from './history-controls.tsx'

const text = messages.post

interface HistoryProps {
  readonly post: DetailedPost
  readonly createdAt: number
  readonly loadedAt: number
  readonly readings: readonly Reading[]
}

const useSelection = () => {
  const { params } = useParams()
  return {
    metric: isChartMetric(params.metric) ? params.metric : ('impressionCount' as const),
    range: RANGES.find((name) => name === params.range) ?? ('week' as const),
    timeZone: timeZoneOf(params),
  }
}

/** The chart's data, of the archive and of live updates; undefined while it is loaded. */
const useChart = ({ post, createdAt, loadedAt, readings }: HistoryProps) => {
  const { metric, range, timeZone } = useSelection()
  const variables = useMemo(() => {
    const { from } = chartWindow(range, loadedAt, createdAt, timeZone)
    return historyVariables(post.id, from, loadedAt, createdAt)
  }, [post.id, range, loadedAt, createdAt, timeZone])
  const [{ data, error, extensions }, execute] = useQuery({ query: PostHistoryDocument, variables })
  const loaded = data?.post
  const chart = useMemo(() => {
    if (!loaded) return undefined
    const samples = samplesOf(loaded)
    const now = Math.max(loadedAt, readings.at(-1)?.at ?? 0)
    const window = chartWindow(range, now, createdAt, timeZone)
    const promoted = totalsOf(samples, readings, 'promoted', 'impressionCount')
    const others = totalsOf(samples, readings, 'public', 'impressionCount').map(({ at }) => at)
    return {
      ...chartData(samples, readings, { metric, window, createdAt, timeZone }),
      promotion: promotionOf(promoted, others),
    }
  }, [loaded, readings, loadedAt, range, createdAt, timeZone, metric])
  return {
    chart,
    error,
    notices: noticeCodes(extensions),
    metric,
    range,
    timeZone,
    retry: () => execute({ requestPolicy: 'network-only' }),
  }
}

export const History = (props: HistoryProps) => {
  const { post } = props
  const { chart, error, notices, metric, range, timeZone, retry } = useChart(props)
  const archiveOff = error?.graphQLErrors.find((each) => errorCode(each) === 'ARCHIVE_OFF')
  const hasData = chart?.rows.some(({ total }) => total.total !== null) ?? false
  const exportCsv = () =>
    chart && download(`x-metrics-${post.id}-${metric}-${range}.csv`, chartCsv(chart))
  return (
    <section className="card" aria-labelledby="history">
      <div className="head">
        <h2 id="history">{text.history}</h2>
        <HistoryControls metric={metric} range={range} onExport={hasData ? exportCsv : undefined} />
      </div>
      <Notices codes={notices} />
      <div className="chart-space">
        {archiveOff && <p className="muted">{errorMessage('ARCHIVE_OFF', archiveOff.message)}</p>}
        {error && !archiveOff && <ErrorMessage error={error} onRetry={retry} />}
        {!error && chart === undefined && <Skeleton label={text.historyLoading} rows={1} />}
        {chart !== undefined && !hasData && <p className="muted">{text.notEnough}</p>}
        {chart !== undefined && hasData && (
          <HistoryCharts
            {...{ chart, metric, timeZone }}
            edits={editTimes(post.editHistoryIds ?? [])}
          />
        )}
      </div>
    </section>
  )
}
