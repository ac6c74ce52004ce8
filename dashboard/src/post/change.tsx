// How the numbers have changed since yesterday.

import { useState } from 'react'
import { useQuery } from 'urql'

import { formatChange } from '../format.ts'
import { type ChangeFragment, PostChangeDocument } from '../generated/graphql.ts'
import { When } from '../parts/when.tsx'
import { HOUR_MS, sinceBefore } from './since.ts'

const COUNTED = [
  ['impressionCount', 'impressions'],
  ['likeCount', 'likes'],
  ['replyCount', 'replies'],
  ['retweetCount', 'reposts'],
] as const

const Sentence = ({ kind, change }: { kind: string; change: ChangeFragment }) => (
  <p>
    {kind}, since <When time={change.since} />:{' '}
    {COUNTED.flatMap(([name, label]) => {
      const value = change[name]
      return value === null ? [] : [`${formatChange(value)} ${label}`]
    }).join(', ')}
    .
  </p>
)

/** Nothing when nothing is known: the chart says why. */
export const Change = ({ id }: { id: string }) => {
  const [since] = useState(() => sinceBefore(24 * HOUR_MS))
  const [{ data }] = useQuery({ query: PostChangeDocument, variables: { id, since } })
  const { everybody, organic } = data?.post ?? {}
  if (!everybody && !organic) return null
  return (
    <section aria-labelledby="change">
      <h2 id="change">Change since yesterday</h2>
      {everybody && <Sentence kind="Public" change={everybody} />}
      {organic && <Sentence kind="Organic" change={organic} />}
    </section>
  )
}
