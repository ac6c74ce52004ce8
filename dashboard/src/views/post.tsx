// One post: all its metrics and their history.

import { useState } from 'react'
import { useQuery } from 'urql'
import { summarizeChanges } from '../components/change-summary.ts'
import { ErrorMessage } from '../components/error-message.tsx'
import { LiveSwitch } from '../components/live-switch.tsx'
import { MissingMetrics } from '../components/missing-metrics.tsx'
import { Notices } from '../components/notices.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Time } from '../components/time.tsx'
import { UserBadge } from '../components/user-badge.tsx'
import { formatShare } from '../format.ts'
import { errorMessage } from '../gateway/errors.ts'
import { useLive, withLiveMetrics } from '../gateway/live.ts'
import { noticeCodes } from '../gateway/notices.ts'
import { PostDetailDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { Change } from '../post/change.tsx'
import type { DetailedPost } from '../post/detailed-post.ts'
import { History } from '../post/history.tsx'
import { Retention } from '../post/retention.tsx'
import { Shares } from '../post/shares.tsx'
import { Variants } from '../post/variants.tsx'
import { useHref } from '../route.ts'

const text = messages.post

const PostHeader = ({ post }: { post: DetailedPost }) => {
  const href = useHref()
  const { author, createdAt, privateMetricsUntil } = post
  return (
    <article className="post" data-post-id={post.id}>
      {author && <UserBadge user={author} />}
      <p className="post-text">{post.note?.text ?? post.text}</p>
      <p className="muted">
        {createdAt !== null && (
          <>
            {text.posted} <Time time={createdAt} />.{' '}
          </>
        )}
        {privateMetricsUntil !== null && (
          <>
            {text.privateUntil} <Time time={privateMetricsUntil} style="day" />.{' '}
          </>
        )}
        <a href={`https://x.com/${author?.username ?? 'i'}/status/${post.id}`} rel="noreferrer">
          {text.onX}
        </a>{' '}
        · <a href={href({ view: 'compare', ids: [post.id] })}>{text.compare}</a>
      </p>
    </article>
  )
}

const PostDetails = ({ post: loaded }: { post: DetailedPost }) => {
  const [on, setOn] = useState(true)
  const live = useLive([loaded.id], on)
  const post = withLiveMetrics(loaded, live)
  const changes = live.changes.get(post.id)
  const lost = live.lost.get(post.id)
  return (
    <>
      <PostHeader post={post} />
      <LiveSwitch
        on={on}
        onChange={setOn}
        live={live}
        announcement={changes ? summarizeChanges(changes) : ''}
      />
      {lost && (
        <p className="failure" role="alert">
          {errorMessage(lost.code, lost.message)}
        </p>
      )}
      <Variants post={post} changes={changes} />
      {post.promotedShare !== null && (
        <p>
          <strong data-metric="promotedShare">{formatShare(post.promotedShare)}</strong>{' '}
          {text.fromAds}
        </p>
      )}
      <Change id={post.id} />
      <MissingMetrics posts={[post]} />
      <Shares post={post} />
      <History id={post.id} />
      <Retention post={post} />
    </>
  )
}

const PostView = ({ id }: { id: string }) => {
  const [{ data, error, extensions, fetching }, execute] = useQuery({
    query: PostDetailDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  return (
    <>
      <h1>{text.title}</h1>
      {error && (
        <ErrorMessage error={error} onRetry={() => execute({ requestPolicy: 'network-only' })} />
      )}
      <Notices codes={noticeCodes(extensions)} />
      {data?.post ? (
        <PostDetails post={data.post} />
      ) : (
        fetching && <Skeleton label={text.loading} rows={8} />
      )}
    </>
  )
}

export default PostView
