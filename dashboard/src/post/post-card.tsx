// The post itself: author, text with its links, media, and when it was written, edited and promoted.

import { Time } from '../components/time.tsx'
import { UserBadge } from '../components/user-badge.tsx'
import { messages } from '../messages/index.ts'
import { useHref } from '../use-route.ts'
import { editTimes, timeOfId } from './annotations.ts'
import type { DetailedPost } from './detailed-post.ts'
import { MediaGrid } from './media-grid.tsx'
import { type TextPart, textParts } from './text.ts'

const text = messages.post

export const partsOf = (post: DetailedPost): readonly TextPart[] => {
  const source = post.note ?? post
  return textParts(source.text ?? '', source.entities?.urls ?? [])
}

const Text = ({ parts }: { parts: readonly TextPart[] }) =>
  parts.map((part, index) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text keep their places
      <a key={index} href={part.href} title={part.title} rel="noreferrer">
        {part.label}
      </a>
    ),
  )

const Facts = ({ post }: { post: DetailedPost }) => {
  const [original = post.id] = post.editHistoryIds ?? []
  const edited = editTimes(post.editHistoryIds ?? []).at(-1)
  // Each edit has a time of its own in `createdAt`.
  const posted = edited === undefined ? post.createdAt : new Date(timeOfId(original)).toISOString()
  return (
    <p className="muted">
      {posted !== null && (
        <>
          {text.posted} <Time time={posted} />.{' '}
        </>
      )}
      {edited !== undefined && (
        <>
          {text.edited} <Time time={new Date(edited).toISOString()} />.{' '}
        </>
      )}
      {post.privateMetricsUntil !== null && (
        <>
          {text.privateUntil} <Time time={post.privateMetricsUntil} style="day" />.
        </>
      )}
    </p>
  )
}

export const PostCard = ({ post }: { post: DetailedPost }) => {
  const href = useHref()
  const { author, id, media } = post
  return (
    <article className="card post" data-post-id={id}>
      {author && <UserBadge user={author} />}
      <p className="post-text">
        <Text parts={partsOf(post)} />
      </p>
      {media !== null && <MediaGrid media={media} />}
      <Facts post={post} />
      <p className="actions">
        <a
          className="button"
          href={`https://x.com/${author?.username ?? 'i'}/status/${id}`}
          rel="noreferrer"
        >
          {text.onX}
        </a>
        <a className="button" href={href({ view: 'compare', ids: [id] })}>
          {text.compare}
        </a>
      </p>
    </article>
  )
}
