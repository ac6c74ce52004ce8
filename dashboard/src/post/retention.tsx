// Video retention: which share of a video's viewers reached each quartile.

import type { RetentionPoint } from '../charts/retention.tsx'
import { NoValue } from '../components/metric-value.tsx'
import { Term } from '../components/term.tsx'
import { Time } from '../components/time.tsx'
import { formatCount, formatDuration, formatPercent, formatShare } from '../format.ts'
import type { PlaybackFragment } from '../generated/graphql.ts'
import { REASONS } from '../messages.ts'
import { Chart, DataTable } from './chart.tsx'
import type { DetailedPost, Video } from './detailed-post.ts'
import { RetentionChart } from './lazy-charts.ts'

const QUARTILES = [0, 25, 50, 75, 100] as const

const SERIES = [
  ['all', 'All', ({ nonPublicMetrics }: Video) => nonPublicMetrics],
  ['organic', 'Organic', ({ organicMetrics }: Video) => organicMetrics],
  ['promoted', 'Promoted', ({ promotedMetrics }: Video) => promotedMetrics],
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
      {durationMs !== null && `${formatDuration(durationMs)} long, `}
      {typeof views === 'number' ? formatCount(views) : <NoValue label="not available" />} views in
      all posts that contain it
      {typeof completionRate === 'number' && (
        <>
          ,{' '}
          <Term description="The share of viewers who started the video and watched it to the end.">
            completed
          </Term>{' '}
          by {formatShare(completionRate)}
        </>
      )}
      .
      {archivedAt && (
        <>
          {' '}
          Retention as of <Time time={archivedAt} style="day" />.
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
          {reason === undefined
            ? 'X provides retention only to the owner of a video, and only after it has been played.'
            : REASONS[reason]}
        </p>
      ) : (
        <>
          <Chart>
            <RetentionChart
              points={retentionPoints(series)}
              series={series.map(({ key, label }) => [key, label])}
            />
          </Chart>
          <DataTable
            caption="Viewers per quartile as a table"
            head={['Played', ...series.map(({ label }) => label)]}
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

export const Retention = ({ post }: { post: DetailedPost }) => {
  const videos = (post.media ?? []).filter((media): media is Video => 'durationMs' in media)
  if (videos.length === 0) return null
  return (
    <section aria-labelledby="retention">
      <h2 id="retention">Video retention</h2>
      {videos.map((video) => (
        <VideoRetention key={video.mediaKey} video={video} post={post} />
      ))}
    </section>
  )
}
