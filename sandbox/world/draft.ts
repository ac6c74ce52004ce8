// The draft of a post of the built-in world, and the world that the post is added to.

import type { Part } from './compose.ts'
import type { Random } from './random.ts'
import type { Period, WorldMedia, WorldPoll, WorldPost, WorldUser } from './types.ts'

export interface Draft {
  readonly author: WorldUser
  readonly at: number
  readonly parts: readonly Part[]
  readonly media?: readonly MediaDraft[]
  readonly poll?: { readonly labels: readonly string[]; readonly minutes: number }
  readonly article?: ArticleDraft
  readonly promoted?: boolean
  /** The time of the promotion. @default from the post's creation on */
  readonly promotion?: Period
  /** The number of impressions. @default a random number */
  readonly reach?: number
  readonly more?: Partial<WorldPost>
}

export interface NewMedia {
  readonly type: WorldMedia['type']
  readonly altText?: string
  readonly title?: string
  readonly description?: string
}

export type MediaDraft =
  | NewMedia
  /** The key of existing media, from this author or another. */
  | { readonly reuse: string }

/** An article. The first of its media is the cover. */
export interface ArticleDraft {
  readonly title: string
  readonly parts: readonly Part[]
  readonly media: readonly MediaDraft[]
}

export interface Builder {
  readonly posts: Map<string, WorldPost>
  readonly media: Map<string, WorldMedia>
  readonly polls: Map<string, WorldPoll>
  readonly random: Random
  write(draft: Draft): WorldPost
}
