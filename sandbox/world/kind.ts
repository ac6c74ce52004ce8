// A kind of post of the brand, and the plainest one.

import type { Builder, Draft } from './draft.ts'
import { sentence } from './phrases.ts'
import type { Wire, WorldPost } from './types.ts'

/** Posts of other users, to which the brand's posts refer. */
export interface Foreign {
  readonly plain: readonly WorldPost[]
  /** The keys of other users' videos. */
  readonly videos: readonly string[]
}

export interface PostInput {
  readonly builder: Builder
  readonly at: number
  /** The brand's earlier posts. */
  readonly written: readonly WorldPost[]
  readonly foreign: Foreign
}

type BrandDraft = Omit<Draft, 'author' | 'at'> & { readonly at?: number }

/** Returns one draft, or the versions of an edited post. */
export type Kind = (input: PostInput) => BrandDraft | readonly BrandDraft[]

export const COFFEE: Wire = {
  domain: {
    id: '131',
    name: 'Unified Twitter Taxonomy',
    description: 'A taxonomy of user interests.',
  },
  entity: { id: '852262932607926273', name: 'Coffee', description: 'Coffee and cafés' },
}

export const plain: Kind = ({ builder }) => ({
  parts: [sentence(builder)],
  more: { annotations: [COFFEE] },
})
