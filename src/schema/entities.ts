// Entities of a text: links, mentions, tags and names. Positions are Unicode code points, not UTF-16 code units.

import type { Expansion } from '../x/fields.ts'
import { intOf } from '../x/numbers.ts'
import type {
  AnnotationEntity,
  Entities,
  MentionEntity,
  TagEntity,
  UrlEntity,
  UrlImage as WireImage,
  Withheld,
} from '../x/types.ts'
import { builder, needs } from './builder.ts'
import { expandedUser, type ReferenceView } from './expanded-user.ts'
import { User } from './user.ts'

const START =
  'Where it begins in the text, in Unicode code points (not UTF-16 units), counted from 0.'
const END = 'Where it ends in the text: the first code point after it.'

const UrlImage = builder.objectRef<WireImage>('UrlImage').implement({
  description: 'A picture of a link preview.',
  fields: (t) => ({
    url: t.exposeString('url', { nullable: false, description: 'The address of the picture.' }),
    width: t.exposeInt('width', { description: 'Its width in pixels.' }),
    height: t.exposeInt('height', { description: 'Its height in pixels.' }),
  }),
})

export const UrlEntityRef = builder.objectRef<UrlEntity>('UrlEntity').implement({
  description: 'A link in a text.',
  fields: (t) => ({
    start: t.exposeInt('start', { nullable: false, description: START }),
    end: t.exposeInt('end', { nullable: false, description: END }),
    url: t.exposeString('url', {
      nullable: false,
      description: 'The link in the text: a t.co address.',
    }),
    expandedUrl: t.exposeString('expanded_url', {
      description: 'The address that the author entered.',
    }),
    displayUrl: t.exposeString('display_url', {
      description: 'The shortened address that X displays.',
    }),
    unwoundUrl: t.exposeString('unwound_url', {
      description: 'The address after all redirects.',
    }),
    title: t.exposeString('title', { description: 'The title of the page.' }),
    description: t.exposeString('description', { description: 'The description of the page.' }),
    mediaKey: t.exposeID('media_key', {
      description: 'The media key, if the link stands for a photo, video or GIF.',
    }),
    status: t.int({
      description: 'The HTTP status that the page answered X with.',
      resolve: ({ status }) => intOf(status),
    }),
    images: t.expose('images', {
      type: [UrlImage],
      description: 'The pictures of the link preview, in several sizes.',
    }),
  }),
})

interface Mention {
  readonly mention: MentionEntity
  readonly of: EntitiesView
}

/** The number of mentions that the cost of a query assumes. */
const MAX_MENTIONS = 50

const MentionEntityRef = builder.objectRef<Mention>('MentionEntity').implement({
  description: 'A mention of a user in a text.',
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
        'The mentioned user. X sends most mentioned users with the post; others are loaded by id. Null with an error when X does not return the user.',
      ...needs({ tweet: ['entities'], expand: 'entities.mentions.username' }),
      resolve: ({ mention, of: { view, expansion } }) => expandedUser(view, mention, expansion),
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
  description: 'A person, place, product or organization that X recognizes in a text.',
  fields: (t) => ({
    start: t.exposeInt('start', { nullable: false, description: START }),
    end: t.exposeInt('end', {
      nullable: false,
      description:
        'The position of its last code point. (For all other entities, `end` is the first code point after it.)',
    }),
    probability: t.exposeFloat('probability', { description: 'X’s confidence, from 0 to 1.' }),
    type: t.exposeString('type', {
      description: 'Person, Place, Product, Organization or Other.',
    }),
    normalizedText: t.exposeString('normalized_text', { description: 'The recognized name.' }),
  }),
})

/** Entities with the post or profile that their users were expanded for. */
export interface EntitiesView {
  readonly entities: Entities
  readonly view: ReferenceView
  /** The expansion that brings the mentioned users. */
  readonly expansion: Expansion
}

export const PostEntities = builder.objectRef<EntitiesView>('PostEntities').implement({
  description: 'The entities that X recognizes in a text. A list is null when it would be empty.',
  fields: (t) => ({
    urls: t.field({
      type: [UrlEntityRef],
      description: 'Links. Attached media count as one each.',
      resolve: ({ entities }) => entities.urls,
    }),
    mentions: t.field({
      type: [MentionEntityRef],
      description: 'Mentioned users.',
      ...needs({ times: MAX_MENTIONS }),
      resolve: (of) => of.entities.mentions?.map((mention) => ({ mention, of })),
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
  description: 'The countries where something is withheld, and the reason.',
  fields: (t) => ({
    copyright: t.exposeBoolean('copyright', {
      description: 'Whether it is withheld because of a copyright claim.',
    }),
    countryCodes: t.stringList({
      description: 'The two-letter codes of the countries where it is withheld.',
      resolve: ({ country_codes }) => country_codes,
    }),
    scope: t.exposeString('scope', { description: 'What is withheld: `tweet` or `user`.' }),
  }),
})
