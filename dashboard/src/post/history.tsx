// How the numbers grew, as far as the gateway has kept them.

import { useMemo, useState } from 'react'
import { useQuery } from 'urql'

import { formatCount, formatShare, formatTime } from '../format.ts'
import { PostHistoryDocument, type SampleFragment } from '../generated/graphql.ts'
import { codeOf, Failure } from '../parts/failure.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { errorWords } from '../words.ts'
import { ChartFrame, DataTable } from './chart-frame.tsx'
import { TimeChart } from './charts.ts'
import { HOUR_MS, sinceBefore } from './since.ts'

const RANGES = [
  ['24 hours', 24],
  ['7 days', 7 * 24],
  ['30 days', 30 * 24],
] as const

const COUNTED = {
  impressionCount: 'Impressions',
  likeCount: 'Likes',
  replyCount: 'Replies',
  retweetCount: 'Reposts',
  engagement: 'Likes, replies and reposts per impression',
} as const

type Counted = keyof typeof COUNTED

/** The same sum for both, so that they can be compared; X’s engagement rates count more. */
const shownOf = (sample: SampleFragment, counted: Counted): number | null => {
  if (counted !== 'engagement') return sample[counted]
  const { impressionCount, likeCount, replyCount, retweetCount } = sample
  if (!impressionCount || likeCount === null || replyCount === null || retweetCount === null) {
    return null
  }
  return (likeCount + replyCount + retweetCount) / impressionCount
}

export interface Moment {
  at: number
  everybody?: number | null
  organic?: number | null
}

type Samples = readonly SampleFragment[] | null | undefined

/** As many as the gateway gives unless it is told otherwise. */
const MOST_MOMENTS = 500

/** Both kinds by time. They were seen together, but not in the same second. */
const momentsOf = (
  everybody: Samples,
  organic: Samples,
  counted: Counted,
  hours: number,
): readonly Moment[] => {
  const stepMs = Math.ceil((hours * 60) / MOST_MOMENTS) * 60_000
  const moments = new Map<number, Moment>()
  const take = (samples: Samples, kind: 'everybody' | 'organic'): void => {
    for (const sample of samples ?? []) {
      const at = Date.parse(sample.at)
      const step = Math.floor(at / stepMs)
      const moment = moments.get(step) ?? { at }
      moment.at = Math.max(moment.at, at)
      moment[kind] = shownOf(sample, counted)
      moments.set(step, moment)
    }
  }
  take(everybody, 'everybody')
  take(organic, 'organic')
  return [...moments.values()].sort((one, other) => one.at - other.at)
}

export const History = ({ id }: { id: string }) => {
  const [hours, setHours] = useState<number>(7 * 24)
  const [counted, setCounted] = useState<Counted>('impressionCount')
  const since = useMemo(() => sinceBefore(hours * HOUR_MS), [hours])
  const [{ data, error, fetching }, ask] = useQuery({
    query: PostHistoryDocument,
    variables: { id, since },
  })
  const { everybody, organic } = data?.post ?? {}
  const moments = useMemo(
    () => momentsOf(everybody, organic, counted, hours),
    [everybody, organic, counted, hours],
  )
  const format = counted === 'engagement' ? formatShare : formatCount
  const show = (value: number | null | undefined): string =>
    typeof value === 'number' ? format(value) : '–'
  const off = error?.graphQLErrors.find((each) => codeOf(each) === 'ARCHIVE_OFF')

  return (
    <section aria-labelledby="history">
      <h2 id="history">Over time</h2>
      {off ? (
        <p className="muted">{errorWords('ARCHIVE_OFF', off.message)}</p>
      ) : (
        <>
          <div className="tools">
            <fieldset className="choice">
              <legend className="unseen">How far back</legend>
              {RANGES.map(([label, value]) => (
                <label key={label}>
                  <input
                    type="radio"
                    name="range"
                    checked={hours === value}
                    onChange={() => setHours(value)}
                  />
                  {label}
                </label>
              ))}
            </fieldset>
            <label>
              <span className="unseen">What is shown</span>
              <select
                value={counted}
                onChange={({ target }) => setCounted(target.value as Counted)}
              >
                {Object.entries(COUNTED).map(([name, label]) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
          </div>
          {error && (
            <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
          )}
          {fetching && data === undefined && <Skeleton what="the history" rows={4} />}
          {data?.post && moments.length < 2 && (
            <p className="muted">
              Not enough is kept of this time to draw a line. The gateway keeps numbers whenever
              somebody asks for them.
            </p>
          )}
          {moments.length >= 2 && (
            <>
              <ChartFrame>
                <TimeChart
                  moments={moments}
                  title={COUNTED[counted]}
                  days={hours > 24}
                  format={format}
                />
              </ChartFrame>
              {organic === null && (
                <p className="muted">
                  Organic numbers through time are shown to the author of the post only.
                </p>
              )}
              <DataTable
                caption={`${COUNTED[counted]} through time as a table`}
                head={['Time', 'Public', 'Organic']}
                rows={moments.map((moment) => [
                  formatTime(moment.at),
                  show(moment.everybody),
                  show(moment.organic),
                ])}
              />
            </>
          )}
        </>
      )}
    </section>
  )
}
