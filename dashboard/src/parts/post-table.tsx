// A list of posts with their numbers: a table, and on a phone a card for each.

import { useState } from 'react'
import { formatShare } from '../format.ts'
import type { Changes } from '../gateway/live.ts'
import type { PersonFragment, PostRowFragment } from '../generated/graphql.ts'
import { postAddress } from '../route.ts'
import { Handle } from './avatar.tsx'
import { COLUMNS, type Column, type Order, SORTABLE, sorted } from './columns.ts'
import { Missing, MissingVariant, PostNumber } from './number.tsx'
import { When } from './when.tsx'

export type RowPost = PostRowFragment & { readonly author?: PersonFragment | null }

const MEDIA: Readonly<Record<string, string>> = {
  photo: 'Photo',
  video: 'Video',
  animated_gif: 'GIF',
}

const MediaMark = ({ media }: Pick<RowPost, 'media'>) => {
  const kinds = new Set((media ?? []).map(({ type }) => MEDIA[type] ?? type))
  return [...kinds].map((kind) => (
    <span key={kind} className="mark">
      {kind}
    </span>
  ))
}

const Share = ({ post }: { post: RowPost }) => {
  if (post.promotedShare !== null) {
    return <span data-metric="promotedShare">{formatShare(post.promotedShare)}</span>
  }
  if (post.promotedMetrics === null) return <MissingVariant post={post} variant="PROMOTED" />
  return <Missing why="not given" />
}

const Row = ({ post, changes }: { post: RowPost; changes: Changes | undefined }) => (
  <tr data-post-id={post.id}>
    <th scope="row">
      {post.author && <Handle person={post.author} />}
      <a className="text" href={postAddress(post.id)}>
        {post.text || 'A post without words'}
      </a>
      <span className="muted">
        {post.createdAt !== null && <When time={post.createdAt} />} <MediaMark media={post.media} />
      </span>
    </th>
    {COLUMNS.map(({ key, label, group, name, share }) => (
      <td key={key} data-label={label}>
        {group === undefined || name === undefined ? (
          <Share post={post} />
        ) : (
          <PostNumber
            post={post}
            group={group}
            name={name}
            share={share}
            change={changes?.get(`${group}.${name}`)}
          />
        )}
      </td>
    ))}
  </tr>
)

const OTHER = { ascending: 'descending', descending: 'ascending' } as const

interface SortButtonProps {
  readonly column: Column
  readonly order: Order | undefined
  readonly onSort: (order: Order) => void
}

const SortButton = ({ column: { key, label, means }, order, onSort }: SortButtonProps) => {
  const direction = order?.key === key ? order.direction : undefined
  const next = direction === undefined ? 'descending' : OTHER[direction]
  return (
    <button
      type="button"
      className="sort"
      title={means}
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
      <caption className="unseen">{caption}</caption>
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
        {sorted(posts, order).map((post) => (
          <Row key={post.id} post={post} changes={changes?.get(post.id)} />
        ))}
      </tbody>
    </table>
  )
}
