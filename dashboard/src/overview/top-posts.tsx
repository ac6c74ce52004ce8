// The best posts that were published in the period, by the metric of the chart.

import { ErrorMessage } from '../components/error-message.tsx'
import { Time } from '../components/time.tsx'
import { formatCount, formatShare } from '../format.ts'
import { usePeriod, useRefreshedQuery } from '../gateway/refresh.ts'
import { OverviewPostsDocument, type OverviewPostsQuery } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { useHref } from '../use-route.ts'
import { type ChartMetric, orderOf, type TopOrder } from './metrics.ts'

type Post = NonNullable<NonNullable<OverviewPostsQuery['account']>['topPosts']>[number]

const text = messages.overview

const VALUES: Readonly<Record<TopOrder, (post: Post) => number | null | undefined>> = {
  IMPRESSIONS: ({ publicMetrics }) => publicMetrics?.impressionCount,
  LIKES: ({ publicMetrics }) => publicMetrics?.likeCount,
  REPLIES: ({ publicMetrics }) => publicMetrics?.replyCount,
  RETWEETS: ({ publicMetrics }) => publicMetrics?.retweetCount,
  ENGAGEMENTS: ({ nonPublicMetrics }) => nonPublicMetrics?.engagements,
  ENGAGEMENT_RATE: ({ nonPublicMetrics }) => nonPublicMetrics?.engagementRate,
  QUOTES: ({ publicMetrics }) => publicMetrics?.quoteCount,
  BOOKMARKS: ({ publicMetrics }) => publicMetrics?.bookmarkCount,
  LINK_CLICKS: ({ nonPublicMetrics }) => nonPublicMetrics?.urlLinkClicks,
  PROFILE_CLICKS: ({ nonPublicMetrics }) => nonPublicMetrics?.userProfileClicks,
}

interface RowProps {
  readonly post: Post
  readonly value: number | null | undefined
  /** The value of the best post, to which the bars are drawn. */
  readonly best: number
  readonly format: (value: number) => string
}

const Row = ({ post, value, best, format }: RowProps) => {
  const href = useHref()
  return (
    <li className="top-post" data-post-id={post.id}>
      <div>
        <a className="text" href={href({ view: 'post', id: post.id })}>
          {post.displayText || messages.posts.withoutText}
        </a>
        <span className="line">
          <span className="muted">{post.createdAt !== null && <Time time={post.createdAt} />}</span>
          <strong>{typeof value === 'number' ? format(value) : '–'}</strong>
        </span>
        <span className="share" aria-hidden="true">
          <span style={{ width: `${((value ?? 0) / (best || 1)) * 100}%` }} />
        </span>
      </div>
      {post.thumbnailUrl !== null && (
        <img className="thumbnail" src={post.thumbnailUrl} alt="" loading="lazy" />
      )}
    </li>
  )
}

export const TopPosts = ({ account, metric }: { account: string; metric: ChartMetric }) => {
  const { range } = usePeriod()
  const href = useHref()
  const by = orderOf(metric)
  const { data, error, fetching, refetch } = useRefreshedQuery({
    query: OverviewPostsDocument,
    variables: { account, since: range.since, until: range.until, by },
  })
  const posts = data?.account?.topPosts ?? []
  const values = posts.map((post) => VALUES[by](post))
  return (
    <section className="card" aria-labelledby="top-posts" aria-busy={fetching}>
      <div className="head">
        <h2 id="top-posts">{text.topPosts}</h2>
        <a href={href({ view: 'posts' })}>{text.allPosts}</a>
      </div>
      <p className="muted">{text.topPostsBy(text.metrics[by])}</p>
      {error && <ErrorMessage error={error} onRetry={refetch} />}
      <ol className="top-posts" data-loading={data === undefined || undefined}>
        {posts.map((post, index) => (
          <Row
            key={post.id}
            post={post}
            value={values[index]}
            best={values[0] ?? 0}
            format={by === 'ENGAGEMENT_RATE' ? formatShare : formatCount}
          />
        ))}
      </ol>
      {data && posts.length === 0 && <p>{text.noTopPosts}</p>}
    </section>
  )
}
