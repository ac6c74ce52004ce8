// How far the videos of a post were played.

import { formatCount, formatDuration, formatPercent, formatShare } from '../format.ts'
import type { PlaybackFragment } from '../generated/graphql.ts'
import { Missing } from '../parts/number.tsx'
import { Term } from '../parts/term.tsx'
import { When } from '../parts/when.tsx'
import type { DetailedPost } from '../views/post.tsx'
import { REASONS } from '../words.ts'
import { ChartFrame, DataTable } from './chart-frame.tsx'
import { RetentionChart } from './charts.ts'

type Medium = NonNullable<DetailedPost['media']>[number]
type Video = Extract<Medium, { durationMs: unknown }>

export interface Played {
  /** Percent of the video. */
  readonly at: number
  all?: number
  organic?: number
  promoted?: number
}

const QUARTILES = [0, 25, 50, 75, 100] as const

const KINDS = { all: 'All', organic: 'Organic', promoted: 'Promoted' } as const

const playedIn = ({ nonPublicMetrics, organicMetrics, promotedMetrics }: Video) => {
  const groups = { all: nonPublicMetrics, organic: organicMetrics, promoted: promotedMetrics }
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter(
    (kind) => groups[kind]?.retention,
  )
  const points = QUARTILES.map((at, place): Played => {
    const point: Played = { at }
    for (const kind of kinds) {
      const part = groups[kind]?.retention?.[place]
      if (part !== undefined) point[kind] = part
    }
    return point
  })
  return { kinds, points, groups }
}

const countAt = (group: PlaybackFragment | null, at: (typeof QUARTILES)[number]): string => {
  const count = group?.[`playback${at}Count`]
  return typeof count === 'number' ? formatCount(count) : '–'
}

const VideoPart = ({ video, post }: { video: Video; post: DetailedPost }) => {
  const { kinds, points, groups } = playedIn(video)
  const { durationMs, publicMetrics, nonPublicMetrics } = video
  const views = publicMetrics?.viewCount
  const completed = nonPublicMetrics?.completionRate
  const kept = nonPublicMetrics?.asOf
  const reason = post.unavailableMetrics.find(({ variant }) => variant === 'NON_PUBLIC')?.reason
  return (
    <>
      <p>
        {video.altText && `“${video.altText}”, `}
        {durationMs !== null && `${formatDuration(durationMs)} long, `}
        {typeof views === 'number' ? formatCount(views) : <Missing why="not given" />} views over
        all posts that show it
        {typeof completed === 'number' && (
          <>
            ,{' '}
            <Term means="The part of those who played the video that made it to its end.">
              completed
            </Term>{' '}
            by {formatShare(completed)}
          </>
        )}
        .
        {kept && (
          <>
            {' '}
            How far it was played was kept on <When time={kept} style="day" />.
          </>
        )}
      </p>
      {kinds.length === 0 ? (
        <p className="muted">
          {reason === undefined
            ? 'X says how far a video was played to its owner only: somebody else brought it to X, or nobody has played it.'
            : REASONS[reason]}
        </p>
      ) : (
        <>
          <ChartFrame>
            <RetentionChart points={points} kinds={kinds.map((kind) => [kind, KINDS[kind]])} />
          </ChartFrame>
          <DataTable
            caption="How many people played it how far, as a table"
            head={['Played', ...kinds.map((kind) => KINDS[kind])]}
            rows={QUARTILES.map((at) => [
              formatPercent(at / 100),
              ...kinds.map((kind) => countAt(groups[kind], at)),
            ])}
          />
        </>
      )}
    </>
  )
}

export const Retention = ({ post }: { post: DetailedPost }) => {
  const videos = (post.media ?? []).filter((medium): medium is Video => 'durationMs' in medium)
  if (videos.length === 0) return null
  return (
    <section aria-labelledby="retention">
      <h2 id="retention">How far its video was played</h2>
      {videos.map((video) => (
        <VideoPart key={video.mediaKey} video={video} post={post} />
      ))}
    </section>
  )
}
