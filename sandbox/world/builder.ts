// Builds the posts of a world one by one, with their media, polls, links and metrics.

import { type Composed, compose, type Part } from './compose.ts'
import type { ArticleDraft, Builder, Draft } from './draft.ts'
import { attachMedia } from './media.ts'
import { IndexedPosts } from './published.ts'
import type { Random } from './random.ts'
import type { Counts, PostNumbers, WorldArticle, WorldPost } from './types.ts'

/** @param objects the posts, media and polls to which new ones are added */
export const createBuilder = (
  random: Random,
  objects: Pick<Builder, 'posts' | 'media' | 'polls'> = {
    posts: new IndexedPosts(),
    media: new Map(),
    polls: new Map(),
  },
): Builder => {
  const builder: Builder = {
    ...objects,
    random,
    write: (draft) => write(builder, draft),
  }
  return builder
}

const write = (builder: Builder, draft: Draft): WorldPost => {
  const { random, posts, media } = builder
  const { author, at, promoted, promotion } = draft
  const id = random.id(at)
  const reach = draft.reach ?? Math.floor(Math.exp(5 + random.next() * 5.5))
  const paidReach = Math.floor(reach * (0.5 + random.next() * 3))
  const mediaKeys = attachMedia(builder, id, draft, draft.media ?? [], reach, paidReach)
  const article = draft.article && addArticle(builder, id, draft, draft.article, reach)
  const pollIds = addPoll(builder, draft, reach)
  const shown = compose(draft.parts)
  const { text, entities, hasLink } =
    mediaKeys.length > 0 ? composeWithMedia(builder, draft, id, mediaKeys) : shown
  const countsLinkClicks = hasLink || mediaKeys.some((key) => media.get(key)?.ownerId !== author.id)
  const numbers: PostNumbers = {
    organic: counts(random, reach, countsLinkClicks),
    ...(promoted && { promoted: counts(random, paidReach, countsLinkClicks) }),
    quotes: Math.floor(reach * random.next() * 0.001),
    bookmarks: Math.floor(reach * random.next() * 0.006),
  }
  const post: WorldPost = {
    id,
    authorId: author.id,
    createdAt: at,
    text,
    lang: 'en',
    source: 'Twitter Web App',
    possiblySensitive: false,
    replySettings: 'everyone',
    conversationId: id,
    references: [],
    versions: [id],
    // X does not allow edits of promoted posts and polls.
    editable: !promoted && pollIds.length === 0,
    mediaKeys,
    pollIds,
    ...(entities && { entities }),
    ...(article && { article }),
    ...(mediaKeys.length > 0 && { displayRange: [0, [...shown.text].length] }),
    countsLinkClicks,
    numbers,
    ...(promoted && promotion && { promotion }),
    ...draft.more,
  }
  posts.set(id, post)
  return post
}

const counts = (random: Random, reach: number, hasLink: boolean): Counts => {
  const share = (min: number, max: number): number =>
    Math.floor(reach * (min + random.next() * (max - min)))
  return {
    impressions: reach,
    likes: share(0.01, 0.045),
    replies: share(0.0004, 0.004),
    retweets: share(0.001, 0.009),
    urlClicks: hasLink ? share(0.002, 0.02) : 0,
    profileClicks: share(0.001, 0.006),
  }
}

/** The length of a preview is a guess from the note of a client: "the first 200 characters or so". */
const PREVIEW_LENGTH = 200

const addArticle = (
  builder: Builder,
  id: string,
  draft: Draft,
  { title, parts, media }: ArticleDraft,
  reach: number,
): WorldArticle => {
  const [cover, ...others] = attachMedia(builder, id, draft, media, reach, reach)
  const { text, entities } = compose(parts)
  return {
    title,
    preview_text: [...text].slice(0, PREVIEW_LENGTH).join(''),
    plain_text: text,
    ...(cover !== undefined && { cover_media: cover }),
    ...(others.length > 0 && { media_entities: others }),
    ...(entities && { entities }),
  }
}

const addPoll = ({ polls, random }: Builder, { poll, at }: Draft, reach: number): string[] => {
  if (poll === undefined) return []
  const id = random.id(at - 50)
  polls.set(id, {
    id,
    createdAt: at,
    endsAt: at + poll.minutes * 60_000,
    options: poll.labels.map((label) => ({
      label,
      votes: Math.floor(reach * random.next() * 0.02),
    })),
  })
  return [id]
}

const composeWithMedia = (
  { media, random }: Builder,
  draft: Draft,
  id: string,
  keys: readonly string[],
): Composed => {
  const slug = random.letters(10)
  const first = media.get(keys[0] ?? '')
  const kind = first?.type === 'photo' ? 'photo' : 'video'
  const source = first && first.ownerId !== draft.author.id ? first.sourcePostId : id
  return compose([
    ...draft.parts,
    ' ',
    {
      media: {
        url: `https://t.co/${slug}`,
        expanded: `https://x.com/${draft.author.username}/status/${source}/${kind}/1`,
        display: `pic.x.com/${slug}`,
        keys,
      },
    },
  ])
}

/** A link with a preview card. */
export const linkCard = ({ random }: Builder, title: string): Part => {
  const path = title.toLowerCase().replace(/[^a-z]+/g, '-')
  return {
    link: {
      url: `https://t.co/${random.letters(10)}`,
      expanded: `https://halden.example/${path}`,
      display: `halden.example/${path.slice(0, 12)}…`,
      title,
      description: `${title}, told in full.`,
      image: `https://pbs.example/news_img/${random.letters(8)}`,
    },
  }
}
