// What X recognises in a text: links, mentions, tags and names. Places are counted in Unicode code points,
// not in JavaScript's UTF-16 units.

import type {
  AnnotationEntity,
  Entities,
  MentionEntity,
  TagEntity,
  UrlEntity,
  Withheld,
} from '../x/types.ts'
import { builder, needs } from './builder.ts'
import { expandedUser } from './expanded-user.ts'
import type { PostView } from './loading.ts'
import { User } from './user.ts'

const START =
  'Where it begins in the text, in Unicode code points (not UTF-16 units), counted from 0.'
const END = 'Where it ends in the text: the first code point after it.'

export const UrlEntityRef = builder.objectRef<UrlEntity>('UrlEntity').implement({
  description: 'A link in a text.',
  fields: (t) => ({
    start: t.exposeInt('start', { nullable: false, description: START }),
    end: t.exposeInt('end', { nullable: false, description: END }),
    url: t.exposeString('url', {
      nullable: false,
      description: 'As it stands in the text: a t.co link.',
    }),
    expandedUrl: t.exposeString('expanded_url', {
      description: 'The address as its author gave it.',
    }),
    displayUrl: t.exposeString('display_url', {
      description: 'The address as X shows it, cut short.',
    }),
    unwoundUrl: t.exposeString('unwound_url', {
      description: 'Where it leads after all redirects.',
    }),
    title: t.exposeString('title', { description: 'The title of the page.' }),
    description: t.exposeString('description', { description: 'The description of the page.' }),
    mediaKey: t.exposeID('media_key', {
      description:
        'The key of the photo, video or GIF that the link stands for, if it stands for one.',
    }),
  }),
})

interface Mention {
  readonly mention: MentionEntity
  readonly view: EntitiesView['view']
}

/** As many as X tells of it. */
const MOST_MENTIONS = 50

const MentionEntityRef = builder.objectRef<Mention>('MentionEntity').implement({
  description: 'A user named in a text.',
  fields: (t) => ({
    start: t.int({ nullable: false, description: START, resolve: ({ mention }) => mention.start }),
    end: t.int({ nullable: false, description: END, resolve: ({ mention }) => mention.end }),
    username: t.string({
      nullable: false,
      description: 'The handle, without the @.',
      resolve: ({ mention }) => mention.username,
    }),
    user: t.field({
      type: User,
      description:
        'The user who is named. X sends users named at the beginning of a long post with the post; others are loaded by their ids. Null with an error when X does not give the user.',
      ...needs({ tweet: ['entities'], expand: 'entities.mentions.username' }),
      resolve: ({ mention, view }) => expandedUser(view, mention, 'entities.mentions.username'),
    }),
  }),
})

const TagEntityRef = builder.objectRef<TagEntity>('TagEntity').implement({
  description: 'A hashtag or cashtag in a text.',
  fields: (t) => ({
    start: t.exposeInt('start', { nullable: false, description: START }),
    end: t.exposeInt('end', { nullable: false, description: END }),
    tag: t.exposeString('tag', { nullable: false, description: 'The tag, without the # or $.' }),
  }),
})

const AnnotationEntityRef = builder.objectRef<AnnotationEntity>('AnnotationEntity').implement({
  description: 'A person, place, product or organisation that X recognises in a text.',
  fields: (t) => ({
    start: t.exposeInt('start', { nullable: false, description: START }),
    end: t.exposeInt('end', {
      nullable: false,
      description:
        'Where it ends: its last code point. (For all other entities, `end` is the first code point after it.)',
    }),
    probability: t.exposeFloat('probability', { description: 'How sure X is, from 0 to 1.' }),
    type: t.exposeString('type', {
      description: 'Person, Place, Product, Organization or Other.',
    }),
    normalizedText: t.exposeString('normalized_text', { description: 'The name as recognised.' }),
  }),
})

/** Entities, and where the users of their mentions come from. */
export interface EntitiesView {
  readonly entities: Entities
  readonly view: Pick<PostView, 'plan' | 'loadUser'> & {
    readonly post?: Pick<PostView['post'], 'related'>
  }
}

export const PostEntities = builder.objectRef<EntitiesView>('PostEntities').implement({
  description: 'What X recognises in a text. A list is null when there is none of its kind.',
  fields: (t) => ({
    urls: t.field({
      type: [UrlEntityRef],
      description: 'Links. Attached media count as one each.',
      resolve: ({ entities }) => entities.urls,
    }),
    mentions: t.field({
      type: [MentionEntityRef],
      description: 'Users who are named.',
      ...needs({ times: MOST_MENTIONS }),
      resolve: ({ entities, view }) => entities.mentions?.map((mention) => ({ mention, view })),
    }),
    hashtags: t.field({
      type: [TagEntityRef],
      description: 'Hashtags.',
      resolve: ({ entities }) => entities.hashtags,
    }),
    cashtags: t.field({
      type: [TagEntityRef],
      description: 'Cashtags, such as $KC.',
      resolve: ({ entities }) => entities.cashtags,
    }),
    annotations: t.field({
      type: [AnnotationEntityRef],
      description: 'Names of people, places and things.',
      resolve: ({ entities }) => entities.annotations,
    }),
  }),
})

export const WithheldRef = builder.objectRef<Withheld>('Withheld').implement({
  description: 'Where something is not shown, and why.',
  fields: (t) => ({
    copyright: t.exposeBoolean('copyright', {
      description: 'Whether because of a claim of copyright.',
    }),
    countryCodes: t.stringList({
      description: 'The countries where it is not shown, by their two-letter codes.',
      resolve: ({ country_codes }) => country_codes,
    }),
    scope: t.exposeString('scope', { description: 'What is withheld: `tweet` or `user`.' }),
  }),
})
