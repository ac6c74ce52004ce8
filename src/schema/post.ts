// The type `Post` and its references.

import type { TweetField } from '../x/fields.ts'
import { mediumOf } from '../x/media.ts'
import { builder, needs, orError } from './builder.ts'
import { PostEntities, WithheldRef } from './entities.ts'
import { expandedUserOf } from './expanded-user.ts'
import { loadNamedPost, type PostView } from './loading.ts'
import { forSelection, Media } from './media.ts'
import { PostGeo } from './place.ts'
import { Poll } from './poll.ts'
import {
  ContextAnnotationRef,
  EditControls,
  NotePost,
  ReplySettings,
  replySettings,
} from './post-parts.ts'
import { loadAllVia, loadReferenced } from './referenced.ts'
import { User } from './user.ts'

export const Post = builder.objectRef<PostView>('Post')

/** A reply can also quote; a repost does neither. */
const MAX_REFERENCES = 2

/** A post can be edited five times. */
const MAX_VERSIONS = 6

const ReferenceType = builder.enumType('ReferenceType', {
  description: 'How a post refers to another.',
  values: {
    RETWEETED: { description: 'The post is a repost of the other.' },
    QUOTED: { description: 'The post quotes the other.' },
    REPLIED_TO: { description: 'The post is a reply to the other.' },
  },
})

interface ReferenceView {
  readonly type: 'RETWEETED' | 'QUOTED' | 'REPLIED_TO'
  readonly id: string
  readonly from: PostView
}

const REFERENCE_TYPES: ReadonlyMap<string, ReferenceView['type']> = new Map([
  ['retweeted', 'RETWEETED'],
  ['quoted', 'QUOTED'],
  ['replied_to', 'REPLIED_TO'],
])

const ReferencedPost = builder.objectRef<ReferenceView>('ReferencedPost').implement({
  description: 'Another post that a post refers to.',
  fields: (t) => ({
    type: t.expose('type', {
      type: ReferenceType,
      nullable: false,
      description: 'How the post refers to the other.',
    }),
    postId: t.exposeID('id', {
      nullable: false,
      description:
        'The other post’s id. It is not called `id`, so that caches do not merge references of different types to one post.',
    }),
    post: t.field({
      type: Post,
      description:
        'The other post. It comes with the same call to X, unless its private metrics, or objects that X cannot expand with it, are selected.',
      ...needs({ tweet: ['referenced_tweets'], post: 'referenced' }),
      resolve: ({ id, from }, _, context, info) => orError(loadReferenced(id, from, context, info)),
    }),
  }),
})

/** The description and needs of a field that exposes one field of X. */
export const xField = (field: TweetField, description: string) => ({
  description,
  ...needs({ tweet: [field] }),
})

Post.implement({
  description:
    'A post on X, as it is now. Values that X refuses or leaves out are null; null never means zero.',
  extensions: { texts: ({ post }: PostView) => post.texts },
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: the list of the type's fields has no logic to extract
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'The id, as a string: it has more digits than a JSON number can hold.',
      resolve: ({ post }) => post.tweet.id,
    }),
    text: t.string({
      ...xField('text', 'The text as X stores it, cut off in a long post. Show `displayText`.'),
      resolve: ({ post }) => post.tweet.text,
    }),
    createdAt: t.field({
      type: 'DateTime',
      ...xField('created_at', 'The time of publication.'),
      resolve: ({ post }) => post.tweet.created_at,
    }),
    author: t.field({
      type: User,
      description: 'The user who published it. Null with an error when X does not return the user.',
      ...needs({ tweet: ['author_id'], expand: 'author_id' }),
      resolve: (view) => expandedUserOf(view, view.post.tweet.author_id, 'author_id'),
    }),
    lang: t.string({
      ...xField(
        'lang',
        'The language that X detected, as a BCP 47 tag; `und` when it is undetermined.',
      ),
      resolve: ({ post }) => post.tweet.lang,
    }),
    source: t.string({
      ...xField(
        'source',
        'The app that the author used. X has not returned it since December 2022.',
      ),
      resolve: ({ post }) => post.tweet.source,
    }),
    possiblySensitive: t.boolean({
      ...xField('possibly_sensitive', 'Whether it links to content that may be sensitive.'),
      resolve: ({ post }) => post.tweet.possibly_sensitive,
    }),
    replySettings: t.field({
      type: ReplySettings,
      ...xField('reply_settings', 'The users who may reply.'),
      resolve: ({ post }) => replySettings(post.tweet.reply_settings ?? undefined),
    }),
    conversationId: t.id({
      ...xField(
        'conversation_id',
        'The id of the post that started the conversation; its own id if it started one.',
      ),
      resolve: ({ post }) => post.tweet.conversation_id,
    }),
    conversation: t.field({
      type: Post,
      description: 'The post that started the conversation.',
      ...needs({ tweet: ['conversation_id'], post: 'apart' }),
      resolve: ({ post }, _, context, info) =>
        loadNamedPost(post.tweet.conversation_id, context, info),
    }),
    inReplyToUser: t.field({
      type: User,
      description:
        'The user whom it replies to. Null with an error when X does not return the user, who may be deleted or suspended.',
      ...needs({ tweet: ['in_reply_to_user_id'], expand: 'in_reply_to_user_id' }),
      resolve: (view) =>
        expandedUserOf(view, view.post.tweet.in_reply_to_user_id, 'in_reply_to_user_id'),
    }),
    referencedPosts: t.field({
      type: [ReferencedPost],
      description: 'The posts that it reposts, quotes or replies to.',
      ...needs({ tweet: ['referenced_tweets'], times: MAX_REFERENCES }),
      resolve: (view) =>
        view.post.tweet.referenced_tweets?.flatMap(({ type: word, id }): ReferenceView[] => {
          const type = REFERENCE_TYPES.get(word)
          return type === undefined ? [] : [{ type, id, from: view }]
        }),
    }),
    editHistoryIds: t.idList({
      ...xField(
        'edit_history_tweet_ids',
        'The ids of all versions, oldest first. A post that was never edited has one.',
      ),
      resolve: ({ post }) => post.tweet.edit_history_tweet_ids,
    }),
    editHistory: t.field({
      type: [Post],
      nullable: { list: true, items: true },
      description:
        'All versions, oldest first. Each has metrics of its own. They come with the same call to X, unless private metrics or expanded objects are selected of them.',
      ...needs({
        tweet: ['edit_history_tweet_ids'],
        post: 'referenced',
        via: 'edit_history_tweet_ids',
        times: MAX_VERSIONS,
      }),
      resolve: (view, _, context, info) => {
        const ids = view.post.tweet.edit_history_tweet_ids
        return ids && orError(loadAllVia('edit_history_tweet_ids', ids, view, context, info))
      },
    }),
    editControls: t.field({
      type: EditControls,
      ...xField('edit_controls', 'Whether it can be edited, how often, and until when.'),
      resolve: ({ post }) => post.tweet.edit_controls,
    }),
    note: t.field({
      type: NotePost,
      ...xField('note_tweet', 'The whole text of a long post. Null when `text` is the whole text.'),
      resolve: (view) => (view.post.tweet.note_tweet ? view : null),
    }),
    media: t.field({
      type: [Media],
      description: 'The photos, videos and GIFs attached to it. Null when there are none.',
      extensions: {
        ...needs({ tweet: ['attachments'], expand: 'attachments.media_keys' }).extensions,
        isPure: true,
      },
      resolve: ({ post: { tweet, related } }, _, __, { selected }) =>
        tweet.attachments?.media_keys?.map((key) =>
          forSelection(mediumOf(key, related.media), tweet, selected),
        ),
    }),
    polls: t.field({
      type: [Poll],
      description: 'The polls attached to it. Null when there are none.',
      ...needs({ tweet: ['attachments'], expand: 'attachments.poll_ids' }),
      resolve: ({ post: { tweet, related } }) =>
        tweet.attachments?.poll_ids?.map((id) => related.polls.get(id) ?? { id }),
    }),
    geo: t.field({
      type: PostGeo,
      ...xField('geo', 'The place with which the author tagged it.'),
      resolve: ({ post: { tweet, related } }) => {
        if (!tweet.geo) return null
        const { place_id, coordinates } = tweet.geo
        return {
          coordinates: coordinates?.coordinates ?? undefined,
          place:
            typeof place_id === 'string'
              ? (related.places.get(place_id) ?? { id: place_id })
              : undefined,
        }
      },
    }),
    contextAnnotations: t.field({
      type: [ContextAnnotationRef],
      ...xField('context_annotations', 'The topics that X assigns to it.'),
      resolve: ({ post }) => post.tweet.context_annotations,
    }),
    entities: t.field({
      type: PostEntities,
      ...xField('entities', 'Links, mentions, tags and names in its text.'),
      resolve: (view) => {
        const { entities } = view.post.tweet
        return entities && { entities, view, expansion: 'entities.mentions.username' as const }
      },
    }),
    withheld: t.field({
      type: WithheldRef,
      ...xField(
        'withheld',
        'The countries where it is withheld. Null when it is shown everywhere.',
      ),
      resolve: ({ post }) => post.tweet.withheld,
    }),
  }),
})
