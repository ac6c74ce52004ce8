// The views of a video over time, and which share of its viewers watched it to the end.

import { useMemo } from 'react'
import { useQuery } from 'urql'

import type { PanelRow } from '../charts/panel.tsx'
import { countTicks, shareTicks, type Tick, timeTicks } from '../charts/ticks.ts'
import { ErrorMessage } from '../components/error-message.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { formatCount, formatShare, formatTime } from '../format.ts'
import { VideoHistoryDocument, type VideoHistoryQuery } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { timeZoneOf } from '../period.ts'
import { useParams } from '../use-route.ts'
import { Chart } from './chart.tsx'
import { historyVariables } from './chart-window.ts'
import { Panel } from './lazy-charts.ts'

const text = messages.post

const HEIGHT = 200
const MAX_TICKS = 5

type Media = NonNullable<NonNullable<VideoHistoryQuery['post']>['media']>[number]
type Video = Extract<Media, { public: unknown }>

const isVideo = (media: Media): media is Video => 'public' in media

const rowsOf = (
  samples: readonly { readonly at: string }[] | null,
  readValue: (index: number) => number | null | undefined,
): readonly PanelRow[] =>
  (samples ?? []).flatMap(({ at }, index) => {
    const [time, value] = [Date.parse(at), readValue(index)]
    return typeof value === 'number'
      ? [{ start: time, end: time, at: time, values: { total: value } }]
      : []
  })

interface OverTimeProps {
  readonly title: string
  readonly rows: readonly PanelRow[]
  readonly ticksOf: (values: readonly number[]) => readonly Tick[]
  readonly format: (value: number) => string
}

/** Renders null for fewer than two samples. */
const OverTime = ({ title, rows, ticksOf, format }: OverTimeProps) => {
  const timeZone = timeZoneOf(useParams().params)
  const [from, to] = [rows[0]?.start ?? 0, rows.at(-1)?.end ?? 1]
  if (rows.length < 2) return null
  return (
    <Chart title={title} height={HEIGHT}>
      <Panel
        {...{ title, rows, format }}
        kind="lines"
        series={[{ key: 'total', label: title }]}
        annotations={[]}
        height={HEIGHT}
        timeTicks={timeTicks(from, to, timeZone, MAX_TICKS)}
        valueTicks={ticksOf(rows.flatMap(({ values }) => values.total ?? []))}
        titleOf={({ at }) => formatTime(at, 'moment', timeZone)}
      />
    </Chart>
  )
}

interface VideoHistoryProps {
  readonly postId: string
  readonly mediaKey: string
  readonly createdAt: number
  readonly loadedAt: number
}

export const VideoHistory = ({ postId, mediaKey, createdAt, loadedAt }: VideoHistoryProps) => {
  const variables = useMemo(() => {
    const { id, since, step } = historyVariables(postId, createdAt, loadedAt, createdAt)
    return { id, since, step }
  }, [postId, createdAt, loadedAt])
  const [{ data, error }, execute] = useQuery({ query: VideoHistoryDocument, variables })
  const video = data?.post?.media?.filter(isVideo).find((each) => each.mediaKey === mediaKey)
  if (error && video === undefined) {
    return <ErrorMessage error={error} onRetry={() => execute({ requestPolicy: 'network-only' })} />
  }
  return (
    <div className="chart-pair">
      {video === undefined ? (
        <div style={{ height: HEIGHT }}>
          <Skeleton label={text.historyLoading} rows={1} />
        </div>
      ) : (
        <>
          <OverTime
            title={text.views}
            rows={rowsOf(video.public, (index) => video.public?.[index]?.viewCount)}
            ticksOf={countTicks}
            format={formatCount}
          />
          {video.nonPublic !== null && (
            <OverTime
              title={text.watchedToTheEnd}
              rows={rowsOf(video.nonPublic, (index) => video.nonPublic?.[index]?.completionRate)}
              ticksOf={shareTicks}
              format={formatShare}
            />
          )}
        </>
      )}
    </div>
  )
}
