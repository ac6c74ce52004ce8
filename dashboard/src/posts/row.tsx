// One post of a list: a table row, or a card on narrow screens.

import { memo } from 'react'
import { UserBadge } from '../components/user-badge.tsx'
import { formatTime } from '../format.ts'
import type { Changes } from '../gateway/live.ts'
import type { UserSummaryFragment } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { Cell } from './cell.tsx'
import type { Column, ListedPost } from './columns.ts'
import { Thumbnail } from './thumbnail.tsx'
import { Trend } from './trend.tsx'

const text = messages.posts

export type RowPost = ListedPost & { readonly author?: UserSummaryFragment | null }

interface RowProps {
  readonly post: RowPost
  readonly href: string
  readonly timeZone: string
  readonly columns: readonly Column[]
  /** The columns that a card has room for. */
  readonly onCard: readonly string[]
  /** The place in the whole table, from 1. */
  readonly index?: number
  readonly isSelected?: boolean
  readonly onSelect?: (id: string, isSelected: boolean) => void
  readonly changes?: Changes | undefined
}

/** X finds a post by its id, whatever name stands before it. */
const addressOnX = ({ id, author }: RowPost): string =>
  `https://x.com/${author?.username ?? 'i/web'}/status/${id}`

const Title = ({ post, href, timeZone }: Pick<RowProps, 'post' | 'href' | 'timeZone'>) => (
  <>
    {post.author && <UserBadge user={post.author} />}
    <a className="text" href={href}>
      {post.displayText || text.withoutText}
    </a>
    <span className="meta">
      {post.createdAt !== null && (
        <time dateTime={post.createdAt}>{formatTime(post.createdAt, 'moment', timeZone)}</time>
      )}
      {post.kind !== 'POST' && <span className="badge">{text.kindOf[post.kind]}</span>}
      {post.promotedMetrics !== null && <span className="badge">{text.promoted}</span>}
      <a
        href={addressOnX(post)}
        target="_blank"
        rel="noreferrer"
        title={text.onX}
        aria-label={`${text.onX}: ${(post.displayText || text.withoutText).slice(0, 60)}`}
      >
        X ↗
      </a>
    </span>
  </>
)

export const Row = memo((props: RowProps) => {
  const {
    post,
    href,
    timeZone,
    columns,
    onCard,
    index,
    isSelected = false,
    onSelect,
    changes,
  } = props
  const title = post.displayText || text.withoutText
  return (
    <tr data-post-id={post.id} aria-rowindex={index} aria-selected={onSelect && isSelected}>
      {onSelect && (
        <td className="choose">
          <input
            type="checkbox"
            checked={isSelected}
            aria-label={text.select(title.slice(0, 60))}
            onChange={({ target }) => onSelect(post.id, target.checked)}
          />
        </td>
      )}
      <th scope="row">
        <div className="lead">
          <div>
            <Title post={post} href={href} timeZone={timeZone} />
          </div>
          <Thumbnail key={post.thumbnailUrl} url={post.thumbnailUrl} types={post.mediaTypes} />
        </div>
      </th>
      {columns.map((column) => (
        <td
          key={column.key}
          data-label={column.label}
          data-card={onCard.includes(column.key) || undefined}
        >
          {column.key === 'trend' ? (
            <Trend samples={post.trend} createdAt={post.createdAt} />
          ) : (
            <Cell
              post={post}
              column={column}
              change={changes?.get(`${column.group}.${column.name}`)}
            />
          )}
        </td>
      ))}
    </tr>
  )
})

/** Stands for rows that are not in the document, or for a post that is not loaded yet. */
export const EmptyRow = ({ height, width }: { height?: number; width: number }) => (
  <tr className={height === undefined ? 'pending' : 'space'} style={{ height }}>
    <td colSpan={width} />
  </tr>
)
