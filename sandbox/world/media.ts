// The media of posts, with their playbacks.

import type { Builder, Draft, MediaDraft, NewMedia } from './draft.ts'
import type { Random } from './random.ts'
import type { Play, Playback, WorldMedia } from './types.ts'

const SIZES = {
  photo: [2048, 1366],
  video: [1280, 720],
  animated_gif: [498, 280],
} as const

const KEY_PREFIX = { photo: 3, video: 13, animated_gif: 16 } as const

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

/** Adds media of a post, and this post's share of their metrics. Returns their keys. */
export const attachMedia = (
  { media, random }: Builder,
  id: string,
  draft: Draft,
  items: readonly MediaDraft[],
  reach: number,
  paidReach: number,
): string[] =>
  items.map((item) => {
    const existing = 'reuse' in item ? media.get(item.reuse) : undefined
    const created: NewMedia = 'reuse' in item ? { type: 'photo' } : item
    const type = existing?.type ?? created.type
    const play: Play = {
      postId: id,
      at: draft.at,
      organic: playback(random, reach),
      ...(draft.promoted && { promoted: playback(random, paidReach) }),
      ...(draft.promoted && draft.promotion && { promotion: draft.promotion }),
    }
    const plays = type === 'photo' ? [] : [...(existing?.plays ?? []), play]
    const medium = existing ?? createMedia(random, id, draft, type, created)
    media.set(medium.key, { ...medium, plays })
    return medium.key
  })

const createMedia = (
  random: Random,
  postId: string,
  { author, at }: Draft,
  type: WorldMedia['type'],
  item: Omit<NewMedia, 'type'>,
): WorldMedia => {
  const createdAt = at - random.between(1_000, 20_000)
  const id = random.id(createdAt)
  const [width, height] = SIZES[type]
  const video = `https://video.example/${id}`
  const { altText, title, description } = item
  return {
    key: `${KEY_PREFIX[type]}_${id}`,
    type,
    ownerId: author.id,
    sourcePostId: postId,
    createdAt,
    width,
    height,
    plays: [],
    ...(altText !== undefined && { altText }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(type === 'photo' && { url: `/pictures/media/${random.letters(15)}.jpg` }),
    ...(type !== 'photo' && { previewImageUrl: `/pictures/thumbs/${id}.jpg` }),
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
