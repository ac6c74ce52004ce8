// A table of posts with their metrics; on narrow screens, CSS shows one card per post.

import { useState } from 'react'
import { formatShare } from '../format.ts'
import type { Changes } from '../gateway/live.ts'
import type { PostRowFragment, UserSummaryFragment } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { useHref } from '../route.ts'
import { COLUMNS, type Column, type Order, SORTABLE, sortPosts } from './columns.ts'
import { MetricValue, NoValue, UnavailableMetric } from './metric-value.tsx'
import { Time } from './time.tsx'
import { UserBadge } from './user-badge.tsx'

export type RowPost = PostRowFragment & { readonly author?: UserSummaryFragment | null }

const MEDIA: Readonly<Record<string, string>> = messages.posts.media

const MediaBadges = ({ media }: Pick<RowPost, 'media'>) => {
  const kinds = new Set((media ?? []).map(({ type }) => MEDIA[type] ?? type))
  return [...kinds].map((kind) => (
    <span key={kind} className="badge">
      {kind}
    </span>
  ))
}

const PromotedShare = ({ post }: { post: RowPost }) => {
  if (post.promotedShare !== null) {
    return <span data-metric="promotedShare">{formatShare(post.promotedShare)}</span>
  }
  if (post.promotedMetrics === null) return <UnavailableMetric post={post} variant="PROMOTED" />
  return <NoValue reason={messages.common.notProvided} />
}

const Row = ({ post, changes }: { post: RowPost; changes: Changes | undefined }) => {
  const href = useHref()
  return (
    <tr data-post-id={post.id}>
      <th scope="row">
        {post.author && <UserBadge user={post.author} />}
        <a className="text" href={href({ view: 'post', id: post.id })}>
          {post.text || messages.posts.withoutText}
        </a>
        <span className="muted">
          {post.createdAt !== null && <Time time={post.createdAt} />}{' '}
          <MediaBadges media={post.media} />
        </span>
      </th>
      {COLUMNS.map(({ key, label, group, name, isRate }) => (
        <td key={key} data-label={label}>
          {group === undefined || name === undefined ? (
            <PromotedShare post={post} />
          ) : (
            <MetricValue
              post={post}
              group={group}
              name={name}
              isRate={isRate}
              change={changes?.get(`${group}.${name}`)}
            />
          )}
        </td>
      ))}
    </tr>
  )
}

const REVERSE = { ascending: 'descending', descending: 'ascending' } as const

interface SortButtonProps {
  readonly column: Column
  readonly order: Order | undefined
  readonly onSort: (order: Order) => void
}

const SortButton = ({ column: { key, label, description }, order, onSort }: SortButtonProps) => {
  const direction = order?.key === key ? order.direction : undefined
  const next = direction === undefined ? 'descending' : REVERSE[direction]
  return (
    <button
      type="button"
      className="sort"
      title={description}
      onClick={() => onSort({ key, direction: next })}
    >
      {label}
      <span aria-hidden="true" data-direction={direction} />
    </button>
  )
}

interface PostTableProps {
  readonly caption: string
  readonly posts: readonly RowPost[]
  readonly changes?: ReadonlyMap<string, Changes>
}

export const PostTable = ({ caption, posts, changes }: PostTableProps) => {
  const [order, setOrder] = useState<Order>()
  return (
    <table className="posts">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {SORTABLE.map((column) => (
            <th
              key={column.key}
              scope="col"
              aria-sort={order?.key === column.key ? order.direction : 'none'}
            >
              <SortButton column={column} order={order} onSort={setOrder} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sortPosts(posts, order).map((post) => (
          <Row key={post.id} post={post} changes={changes?.get(post.id)} />
        ))}
      </tbody>
    </table>
  )
}
