// The rarer fields of a post: where its text is shown, its article, its community, and the sources of its media.

import { mediumOf } from '../x/media.ts'
import type { MediaMetadata as WireMetadata } from '../x/types.ts'
import { builder, needs, orError } from './builder.ts'
import type { PostView } from './loading.ts'
import { Media } from './media.ts'
import { Post, xField } from './post.ts'
import { loadAllVia } from './referenced.ts'

const TextRange = builder
  .objectRef<{ readonly start: number; readonly end: number }>('TextRange')
  .implement({
    description: 'A part of a text.',
    fields: (t) => ({
      start: t.exposeInt('start', {
        nullable: false,
        description: 'Where it begins, in Unicode code points, counted from 0.',
      }),
      end: t.exposeInt('end', {
        nullable: false,
        description: 'Where it ends: the first code point after it.',
      }),
    }),
  })

const mediaIn = ({ post }: PostView, keys: readonly string[]) =>
  keys.map((key) => mediumOf(key, post.related.media))

const Article = builder.objectRef<PostView>('Article').implement({
  description: 'An article that a post publishes.',
  fields: (t) => ({
    title: t.string({
      description: 'Its title.',
      resolve: ({ post }) => post.tweet.article?.title,
    }),
    previewText: t.string({
      description: 'The text of its preview.',
      resolve: ({ post }) => post.tweet.article?.preview_text,
    }),
    coverMedia: t.field({
      type: Media,
      description: 'Its cover.',
      ...needs({ tweet: ['article'], expand: 'article.cover_media' }),
      resolve: (view) => {
        const key = view.post.tweet.article?.cover_media
        return key ? mediaIn(view, [key])[0] : null
      },
    }),
    media: t.field({
      type: [Media],
      description: 'The photos, videos and GIFs in it.',
      ...needs({ tweet: ['article'], expand: 'article.media_entities' }),
      resolve: (view) => {
        const keys = view.post.tweet.article?.media_entities
        return keys && mediaIn(view, keys)
      },
    }),
  }),
})

const PostScopes = builder
  .objectRef<{ readonly followers?: boolean | null }>('PostScopes')
  .implement({
    description: 'Who can see a post.',
    fields: (t) => ({
      followers: t.exposeBoolean('followers', {
        description: 'Whether only followers of the author can see it.',
      }),
    }),
  })

const MediaMetadata = builder.objectRef<WireMetadata>('MediaMetadata').implement({
  description: 'The title and description that the author gave one of the media of a post.',
  fields: (t) => ({
    mediaKey: t.exposeID('media_key', { description: 'The media key.' }),
    title: t.exposeString('title', { description: 'The title.' }),
    description: t.exposeString('description', { description: 'The description.' }),
    altText: t.exposeString('alt_text', {
      description: 'The alternative text for people who cannot see it.',
    }),
  }),
})

/** A post has four media at most. */
const MAX_SOURCES = 4

builder.objectFields(Post, (t) => ({
  displayTextRange: t.field({
    type: TextRange,
    ...xField(
      'display_text_range',
      'The part of `text` that X’s apps show: without names at the beginning of a reply, and without the link to attached media.',
    ),
    resolve: ({ post }) => {
      const [start, end] = post.tweet.display_text_range ?? []
      return start === undefined || end === undefined ? null : { start, end }
    },
  }),
  article: t.field({
    type: Article,
    ...xField('article', 'The article that it publishes. Null for a post without an article.'),
    resolve: (view) => (view.post.tweet.article ? view : null),
  }),
  cardUri: t.string({
    ...xField('card_uri', 'The address of its card, such as `card://…`: an ad or a poll.'),
    resolve: ({ post }) => post.tweet.card_uri,
  }),
  communityId: t.id({
    ...xField(
      'community_id',
      'The id of the community in which it was published. Null outside of communities.',
    ),
    resolve: ({ post }) => post.tweet.community_id,
  }),
  paidPartnership: t.boolean({
    ...xField('paid_partnership', 'Whether the author has disclosed it as paid promotion.'),
    resolve: ({ post }) => post.tweet.paid_partnership,
  }),
  scopes: t.field({
    type: PostScopes,
    ...xField('scopes', 'The users who can see it. Null when it is not restricted.'),
    resolve: ({ post }) => post.tweet.scopes,
  }),
  mediaMetadata: t.field({
    type: [MediaMetadata],
    ...xField('media_metadata', 'Titles and descriptions that the author gave its media.'),
    resolve: ({ post }) => post.tweet.media_metadata,
  }),
  mediaSourcePostIds: t.idList({
    ...xField(
      'attachments',
      'The ids of the posts that media of other accounts come from, one for each of those media.',
    ),
    resolve: ({ post }) => post.tweet.attachments?.media_source_tweet_id,
  }),
  mediaSourcePosts: t.field({
    type: [Post],
    nullable: { list: true, items: true },
    description:
      'The posts that media of other accounts come from, one for each of those media. They come with the same call to X, unless private metrics or expanded objects are selected of them.',
    ...needs({
      tweet: ['attachments'],
      post: 'referenced',
      via: 'attachments.media_source_tweet',
      times: MAX_SOURCES,
    }),
    resolve: (view, _, context, info) => {
      const ids = view.post.tweet.attachments?.media_source_tweet_id
      return ids && orError(loadAllVia('attachments.media_source_tweet', ids, view, context, info))
    },
  }),
}))
