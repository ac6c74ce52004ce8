// Media in X's wire format. Only their private metrics have null values.

import {
  mediaNonPublicMetrics,
  mediaOrganicMetrics,
  mediaPromotedMetrics,
  mediaPublicMetrics,
} from '../media-metrics.ts'
import { pictureUrl } from '../pictures.ts'
import { PRIVATE_METRICS_SERVED_FOR_MS } from '../refusals.ts'
import type { PrivateGroup } from '../vocabulary.ts'
import type { Wire, World, WorldMedia, WorldPost } from '../world/types.ts'
import { shapeOf, type View, type WireObject } from './view.ts'

const NULL_QUARTILES = {
  playback_0_count: null,
  playback_100_count: null,
  playback_25_count: null,
  playback_50_count: null,
  playback_75_count: null,
}

const NULL_GROUPS: Readonly<Record<PrivateGroup, Wire | undefined>> = {
  non_public_metrics: NULL_QUARTILES,
  organic_metrics: { ...NULL_QUARTILES, view_count: null },
  // Assumed: X's value was not recorded.
  promoted_metrics: undefined,
}

const MEDIA_GROUPS: Readonly<
  Record<PrivateGroup, (media: WorldMedia, world: World, now: number) => unknown>
> = {
  non_public_metrics: mediaNonPublicMetrics,
  organic_metrics: mediaOrganicMetrics,
  promoted_metrics: mediaPromotedMetrics,
}

/**
 * Private metrics of a video: values for its owner, or nulls after the age limit. In a post of the caller, the first
 * video of another owner has nulls and any further one has no groups, as recorded. X reports no error.
 */
const privateGroup = (
  media: WorldMedia,
  post: WorldPost,
  group: PrivateGroup,
  { caller, now, world }: View,
): unknown => {
  if (media.type !== 'video' || caller.kind === 'app') return undefined
  if (media.ownerId === caller.userId) {
    const expired = !media.noAgeLimit && now - media.createdAt > PRIVATE_METRICS_SERVED_FOR_MS
    return expired ? NULL_GROUPS[group] : MEDIA_GROUPS[group](media, world, now)
  }
  if (post.authorId !== caller.userId) return undefined
  const foreign = post.mediaKeys.filter((key) => world.media.get(key)?.ownerId !== post.authorId)
  return foreign[0] === media.key ? NULL_GROUPS[group] : undefined
}

type MediaField = (media: WorldMedia, post: WorldPost, view: View) => unknown

const group =
  (name: PrivateGroup): MediaField =>
  (media, post, view) =>
    privateGroup(media, post, name, view)

const MEDIA_FIELDS: Readonly<Record<string, MediaField>> = {
  alt_text: (media) => media.altText,
  duration_ms: (media) => media.durationMs,
  height: (media) => media.height,
  media_key: (media) => media.key,
  non_public_metrics: group('non_public_metrics'),
  organic_metrics: group('organic_metrics'),
  preview_image_url: ({ previewImageUrl }, _, view) =>
    previewImageUrl && pictureUrl(previewImageUrl, view),
  promoted_metrics: group('promoted_metrics'),
  public_metrics: (media, _, { world, now }) =>
    media.type === 'photo' ? undefined : mediaPublicMetrics(media, world, now),
  type: (media) => media.type,
  url: ({ url }, _, view) => url && pictureUrl(url, view),
  variants: (media) => media.variants,
  width: (media) => media.width,
}

export const mediaShape = (media: WorldMedia, post: WorldPost, view: View): WireObject =>
  shapeOf(view.fieldSet.mediaFields, (name) => MEDIA_FIELDS[name]?.(media, post, view))
