// Posts that refer to other posts: quotes, replies, threads and reposts.

import type { Part } from './compose.ts'
import type { Builder } from './draft.ts'
import { type Kind, plain } from './kind.ts'
import { ALL_USERS, BRAND } from './people.ts'
import { sentence } from './phrases.ts'
import type { WorldPost, WorldUser } from './types.ts'

export const refer = (
  type: 'quoted' | 'replied_to' | 'retweeted',
  post: Pick<WorldPost, 'id' | 'authorId' | 'conversationId'>,
): Partial<WorldPost> => ({
  references: [{ type, id: post.id }],
  ...(type === 'replied_to' && {
    inReplyToUserId: post.authorId,
    conversationId: post.conversationId,
    editable: false,
  }),
  ...(type === 'retweeted' && { editable: false }),
})

/** A random earlier post. */
const pickEarlier = (
  at: number,
  posts: readonly WorldPost[],
  builder: Builder,
): WorldPost | undefined => {
  const earlier = posts.filter((post) => post.createdAt < at)
  return earlier.length > 0 ? builder.random.pick(earlier) : undefined
}

const authorOf = (post: Pick<WorldPost, 'authorId'>): WorldUser =>
  ALL_USERS.find(({ id }) => id === post.authorId) ?? BRAND

export const mention = ({ id, username }: WorldUser): Part => ({ mention: { id, username } })

export const quoteLink = ({ random }: Builder, post: Pick<WorldPost, 'id' | 'authorId'>): Part => ({
  link: {
    url: `https://t.co/${random.letters(10)}`,
    expanded: `https://x.com/${authorOf(post).username}/status/${post.id}`,
    display: `x.com/${authorOf(post).username}/status…`,
    isNotFollowed: true,
  },
})

export const quote: Kind = (input) => {
  const { builder, at, foreign } = input
  const quoted = pickEarlier(at, foreign.plain, builder)
  if (quoted === undefined) return plain(input)
  return { parts: ['This. ', quoteLink(builder, quoted)], more: refer('quoted', quoted) }
}

export const reply: Kind = (input) => {
  const { builder, at, foreign } = input
  const to = pickEarlier(at, foreign.plain, builder)
  if (to === undefined) return plain(input)
  const { username } = authorOf(to)
  const words = 'Thank you! Come by on Saturday.'
  const start = username.length + 2
  return {
    parts: [mention(authorOf(to)), ' ', words],
    more: { ...refer('replied_to', to), displayRange: [start, start + words.length] },
  }
}

export const thread: Kind = (input) => {
  const { builder, at, written } = input
  const to = written.findLast((post) => post.references.length === 0 && post.createdAt < at)
  if (to === undefined) return plain(input)
  return { parts: ['And another thing. ', sentence(builder)], more: refer('replied_to', to) }
}

export const repost: Kind = (input) => {
  const { builder, at, foreign } = input
  const original = pickEarlier(at, foreign.plain, builder)
  if (original === undefined) return plain(input)
  const author = authorOf(original)
  return {
    parts: ['RT ', mention(author), `: ${original.text}`],
    more: { ...refer('retweeted', original), countsLinkClicks: false },
  }
}
