// One post: all its metrics and their history.

import { startTransition, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { summarizeChanges } from '../components/change-summary.ts'
import { ErrorMessage } from '../components/error-message.tsx'
import { LiveSwitch } from '../components/live-switch.tsx'
import { MissingMetrics } from '../components/missing-metrics.tsx'
import { Notices } from '../components/notices.tsx'
import { TimeAgo } from '../components/time-ago.tsx'
import { errorMessage } from '../gateway/errors.ts'
import { type Live, useLive, withLiveMetrics } from '../gateway/live.ts'
import { noticeCodes } from '../gateway/notices.ts'
import { PostDetailDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { timeOfId } from '../post/annotations.ts'
import type { DetailedPost } from '../post/detailed-post.ts'
import { Headline } from '../post/headline.tsx'
import { History } from '../post/history.tsx'
import { PostCard, partsOf } from '../post/post-card.tsx'
import { PostSkeleton } from '../post/post-skeleton.tsx'
import { Retention } from '../post/retention.tsx'
import { Shares } from '../post/shares.tsx'
import { firstWords } from '../post/text.ts'
import { useReadings } from '../post/use-readings.ts'
import { Variants } from '../post/variants.tsx'

const text = messages.post

const titleOf = (post: DetailedPost): string => {
  const words = partsOf(post).map((part) => (typeof part === 'string' ? part : part.label))
  return firstWords(words.join('')) || text.withoutText(post.author?.username ?? '')
}

/** False until the first screen is painted: the parts below it take longer to render. */
const useIsPainted = (): boolean => {
  const [isPainted, setIsPainted] = useState(false)
  useEffect(() => startTransition(() => setIsPainted(true)), [])
  return isPainted
}

interface PostDetailsProps {
  readonly post: DetailedPost
  readonly onRefresh: () => void
}

const PostDetails = ({ post: loaded, onRefresh }: PostDetailsProps) => {
  const [on, setOn] = useState(true)
  const [loadedAt, setLoadedAt] = useState(() => Date.now())
  const isPainted = useIsPainted()
  const live = useLive([loaded.id], on)
  const readings = useReadings(loaded.id, live)
  /** The last message before a refresh: the response to the refresh is newer. */
  const [outdated, setOutdated] = useState<Live['lastMessage']>()
  const post = live.lastMessage === outdated ? loaded : withLiveMetrics(loaded, live)
  const changes = live.changes.get(post.id)
  const lost = live.lost.get(post.id)
  const createdAt = post.createdAt === null ? timeOfId(post.id) : Date.parse(post.createdAt)
  const refresh = () => {
    setLoadedAt(Date.now())
    setOutdated(live.lastMessage)
    onRefresh()
  }
  const moving = { createdAt, loadedAt, readings }
  return (
    <>
      <div className="head">
        <LiveSwitch
          on={on}
          onChange={setOn}
          live={live}
          announcement={changes ? summarizeChanges(changes) : ''}
        />
        {!on && (
          <p className="tools muted">
            <span>
              {messages.common.updated} <TimeAgo time={loadedAt} />.
            </span>
            <button type="button" onClick={refresh}>
              {messages.common.refresh}
            </button>
          </p>
        )}
      </div>
      {lost && (
        <p className="failure" role="alert">
          {errorMessage(lost.code, lost.message)}
        </p>
      )}
      <div className="columns post-head">
        <PostCard post={post} />
        <Headline {...moving} post={post} changes={changes} />
      </div>
      {isPainted && (
        <>
          <History {...moving} post={post} />
          <Variants post={post} changes={changes} />
          <MissingMetrics posts={[post]} />
          <Shares post={post} />
          <Retention post={post} createdAt={createdAt} loadedAt={loadedAt} />
        </>
      )}
    </>
  )
}

const PostView = ({ id }: { id: string }) => {
  const [{ data, error, extensions, fetching }, execute] = useQuery({
    query: PostDetailDocument,
    variables: { id },
  })
  const refetch = () => execute({ requestPolicy: 'network-only' })
  const title = data?.post ? titleOf(data.post) : text.title
  useEffect(() => {
    document.title = `${title} · ${messages.common.page}`
  }, [title])
  return (
    <>
      <h1>{title}</h1>
      {error && <ErrorMessage error={error} onRetry={refetch} />}
      <Notices codes={noticeCodes(extensions)} />
      {data?.post ? (
        <PostDetails post={data.post} onRefresh={refetch} />
      ) : (
        fetching && <PostSkeleton />
      )}
    </>
  )
}

export default PostView
