// Video retention: which share of a video's viewers reached each quartile.

import type { RetentionPoint } from '../charts/retention.tsx'
import { NoValue } from '../components/metric-value.tsx'
import { Term } from '../components/term.tsx'
import { Time } from '../components/time.tsx'
import { formatCount, formatDuration, formatPercent, formatShare } from '../format.ts'
import type { PlaybackFragment } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { Chart, DataTable } from './chart.tsx'
import type { DetailedPost, Video } from './detailed-post.ts'
import { RetentionChart } from './lazy-charts.ts'
import { VideoHistory } from './video-history.tsx'

const text = messages.post

const HEIGHT = 260

const QUARTILES = [0, 25, 50, 75, 100] as const

const SERIES = [
  ['total', text.all, ({ nonPublicMetrics }: Video) => nonPublicMetrics],
  ['organic', messages.common.organic, ({ organicMetrics }: Video) => organicMetrics],
  ['promoted', messages.common.promoted, ({ promotedMetrics }: Video) => promotedMetrics],
] as const

const availableSeries = (video: Video) =>
  SERIES.flatMap(([key, label, playbackOf]) => {
    const playback = playbackOf(video)
    return playback?.retention ? [{ key, label, playback, retention: playback.retention }] : []
  })

type Series = ReturnType<typeof availableSeries>

const retentionPoints = (series: Series): readonly RetentionPoint[] =>
  QUARTILES.map((position, index) => {
    const shares = series.flatMap(({ key, retention }) => {
      const share = retention[index]
      return share === undefined ? [] : [[key, share] as const]
    })
    return { position, ...Object.fromEntries(shares) }
  })

const formatPlayback = (playback: PlaybackFragment, at: (typeof QUARTILES)[number]): string => {
  const count = playback[`playback${at}Count`]
  return typeof count === 'number' ? formatCount(count) : '–'
}

const VideoSummary = ({ video }: { video: Video }) => {
  const { altText, durationMs, publicMetrics, nonPublicMetrics } = video
  const views = publicMetrics?.viewCount
  const completionRate = nonPublicMetrics?.completionRate
  const archivedAt = nonPublicMetrics?.asOf
  return (
    <p>
      {altText && `“${altText}”, `}
      {durationMs !== null && `${text.long(formatDuration(durationMs))}, `}
      {typeof views === 'number' ? (
        formatCount(views)
      ) : (
        <NoValue reason={messages.common.notProvided} />
      )}{' '}
      {text.videoViews}
      {typeof completionRate === 'number' && (
        <>
          , <Term description={text.completedDescription}>{text.completed}</Term>{' '}
          {text.completedBy(formatShare(completionRate))}
        </>
      )}
      .
      {archivedAt && (
        <>
          {' '}
          {text.retentionAsOf} <Time time={archivedAt} style="day" />.
        </>
      )}
    </p>
  )
}

const VideoRetention = ({ video, post }: { video: Video; post: DetailedPost }) => {
  const series = availableSeries(video)
  const reason = post.unavailableMetrics.find(({ variant }) => variant === 'NON_PUBLIC')?.reason
  return (
    <>
      <VideoSummary video={video} />
      {series.length === 0 ? (
        <p className="muted">
          {reason === undefined ? text.retentionMissing : messages.metrics.reasons[reason]}
        </p>
      ) : (
        <>
          <Chart label={text.retention} height={HEIGHT}>
            <RetentionChart
              height={HEIGHT}
              points={retentionPoints(series)}
              series={series.map(({ key, label }) => [key, label])}
            />
          </Chart>
          <DataTable
            caption={messages.common.asTable(text.retentionTable)}
            head={[text.played, ...series.map(({ label }) => label)]}
            rows={QUARTILES.map((at) => [
              formatPercent(at / 100),
              ...series.map(({ playback }) => formatPlayback(playback, at)),
            ])}
          />
        </>
      )}
    </>
  )
}

interface RetentionProps {
  readonly post: DetailedPost
  readonly createdAt: number
  readonly loadedAt: number
}

export const Retention = ({ post, createdAt, loadedAt }: RetentionProps) => {
  const videos = (post.media ?? []).filter((media): media is Video => 'durationMs' in media)
  if (videos.length === 0) return null
  return (
    <section className="card" aria-labelledby="retention">
      <h2 id="retention">{text.retention}</h2>
      {videos.map((video) => (
        <div key={video.mediaKey} className="stack">
          <VideoRetention video={video} post={post} />
          <VideoHistory {...{ createdAt, loadedAt }} postId={post.id} mediaKey={video.mediaKey} />
        </div>
      ))}
    </section>
  )
}
