// The change of a post's metrics within the last 24 hours.

import { useState } from 'react'
import { useQuery } from 'urql'
import { Time } from '../components/time.tsx'
import { formatChange } from '../format.ts'
import { type ChangeFragment, PostChangeDocument } from '../generated/graphql.ts'
import { HOUR_MS, startOfRange } from './time-range.ts'

const METRICS = [
  ['impressionCount', 'impressions'],
  ['likeCount', 'likes'],
  ['replyCount', 'replies'],
  ['retweetCount', 'reposts'],
] as const

const Sentence = ({ group, change }: { group: string; change: ChangeFragment }) => (
  <p>
    {group}, since <Time time={change.since} />:{' '}
    {METRICS.flatMap(([name, label]) => {
      const value = change[name]
      return value === null ? [] : [`${formatChange(value)} ${label}`]
    }).join(', ')}
    .
  </p>
)

/** Renders nothing without recorded history; the history section shows the reason. */
export const Change = ({ id }: { id: string }) => {
  const [since] = useState(() => startOfRange(24 * HOUR_MS))
  const [{ data }] = useQuery({ query: PostChangeDocument, variables: { id, since } })
  const { publicChange, organicChange } = data?.post ?? {}
  if (!publicChange && !organicChange) return null
  return (
    <section aria-labelledby="change">
      <h2 id="change">Change in the last 24 hours</h2>
      {publicChange && <Sentence group="Public" change={publicChange} />}
      {organicChange && <Sentence group="Organic" change={organicChange} />}
    </section>
  )
}
