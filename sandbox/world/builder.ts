// Builds the posts of a world one by one, with their media, polls, links and metrics.

import { type Composed, compose, type Part } from './compose.ts'
import type { Random } from './random.ts'
import type {
  Counts,
  Play,
  Playback,
  PostNumbers,
  WorldMedia,
  WorldPoll,
  WorldPost,
  WorldUser,
} from './types.ts'

export interface Draft {
  readonly author: WorldUser
  readonly at: number
  readonly parts: readonly Part[]
  readonly media?: readonly MediaDraft[]
  readonly poll?: { readonly labels: readonly string[]; readonly minutes: number }
  readonly promoted?: boolean
  /** The number of impressions. @default a random number */
  readonly reach?: number
  readonly more?: Partial<WorldPost>
}

export type MediaDraft =
  | { readonly type: WorldMedia['type']; readonly altText?: string }
  /** The key of existing media, from this author or another. */
  | { readonly reuse: string }

export interface Builder {
  readonly posts: Map<string, WorldPost>
  readonly media: Map<string, WorldMedia>
  readonly polls: Map<string, WorldPoll>
  readonly random: Random
  write(draft: Draft): WorldPost
}

const SIZES = {
  photo: [2048, 1366],
  video: [1280, 720],
  animated_gif: [498, 280],
} as const

const KEY_PREFIX = { photo: 3, video: 13, animated_gif: 16 } as const

export const createBuilder = (random: Random): Builder => {
  const builder: Builder = {
    posts: new Map(),
    media: new Map(),
    polls: new Map(),
    random,
    write: (draft) => write(builder, draft),
  }
  return builder
}

const write = (builder: Builder, draft: Draft): WorldPost => {
  const { random, posts, media } = builder
  const { author, at, promoted } = draft
  const id = random.id(at)
  const reach = draft.reach ?? Math.floor(Math.exp(5 + random.next() * 5.5))
  const paidReach = Math.floor(reach * (0.5 + random.next() * 3))
  const mediaKeys = attachMedia(builder, id, draft, reach, paidReach)
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
    ...(mediaKeys.length > 0 && { displayRange: [0, [...shown.text].length] }),
    countsLinkClicks,
    numbers,
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

const playback = (random: Random, reach: number): Playback => {
  const views = Math.floor(reach * (0.2 + random.next() * 0.2))
  // More playbacks start than X counts as views, and each quartile is reached by fewer.
  const quartiles: [number, number, number, number, number] = [
    Math.floor(views * (1.2 + random.next() * 0.6)),
    Math.floor(views * (0.6 + random.next() * 0.2)),
    Math.floor(views * (0.4 + random.next() * 0.15)),
    Math.floor(views * (0.28 + random.next() * 0.1)),
    Math.floor(views * (0.15 + random.next() * 0.1)),
  ]
  return { views, quartiles }
}

/** Adds the media of a post, and this post's share of their metrics. Returns their keys. */
const attachMedia = (
  { media, random }: Builder,
  id: string,
  draft: Draft,
  reach: number,
  paidReach: number,
): string[] =>
  (draft.media ?? []).map((item) => {
    const existing = 'reuse' in item ? media.get(item.reuse) : undefined
    const type = existing?.type ?? ('type' in item ? item.type : 'photo')
    const play: Play = {
      postId: id,
      at: draft.at,
      organic: playback(random, reach),
      ...(draft.promoted && { promoted: playback(random, paidReach) }),
    }
    const plays = type === 'photo' ? [] : [...(existing?.plays ?? []), play]
    const medium = existing ?? createMedia(random, id, draft, type, item)
    media.set(medium.key, { ...medium, plays })
    return medium.key
  })

const createMedia = (
  random: Random,
  postId: string,
  { author, at }: Draft,
  type: WorldMedia['type'],
  item: MediaDraft,
): WorldMedia => {
  const createdAt = at - random.between(1_000, 20_000)
  const id = random.id(createdAt)
  const [width, height] = SIZES[type]
  const video = `https://video.example/${id}`
  return {
    key: `${KEY_PREFIX[type]}_${id}`,
    type,
    ownerId: author.id,
    sourcePostId: postId,
    createdAt,
    width,
    height,
    plays: [],
    ...('altText' in item && item.altText !== undefined && { altText: item.altText }),
    ...(type === 'photo' && { url: `https://pbs.example/media/${random.letters(15)}.jpg` }),
    ...(type !== 'photo' && { previewImageUrl: `https://pbs.example/thumbs/${id}.jpg` }),
    ...(type === 'video' && {
      durationMs: random.between(6_000, 140_000),
      variants: [
        { bit_rate: 632_000, content_type: 'video/mp4', url: `${video}/640x360.mp4` },
        { bit_rate: 2_176_000, content_type: 'video/mp4', url: `${video}/1280x720.mp4` },
        { content_type: 'application/x-mpegURL', url: `${video}/playlist.m3u8` },
      ],
    }),
    ...(type === 'animated_gif' && {
      variants: [{ bit_rate: 0, content_type: 'video/mp4', url: `${video}.mp4` }],
    }),
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
