// Compares any posts: chosen in the list, or by pasted ids. Their ids are in the URL.

import { useState } from 'react'
import { useQuery } from 'urql'
import { ComparisonTable } from '../compare/comparison-table.tsx'
import { Curves } from '../compare/curves.tsx'
import { IdForm } from '../compare/id-form.tsx'
import { summarizeChanges } from '../components/change-summary.ts'
import { ErrorMessage } from '../components/error-message.tsx'
import { LiveSwitch } from '../components/live-switch.tsx'
import { MissingMetrics } from '../components/missing-metrics.tsx'
import { Notices } from '../components/notices.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { errorCode, errorMessage, isLostPost } from '../gateway/errors.ts'
import { useLive, withLiveMetrics } from '../gateway/live.ts'
import { noticeCodes } from '../gateway/notices.ts'
import { CompareDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'

const text = messages.compare

interface Failure {
  readonly id: string
  readonly message: string
}

const Failures = ({ failures }: { failures: readonly Failure[] }) =>
  failures.length > 0 && (
    <section className="reasons" aria-label={text.notShown}>
      <h2>{text.notShown}</h2>
      <ul>
        {failures.map(({ id, message }) => (
          <li key={id} data-post-id={id}>
            <code>{id}</code> {message}
          </li>
        ))}
      </ul>
    </section>
  )

const useComparison = (ids: readonly string[], isLive: boolean) => {
  const [{ data, error, extensions, fetching }, execute] = useQuery({
    query: CompareDocument,
    variables: { ids: [...ids] },
  })
  const loaded = (data?.posts ?? []).filter((post) => post !== null)
  const live = useLive(
    loaded.map(({ id }) => id),
    isLive && loaded.length > 0,
  )
  const failures = ids.flatMap((id, index): Failure[] => {
    const lost = live.lost.get(id)
    if (lost !== undefined) return [{ id, message: errorMessage(lost.code, lost.message) }]
    const failure = error?.graphQLErrors.find(
      (each) => each.path?.[1] === index && isLostPost(each),
    )
    return failure ? [{ id, message: errorMessage(errorCode(failure), failure.message) }] : []
  })
  const posts = loaded
    .filter(({ id }) => !live.lost.has(id))
    .map((post) => withLiveMetrics(post, live))
  const isLoading = fetching && data === undefined
  const refetch = () => execute({ requestPolicy: 'network-only' })
  return {
    posts,
    failures,
    live,
    error,
    fetching,
    isLoading,
    refetch,
    notices: noticeCodes(extensions),
  }
}

const Comparison = ({ ids }: { ids: readonly string[] }) => {
  const [on, setOn] = useState(true)
  const { posts, failures, live, error, fetching, isLoading, refetch, notices } = useComparison(
    ids,
    on,
  )
  const announcements = [...live.changes].map(([id, changes]) => {
    const post = posts.find((each) => each.id === id)
    return `${post?.author?.name ?? id}: ${summarizeChanges(changes)}`
  })
  return (
    <>
      {posts.length > 0 && (
        <div className="head">
          <LiveSwitch on={on} onChange={setOn} live={live} announcement={announcements.join(' ')} />
          <button type="button" disabled={fetching} onClick={refetch}>
            {messages.common.refresh}
          </button>
        </div>
      )}
      {isLoading && <Skeleton label={messages.posts.loading} rows={ids.length} />}
      {error && <ErrorMessage error={error} onRetry={refetch} exclude={isLostPost} />}
      <Failures failures={failures} />
      <Notices codes={notices} />
      {posts.length > 0 && (
        <>
          <Curves posts={posts} />
          <ComparisonTable posts={posts} changes={live.changes} />
        </>
      )}
      <MissingMetrics posts={posts} />
    </>
  )
}

const Compare = ({ ids }: { ids: readonly string[] }) => (
  <>
    <h1>{text.title}</h1>
    {ids.length === 0 ? (
      <IdForm ids={ids} />
    ) : (
      <>
        <details className="card">
          <summary>{text.change}</summary>
          <IdForm ids={ids} />
        </details>
        <Comparison key={ids.join()} ids={ids} />
      </>
    )}
  </>
)

export default Compare
