// The smaller types that a post consists of.

import { intOf } from '../x/numbers.ts'
import type { ContextAnnotation, Tweet } from '../x/types.ts'
import { builder, needs } from './builder.ts'
import { PostEntities } from './entities.ts'
import type { PostView } from './loading.ts'
import { MetricsVariant } from './metrics.ts'
import type { Unavailable } from './unavailable.ts'

export const ReplySettings = builder.enumType('ReplySettings', {
  description: 'Who may reply to a post.',
  values: {
    EVERYONE: { description: 'Everybody.' },
    MENTIONED_USERS: { description: 'Only users whom the post mentions.' },
    FOLLOWING: { description: 'Only users whom the author follows.' },
    SUBSCRIBERS: { description: 'Only subscribers of the author.' },
    VERIFIED: { description: 'Only verified users.' },
    OTHER: { description: 'A setting of X that this gateway does not know.' },
  },
})

type ReplySetting = 'EVERYONE' | 'MENTIONED_USERS' | 'FOLLOWING' | 'SUBSCRIBERS' | 'VERIFIED'

const REPLY_SETTINGS: ReadonlyMap<string, ReplySetting> = new Map([
  ['everyone', 'EVERYONE'],
  ['mentionedUsers', 'MENTIONED_USERS'],
  ['following', 'FOLLOWING'],
  ['subscribers', 'SUBSCRIBERS'],
  ['verified', 'VERIFIED'],
])

export const replySettings = (word: string | undefined) =>
  word === undefined ? null : (REPLY_SETTINGS.get(word) ?? 'OTHER')

export const EditControls = builder
  .objectRef<NonNullable<Tweet['edit_controls']>>('EditControls')
  .implement({
    description: 'Whether and until when a post can be edited. The same for all its versions.',
    fields: (t) => ({
      isEditEligible: t.exposeBoolean('is_edit_eligible', {
        description:
          'Whether it could be edited when it was published; it does not change when editing ends. Not eligible are promoted posts, polls, reposts, nullcast posts, replies outside a thread of one’s own, and Community, Superfollow and Collaborative posts. Quotes are.',
      }),
      editableUntil: t.expose('editable_until', {
        type: 'DateTime',
        description: 'When editing ends.',
      }),
      editsRemaining: t.int({
        description: 'How many more times it can be edited.',
        resolve: ({ edits_remaining }) => intOf(edits_remaining),
      }),
    }),
  })

export const NotePost = builder.objectRef<PostView>('NotePost').implement({
  description: 'The whole text of a post that is longer than X shows at first.',
  fields: (t) => ({
    text: t.string({
      description: 'The whole text.',
      resolve: ({ post }) => post.tweet.note_tweet?.text,
    }),
    entities: t.field({
      type: PostEntities,
      description: 'The entities of the whole text.',
      ...needs({ expandAs: ['entities.mentions.username', 'entities.note.mentions.username'] }),
      resolve: (view) => {
        const { note_tweet } = view.post.tweet
        return (
          note_tweet?.entities && {
            entities: note_tweet.entities,
            view,
            expansion: 'entities.note.mentions.username' as const,
          }
        )
      },
    }),
  }),
})

const ContextDomain = builder.objectRef<ContextAnnotation['domain']>('ContextDomain').implement({
  description: 'A kind of topic.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Its id.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', { description: 'The description of the kind.' }),
  }),
})

const ContextEntity = builder.objectRef<ContextAnnotation['entity']>('ContextEntity').implement({
  description: 'A topic.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Its id.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', { description: 'The description of the topic.' }),
  }),
})

export const ContextAnnotationRef = builder
  .objectRef<ContextAnnotation>('ContextAnnotation')
  .implement({
    description: 'A topic that X assigns to a post. The same topic can occur twice.',
    fields: (t) => ({
      domain: t.expose('domain', {
        type: ContextDomain,
        nullable: false,
        description: 'The kind of the topic.',
      }),
      entity: t.expose('entity', {
        type: ContextEntity,
        nullable: false,
        description: 'The topic.',
      }),
    }),
  })

const MetricsUnavailableReason = builder.enumType('MetricsUnavailableReason', {
  description: 'Why private metrics are null.',
  values: {
    USER_CONTEXT_REQUIRED: { description: 'No account is connected.' },
    NOT_OWNER: {
      description:
        'The author is not among the connected accounts; or, as the message says, another account uploaded a video of the post.',
    },
    RECONNECT_NEEDED: {
      description:
        'The author is connected, but X no longer accepts the account’s tokens: log in again.',
    },
    EXPIRED: {
      description:
        'X refuses because of the age of the post, or of its video. X documents 30 days and serves some for longer.',
    },
    NOT_PROMOTED: { description: 'The post was never promoted by its author.' },
    REPOST: { description: 'X shows no private metrics of a repost. Request the original post.' },
    REFUSED: {
      description: 'X refused for no known reason; the message quotes X, if X gave one.',
    },
    NOT_RECORDED: {
      description:
        'The post was read from the archive, as `topPosts` and `recordedPosts` do, and the archive has no sample of these metrics.',
    },
  },
})

export const UnavailableMetrics = builder.objectRef<Unavailable>('UnavailableMetrics').implement({
  description:
    'A selected variant of the metrics that X does not show, and the reason. The variant is null, or shows archived metrics.',
  fields: (t) => ({
    variant: t.expose('variant', {
      type: MetricsVariant,
      nullable: false,
      description: 'The variant.',
    }),
    reason: t.expose('reason', {
      type: MetricsUnavailableReason,
      nullable: false,
      description: 'The reason.',
    }),
    message: t.string({
      nullable: false,
      description:
        'The reason as a sentence that says what to do. If archived metrics are shown, it also says when X showed them.',
      resolve: ({ message, shownAsOf }) =>
        shownAsOf === undefined
          ? message
          : `${message} Shown is what it gave at ${new Date(shownAsOf).toISOString()}.`,
    }),
  }),
})
