// One post: all its numbers, and how they came about.

import { useState } from 'react'
import { useQuery } from 'urql'

import { formatShare } from '../format.ts'
import { useLive, withLive } from '../gateway/live.ts'
import { PostDetailDocument, type PostDetailQuery } from '../generated/graphql.ts'
import { Handle } from '../parts/avatar.tsx'
import { Failure } from '../parts/failure.tsx'
import { LiveSwitch } from '../parts/live-switch.tsx'
import { newsOf } from '../parts/news.ts'
import { codesIn, Notices } from '../parts/notices.tsx'
import { Reasons } from '../parts/reasons.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { When } from '../parts/when.tsx'
import { Change } from '../post/change.tsx'
import { History } from '../post/history.tsx'
import { Retention } from '../post/retention.tsx'
import { Shares } from '../post/shares.tsx'
import { Variants } from '../post/variants.tsx'
import { compareAddress } from '../route.ts'
import { errorWords } from '../words.ts'

export type DetailedPost = NonNullable<PostDetailQuery['post']>

const Head = ({ post }: { post: DetailedPost }) => {
  const { author, createdAt, privateMetricsUntil } = post
  return (
    <article className="post" data-post-id={post.id}>
      {author && <Handle person={author} />}
      <p className="words">{post.note?.text ?? post.text}</p>
      <p className="muted">
        {createdAt !== null && (
          <>
            Written <When time={createdAt} />.{' '}
          </>
        )}
        {privateMetricsUntil !== null && (
          <>
            X gives private numbers until about <When time={privateMetricsUntil} style="day" />.{' '}
          </>
        )}
        <a href={`https://x.com/${author?.username ?? 'i'}/status/${post.id}`} rel="noreferrer">
          See it on X
        </a>{' '}
        · <a href={compareAddress([post.id])}>Compare it with others</a>
      </p>
    </article>
  )
}

const Shown = ({ post: asked }: { post: DetailedPost }) => {
  const [on, setOn] = useState(true)
  const live = useLive([asked.id], on)
  const post = withLive(asked, live)
  const changes = live.changes.get(post.id)
  const lost = live.lost.get(post.id)
  return (
    <>
      <Head post={post} />
      <LiveSwitch on={on} onChange={setOn} live={live} news={changes ? newsOf(changes) : ''} />
      {lost && (
        <p className="failure" role="alert">
          {errorWords(lost.code, lost.message)}
        </p>
      )}
      <Variants post={post} changes={changes} />
      {post.promotedShare !== null && (
        <p>
          <strong data-metric="promotedShare">{formatShare(post.promotedShare)}</strong> of its
          impressions came from ads.
        </p>
      )}
      <Change id={post.id} />
      <Reasons posts={[post]} />
      <Shares post={post} />
      <History id={post.id} />
      <Retention post={post} />
    </>
  )
}

const PostView = ({ id }: { id: string }) => {
  const [{ data, error, extensions, fetching }, ask] = useQuery({
    query: PostDetailDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  return (
    <>
      <h1>Post</h1>
      {error && <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />}
      <Notices codes={codesIn(extensions)} />
      {data?.post ? <Shown post={data.post} /> : fetching && <Skeleton what="the post" rows={8} />}
    </>
  )
}

export default PostView
