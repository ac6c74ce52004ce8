// The fields of a post that lists show: its kind, its text as X's apps show it, and its media in short. Records of posts
// have all of them.

import type { POST_KINDS } from '../archive/records.ts'
import { kindOf } from '../pipeline/post-record.ts'
import { displayTextOf } from '../x/display-text.ts'
import { mediaTypesIn, thumbnailIn } from '../x/tweets.ts'
import { builder, needs } from './builder.ts'
import { Post } from './post.ts'

export const PostKind = builder.enumType('PostKind', {
  description: 'Whether a post is a reply, a repost, a quote, or none of these.',
  values: {
    POST: { description: 'None of the others.' },
    REPLY: { description: 'A reply. A reply that quotes another post is a reply.' },
    REPOST: { description: 'A repost without a comment.' },
    QUOTE: { description: 'A post that quotes another one.' },
  } satisfies Record<(typeof POST_KINDS)[number], object>,
})

builder.objectFields(Post, (t) => ({
  kind: t.field({
    type: PostKind,
    nullable: false,
    description: 'Whether it is a reply, a repost, a quote, or none of these.',
    ...needs({ tweet: ['referenced_tweets'], recorded: true }),
    resolve: ({ post: { record, tweet } }) => record?.kind ?? kindOf(tweet),
  }),
  displayText: t.string({
    description:
      'The whole text as X’s apps show it: links in their display form, without links to attached media, and of a long post the text of `note`. From the archive it is `text` until X has sent the rest.',
    ...needs({ tweet: ['text', 'note_tweet', 'entities'], recorded: true }),
    resolve: ({ post: { record, tweet } }) =>
      record
        ? (record.displayText ?? displayTextOf({ id: record.id, text: record.text }))
        : displayTextOf(tweet),
  }),
  mediaTypes: t.stringList({
    description:
      'The types of its media in X’s words, such as photo, video and animated_gif. Null when they are not known.',
    ...needs({
      tweet: ['attachments'],
      media: ['type'],
      expand: 'attachments.media_keys',
      recorded: true,
    }),
    resolve: ({ post: { record, tweet, related } }) => {
      const types = record ? record.mediaTypes : mediaTypesIn(tweet, related.media)
      return types && [...types]
    },
  }),
  thumbnailUrl: t.string({
    description:
      'The address of a small picture of its first photo, video or GIF. Null when there is none, or X has not sent it.',
    ...needs({
      tweet: ['attachments'],
      media: ['type', 'url', 'preview_image_url'],
      expand: 'attachments.media_keys',
      recorded: true,
    }),
    resolve: ({ post: { record, tweet, related } }) =>
      record ? record.thumbnailUrl : thumbnailIn(tweet, related.media),
  }),
}))
