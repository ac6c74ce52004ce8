// The posts of the brand: some two hundred of twenty kinds in turn, of all ages, so that every form of a post
// occurs.

import { BRAND_POST_KINDS, viral } from './brand-posts.ts'
import type { Builder } from './draft.ts'
import { type Foreign, plain } from './kind.ts'
import { BRAND } from './people.ts'
import { DAY, HOUR } from './time.ts'
import type { WorldPost } from './types.ts'

/** The numbers of posts that are young enough for private metrics, too old for them, and upcoming this month. */
const RECENT = 140
const OLD = 62
const UPCOMING = 56

/** The index of the most popular post. */
const VIRAL = OLD + 90

/** The index of the post whose refusals do not name it. */
const REFUSED_WITHOUT_ID = OLD + 120

/** The times of the posts, newest first: every fourteen hours in this month and the last three, about every two weeks before. */
const times = ({ random }: Builder, month: number): number[] => [
  ...Array.from(
    { length: UPCOMING + RECENT },
    (_, index) => month + (UPCOMING - index) * 14 * HOUR - random.between(0, 9 * HOUR),
  ),
  ...Array.from(
    { length: OLD },
    (_, index) => month - (95 + index * 13) * DAY - random.between(0, DAY),
  ),
]

export const writeBrand = (builder: Builder, month: number, foreign: Foreign): void => {
  // Oldest first, so that a post can refer to earlier ones.
  const written: WorldPost[] = []
  for (const [index, at] of times(builder, month).reverse().entries()) {
    const kind =
      index === VIRAL ? viral : (BRAND_POST_KINDS[index % BRAND_POST_KINDS.length] ?? plain)
    const drafts = [kind({ builder, at, written, foreign })].flat()
    for (const draft of drafts) written.push(builder.write({ author: BRAND, at, ...draft }))
    if (drafts.length > 1) linkVersions(builder, written.slice(-drafts.length))
  }
  const post = builder.posts.get(written[REFUSED_WITHOUT_ID]?.id ?? '')
  if (post) builder.posts.set(post.id, { ...post, refusedWithoutId: true })
}

/** Marks posts as the versions of one edited post. */
export const linkVersions = (builder: Builder, versions: readonly WorldPost[]): void => {
  const ids = versions.map(({ id }) => id)
  const first = ids[0] ?? ''
  for (const post of versions) {
    builder.posts.set(post.id, { ...post, versions: ids, conversationId: first })
  }
}
