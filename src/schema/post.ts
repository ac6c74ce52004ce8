// Posts, and everything that hangs on them.

import type { Expansion, TweetField } from '../x/fields.ts'
import { DOCUMENTED_PRIVATE_MS, timeOfId } from '../x/fields.ts'
import { mediaOfKey } from '../x/media.ts'
import { isRetweet } from '../x/tweets.ts'
import { builder, needs, orError } from './builder.ts'
import { PostEntities, WithheldRef } from './entities.ts'
import { expandedUser } from './expanded-user.ts'
import { loadPost, loadPosts, loadReferenced, type PostView, unavailableOf } from './loading.ts'
import { Media } from './media.ts'
import {
  NonPublicPostMetrics,
  OrganicPostMetrics,
  PromotedPostMetrics,
  PublicPostMetrics,
} from './metrics.ts'
import { PostGeo } from './place.ts'
import { Poll } from './poll.ts'
import {
  ContextAnnotationRef,
  EditControls,
  NotePost,
  ReplySettings,
  replySettings,
  UnavailableMetrics,
} from './post-parts.ts'
import { User } from './user.ts'

export const Post = builder.objectRef<PostView>('Post')

/** A reply can quote; a repost can do neither. */
const MOST_REFERENCES = 2

/** X lets a post be edited five times. */
const MOST_VERSIONS = 6

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
    type: t.field({
      type: ReferenceType,
      nullable: false,
      description: 'How the post refers to the other.',
      resolve: ({ type }) => type,
    }),
    id: t.exposeID('id', { nullable: false, description: 'The other post’s id.' }),
    post: t.field({
      type: Post,
      description:
        'The other post. It comes with the same call to X, unless private metrics or things further away are selected of it.',
      ...needs({ tweet: ['referenced_tweets'], post: 'referenced' }),
      resolve: ({ id, from }, _, context, info) => orError(loadReferenced(id, from, context, info)),
    }),
  }),
})

/** A field that hands out one of X's. */
const from = (field: TweetField, description: string) => ({
  description,
  ...needs({ tweet: [field] }),
})

Post.implement({
  description:
    'A post on X, as it is now. What X refuses or leaves out is null; null never means zero.',
  extensions: { texts: ({ post }: PostView) => post.texts },
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Its id, as a string: it has more digits than a JSON number keeps.',
      resolve: ({ post }) => post.tweet.id,
    }),
    text: t.string({
      ...from('text', 'Its text. Of a long post this is the beginning, and `note` has all of it.'),
      resolve: ({ post }) => post.tweet.text,
    }),
    createdAt: t.field({
      type: 'DateTime',
      ...from('created_at', 'When it was written.'),
      resolve: ({ post }) => post.tweet.created_at,
    }),
    author: t.field({
      type: User,
      description: 'Who wrote it. Null with an error when X does not give the user.',
      ...needs({ tweet: ['author_id'], expand: 'author_id' }),
      resolve: (view) => userOf(view, view.post.tweet.author_id, 'author_id'),
    }),
    lang: t.string({
      ...from(
        'lang',
        'The language that X takes it to be in, as a BCP 47 tag; `und` when X cannot tell.',
      ),
      resolve: ({ post }) => post.tweet.lang,
    }),
    source: t.string({
      ...from('source', 'The app it was written with. X has not given it since December 2022.'),
      resolve: ({ post }) => post.tweet.source,
    }),
    possiblySensitive: t.boolean({
      ...from(
        'possibly_sensitive',
        'Whether it links to something that not everybody may want to see.',
      ),
      resolve: ({ post }) => post.tweet.possibly_sensitive,
    }),
    replySettings: t.field({
      type: ReplySettings,
      ...from('reply_settings', 'Who may reply.'),
      resolve: ({ post }) => replySettings(post.tweet.reply_settings ?? undefined),
    }),
    conversationId: t.id({
      ...from(
        'conversation_id',
        'The id of the post that the conversation began with: its own id, if it began one.',
      ),
      resolve: ({ post }) => post.tweet.conversation_id,
    }),
    conversation: t.field({
      type: Post,
      description: 'The post that the conversation began with.',
      ...needs({ tweet: ['conversation_id'], post: 'apart' }),
      resolve: ({ post }, _, context, info) =>
        typeof post.tweet.conversation_id === 'string'
          ? orError(loadPost(post.tweet.conversation_id, context, info))
          : null,
    }),
    inReplyToUser: t.field({
      type: User,
      description:
        'The user whom it replies to. Null with an error when X does not give the user: deleted or suspended.',
      ...needs({ tweet: ['in_reply_to_user_id'], expand: 'in_reply_to_user_id' }),
      resolve: (view) => userOf(view, view.post.tweet.in_reply_to_user_id, 'in_reply_to_user_id'),
    }),
    referencedPosts: t.field({
      type: [ReferencedPost],
      description: 'The posts that it reposts, quotes or replies to.',
      ...needs({ tweet: ['referenced_tweets'], times: MOST_REFERENCES }),
      resolve: (view) =>
        view.post.tweet.referenced_tweets?.flatMap(({ type: word, id }): ReferenceView[] => {
          const type = REFERENCE_TYPES.get(word)
          return type === undefined ? [] : [{ type, id, from: view }]
        }),
    }),
    editHistoryIds: t.idList({
      ...from(
        'edit_history_tweet_ids',
        'The ids of all versions of it, oldest first. There is one if it was never edited.',
      ),
      resolve: ({ post }) => post.tweet.edit_history_tweet_ids,
    }),
    editHistory: t.field({
      type: [Post],
      nullable: { list: true, items: true },
      description: 'All versions of it, oldest first. Each has numbers of its own.',
      ...needs({ tweet: ['edit_history_tweet_ids'], post: 'apart', times: MOST_VERSIONS }),
      resolve: ({ post }, _, context, info) =>
        post.tweet.edit_history_tweet_ids
          ? orError(loadPosts(post.tweet.edit_history_tweet_ids, context, info))
          : null,
    }),
    editControls: t.field({
      type: EditControls,
      ...from('edit_controls', 'Whether, how often and until when it can be edited.'),
      resolve: ({ post }) => post.tweet.edit_controls,
    }),
    note: t.field({
      type: NotePost,
      ...from(
        'note_tweet',
        'The whole text of a long post. Null for a post that `text` has all of.',
      ),
      resolve: (view) => (view.post.tweet.note_tweet ? view : null),
    }),
    media: t.field({
      type: [Media],
      description: 'The photos, videos and GIFs attached to it. Null when there are none.',
      ...needs({ tweet: ['attachments'], expand: 'attachments.media_keys' }),
      resolve: ({ post: { tweet, related } }) =>
        tweet.attachments?.media_keys?.map((key) => related.media.get(key) ?? mediaOfKey(key)),
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
      ...from('geo', 'The place that its author has attached to it.'),
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
      ...from('context_annotations', 'The topics that X finds it to be about.'),
      resolve: ({ post }) => post.tweet.context_annotations,
    }),
    entities: t.field({
      type: PostEntities,
      ...from('entities', 'Links, mentions, tags and names that X recognises in its text.'),
      resolve: (view) => {
        const { entities } = view.post.tweet
        return entities && { entities, view }
      },
    }),
    withheld: t.field({
      type: WithheldRef,
      ...from('withheld', 'Where it is not shown. Null when it is shown everywhere.'),
      resolve: ({ post }) => post.tweet.withheld,
    }),
    publicMetrics: t.field({
      type: PublicPostMetrics,
      ...from('public_metrics', 'The numbers that everybody sees.'),
      resolve: ({ post }) => post.tweet.public_metrics,
    }),
    nonPublicMetrics: t.field({
      type: NonPublicPostMetrics,
      ...from(
        'non_public_metrics',
        'The numbers that only the author sees, organic and promoted together. When they are null, or kept from earlier (`asOf`), `unavailableMetrics` says why.',
      ),
      resolve: ({ post }) => post.tweet.non_public_metrics,
    }),
    organicMetrics: t.field({
      type: OrganicPostMetrics,
      ...from(
        'organic_metrics',
        'The numbers without advertising. Only the author sees them. When they are null, or kept from earlier (`asOf`), `unavailableMetrics` says why.',
      ),
      resolve: ({ post }) => post.tweet.organic_metrics,
    }),
    promotedMetrics: t.field({
      type: PromotedPostMetrics,
      ...from(
        'promoted_metrics',
        'The numbers from ads that the author ran, or an account user of the author’s Ads account. Only the author sees them. When they are null, or kept from earlier (`asOf`), `unavailableMetrics` says why.',
      ),
      resolve: ({ post }) => post.tweet.promoted_metrics,
    }),
    unavailableMetrics: t.field({
      type: [UnavailableMetrics],
      nullable: false,
      description:
        'Which of the metrics selected beside this field, of the post or of its media, X does not give, and why. Empty when X gives all of them.',
      resolve: (view, _, context) => unavailableOf(view, context),
    }),
    privateMetricsUntil: t.field({
      type: 'DateTime',
      description:
        'Until when X documents that it gives its private numbers: 30 days after it was written. The id alone tells, so X is not asked. X may give them for longer. Null when that time is over, and for a repost, of which X gives none.',
      resolve: ({ post: { tweet } }, _, context) => {
        const time = timeOfId(tweet.id)
        if (time === undefined || isRetweet(tweet) || context.isRepost(tweet.id)) return null
        const until = time + DOCUMENTED_PRIVATE_MS
        return until > context.now() ? new Date(until) : null
      },
    }),
  }),
})

const userOf = (view: PostView, id: string | null | undefined, expansion: Expansion) =>
  typeof id === 'string' ? expandedUser(view, { id }, expansion) : null
