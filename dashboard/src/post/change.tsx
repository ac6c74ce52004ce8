// The change of a post's metrics within the last 24 hours.

import { useState } from 'react'
import { useQuery } from 'urql'
import { Time } from '../components/time.tsx'
import { formatChange } from '../format.ts'
import { type ChangeFragment, PostChangeDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { HOUR_MS, startOfRange } from './time-range.ts'

const text = messages.post

const METRICS = ['impressionCount', 'likeCount', 'replyCount', 'retweetCount'] as const

const Sentence = ({ group, change }: { group: string; change: ChangeFragment }) => (
  <p>
    {group}, {text.since} <Time time={change.since} />:{' '}
    {METRICS.flatMap((name) => {
      const value = change[name]
      return value === null ? [] : [`${formatChange(value)} ${text.changed[name]}`]
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
      <h2 id="change">{text.change}</h2>
      {publicChange && (
        <Sentence group={messages.metrics.groups.PUBLIC.label} change={publicChange} />
      )}
      {organicChange && <Sentence group={messages.common.organic} change={organicChange} />}
    </section>
  )
}
