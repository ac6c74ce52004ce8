// Photos, videos, animated GIFs, and kinds of media that X may add.

import { memoizeByIdentity } from '../infra/memoize.ts'
import { fieldsBelow, type SelectedField } from '../plan/selection.ts'
import type { MediaField } from '../x/fields.ts'
import { nullIfAllNull } from '../x/numbers.ts'
import type { Tweet, Media as WireMedia } from '../x/types.ts'
import { builder, needs } from './builder.ts'
import {
  NonPublicMediaMetrics,
  OrganicMediaMetrics,
  PromotedMediaMetrics,
  PublicMediaMetrics,
} from './metrics.ts'

const TYPE_OF_WORD: ReadonlyMap<string, string> = new Map([
  ['photo', 'Photo'],
  ['video', 'Video'],
  ['animated_gif', 'AnimatedGif'],
])

const typeOf = ({ type }: WireMedia): string => TYPE_OF_WORD.get(type) ?? 'OtherMedia'

/** A symbol, so that nothing in X's answers can have it. */
const POST = Symbol('post')

type MediaOfPost = WireMedia & { readonly [POST]?: Tweet }

/** The history of a video belongs to the author of its post. */
const readsHistory = memoizeByIdentity((selected: SelectedField): boolean =>
  fieldsBelow(selected).some(({ field }) => field.extensions.needs?.archive !== undefined),
)

/** A medium, as a copy that knows its post if the selection reads its history. */
export const forSelection = (
  medium: WireMedia,
  post: Tweet,
  selected: SelectedField,
): MediaOfPost => (readsHistory(selected) ? { ...medium, [POST]: post } : medium)

/** The post that a medium was loaded with, if the selection needs it. */
export const postOf = (medium: MediaOfPost): Tweet | undefined => medium[POST]

const field = (name: MediaField, description: string) => ({
  description,
  ...needs({ media: [name] }),
})

export const Media = builder.interfaceRef<WireMedia>('Media').implement({
  description:
    'A photo, video or animated GIF of a post. Read the metrics of a video with `... on Video { publicMetrics { viewCount } }`.',
  resolveType: typeOf,
  fields: (t) => ({
    mediaKey: t.exposeID('media_key', {
      nullable: false,
      description: 'X’s key of the medium: a number for the type, an underscore and an id.',
    }),
    type: t.exposeString('type', {
      nullable: false,
      ...field(
        'type',
        'The type in X’s words: photo, video or animated_gif. X may add others; `unknown` when X does not say.',
      ),
    }),
    width: t.exposeInt('width', field('width', 'The width in pixels.')),
    height: t.exposeInt('height', field('height', 'The height in pixels.')),
    altText: t.exposeString(
      'alt_text',
      field(
        'alt_text',
        'The alternative text for people who cannot see it. Null when the author wrote none.',
      ),
    ),
  }),
})

const MediaVariant = builder
  .objectRef<NonNullable<WireMedia['variants']>[number]>('MediaVariant')
  .implement({
    description: 'A file of a video or GIF.',
    fields: (t) => ({
      bitRate: t.exposeInt('bit_rate', {
        description: 'The bit rate in bits per second. Null for a playlist.',
      }),
      contentType: t.exposeString('content_type', {
        nullable: false,
        description: 'Its MIME type.',
      }),
      url: t.exposeString('url', { nullable: false, description: 'The address of the file.' }),
    }),
  })

builder.objectRef<WireMedia>('Photo').implement({
  description: 'A photo. Photos have no metrics of their own.',
  interfaces: [Media],
  fields: (t) => ({
    url: t.exposeString('url', field('url', 'The address of the picture.')),
  }),
})

builder.objectRef<WireMedia>('OtherMedia').implement({
  description: 'Media of a type that this gateway does not know: `type` has X’s word for it.',
  interfaces: [Media],
})

const MotionMedia = builder.interfaceRef<WireMedia>('MotionMedia').implement({
  description: 'A video or an animated GIF.',
  interfaces: [Media],
  resolveType: typeOf,
  fields: (t) => ({
    previewImageUrl: t.exposeString(
      'preview_image_url',
      field('preview_image_url', 'The address of a still picture.'),
    ),
    variants: t.field({
      type: [MediaVariant],
      ...field('variants', 'The files of the video or GIF, one for each quality.'),
      resolve: ({ variants }) => variants,
    }),
    publicMetrics: t.field({
      type: PublicMediaMetrics,
      ...field('public_metrics', 'The metrics that everybody sees.'),
      resolve: ({ public_metrics }) => public_metrics,
    }),
  }),
})

export const Video = builder.objectRef<WireMedia>('Video').implement({
  description: 'A video. X sums its metrics over all posts that show it.',
  interfaces: [Media, MotionMedia],
  fields: (t) => ({
    url: t.exposeString(
      'url',
      field(
        'url',
        'The address of a file. X has been seen to send it in 2021 only: use `variants`.',
      ),
    ),
    durationMs: t.exposeInt('duration_ms', field('duration_ms', 'The duration in milliseconds.')),
    nonPublicMetrics: t.field({
      type: NonPublicMediaMetrics,
      ...field(
        'non_public_metrics',
        'Playback, organic and promoted together. Only for the account that owns the video; null when X does not show it, and `Post.unavailableMetrics` has the reason.',
      ),
      resolve: ({ non_public_metrics }) => nullIfAllNull(non_public_metrics),
    }),
    organicMetrics: t.field({
      type: OrganicMediaMetrics,
      ...field(
        'organic_metrics',
        'Views and playback without ads. Only for the account that owns the video; null when X does not show them, and `Post.unavailableMetrics` has the reason.',
      ),
      resolve: ({ organic_metrics }) => nullIfAllNull(organic_metrics),
    }),
    promotedMetrics: t.field({
      type: PromotedMediaMetrics,
      ...field(
        'promoted_metrics',
        'Views and playback in ads. Only for the account that owns the video; null for a video that was never promoted.',
      ),
      resolve: ({ promoted_metrics }) => nullIfAllNull(promoted_metrics),
    }),
  }),
})

builder.objectRef<WireMedia>('AnimatedGif').implement({
  description: 'An animated GIF, which X keeps as a short silent video.',
  interfaces: [Media, MotionMedia],
})
