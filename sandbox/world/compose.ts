// Composes the text of a post together with its entities. X counts offsets in Unicode code points, so an emoji has
// length one.

import type { Wire } from './types.ts'

export type Part =
  | string
  | { readonly mention: { readonly id: string; readonly username: string } }
  | { readonly hashtag: string }
  | { readonly cashtag: string }
  /** A link in the text. A link with a title has a preview card. */
  | { readonly link: Link }
  /** The link that represents attached media: one entity for each of them, with the same offsets. */
  | {
      readonly media: {
        readonly url: string
        readonly expanded: string
        readonly display: string
        readonly keys: readonly string[]
      }
    }
  /** A name that X recognizes as a person, place or product. */
  | { readonly annotation: { readonly text: string; readonly type: string } }

export interface Link {
  readonly url: string
  readonly expanded: string
  readonly display: string
  readonly title?: string
  readonly description?: string
  readonly image?: string
  /** X follows links to other sites only: the entity has neither `status` nor `unwound_url`. */
  readonly isNotFollowed?: true
}

export interface Composed {
  readonly text: string
  readonly entities?: Wire
  readonly hasLink: boolean
}

const length = (text: string): number => [...text].length

export const compose = (parts: readonly Part[]): Composed => {
  let text = ''
  let at = 0
  const found = {
    annotations: [] as Wire[],
    cashtags: [] as Wire[],
    hashtags: [] as Wire[],
    mentions: [] as Wire[],
    urls: [] as Wire[],
  }
  const write = (piece: string): { start: number; end: number } => {
    const start = at
    text += piece
    at += length(piece)
    return { start, end: at }
  }
  let hasLink = false
  for (const part of parts) {
    if (typeof part === 'string') write(part)
    else if ('mention' in part) {
      const { id, username } = part.mention
      found.mentions.push({ ...write(`@${username}`), id, username })
    } else if ('hashtag' in part) {
      found.hashtags.push({ ...write(`#${part.hashtag}`), tag: part.hashtag })
    } else if ('cashtag' in part) {
      found.cashtags.push({ ...write(`$${part.cashtag}`), tag: part.cashtag })
    } else if ('annotation' in part) {
      const { start, end } = write(part.annotation.text)
      // Annotations are the only entities with an inclusive end.
      found.annotations.push({
        start,
        end: end - 1,
        probability: 0.8712,
        type: part.annotation.type,
        normalized_text: part.annotation.text,
      })
    } else if ('media' in part) {
      const { url, expanded, display, keys } = part.media
      const place = write(url)
      for (const key of keys) {
        found.urls.push({
          ...place,
          url,
          expanded_url: expanded,
          display_url: display,
          media_key: key,
        })
      }
    } else {
      hasLink = true
      found.urls.push(linkEntity(part.link, write(part.link.url)))
    }
  }
  const kinds = Object.entries(found).filter(([, items]) => items.length > 0)
  return { text, hasLink, ...(kinds.length > 0 && { entities: Object.fromEntries(kinds) }) }
}

const linkEntity = (link: Link, place: { start: number; end: number }): Wire => ({
  ...place,
  url: link.url,
  expanded_url: link.expanded,
  display_url: link.display,
  ...(link.image !== undefined && {
    images: [
      { url: `${link.image}?name=orig`, width: 1200, height: 630 },
      { url: `${link.image}?name=150x150`, width: 150, height: 150 },
    ],
  }),
  ...(!link.isNotFollowed && { status: 200 }),
  ...(link.title !== undefined && { title: link.title }),
  ...(link.description !== undefined && { description: link.description }),
  ...(!link.isNotFollowed && { unwound_url: link.expanded }),
})
