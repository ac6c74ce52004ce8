// The posts of a fixture's world: with the recorded shape, with references to the fixture's other objects, and with
// fields that were not requested.

import type { Reference, Wire, WorldPost } from '../../../sandbox/index.ts'
import { createPicker, definedOnly } from './pick.ts'
import type { Item } from './shape.ts'

/** The ids of the objects that a post refers to. */
export interface Links {
  readonly id: string
  readonly authorId: string
  readonly replyTo: string
  readonly references: readonly Reference[]
  readonly mediaKeys: readonly string[]
  /** The source posts of embedded media. */
  readonly mediaSources: readonly string[]
  readonly pollId: string
  readonly placeId: string
  /** The mentioned users, as many as the shape has. */
  readonly mentioned: readonly { readonly id: string; readonly username: string }[]
  readonly versions: readonly string[]
}

/** The expected object of a post: the sample with the ids of its references. */
export const linkedSample = (sample: Item, links: Links): Item => ({
  ...sample,
  ...replaced(sample, {
    id: links.id,
    author_id: links.authorId,
    conversation_id: links.id,
    edit_history_tweet_ids: links.versions,
    in_reply_to_user_id: links.replyTo,
    referenced_tweets: links.references,
    attachments: replaced(sample.attachments, {
      media_keys: links.mediaKeys,
      media_source_tweet_id: links.mediaSources,
      poll_ids: [links.pollId],
    }),
    geo: replaced(sample.geo, { place_id: links.placeId }),
    entities: replaced(sample.entities, { mentions: mentionsOf(sample, links) }),
  }),
})

/** Replaces the values of existing keys. */
const replaced = (into: unknown, values: Item): Item => {
  const item = (into ?? {}) as Item
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [key, key in values ? values[key] : value]),
  )
}

const mentionsOf = ({ entities }: Item, { mentioned }: Links): Item[] =>
  ((entities as { mentions?: Item[] } | undefined)?.mentions ?? []).map((mention, index) =>
    replaced(mention, { ...mentioned[index] }),
  )

const COUNTS = {
  impressions: 900,
  likes: 50,
  replies: 4,
  retweets: 3,
  urlClicks: 2,
  profileClicks: 1,
}

/** Fields that no recording has. */
const RARE_FIELDS: Readonly<Record<string, unknown>> = {
  article: { title: 'On dogs' },
  card_uri: 'card://1',
  community_id: '41',
  scopes: { followers: false },
}

export interface PostInput {
  /** The expected object in the response. */
  readonly sample: Item
  readonly links: Links
  readonly createdAt: number
  readonly requested: ReadonlySet<string>
  /** Attachments of a post whose attachments were not requested. */
  readonly spare: { readonly mediaKeys: readonly string[]; readonly pollIds: readonly string[] }
  readonly olderVersion: string
}

interface Attachments {
  readonly media_keys?: readonly string[]
  readonly poll_ids?: readonly string[]
}

export const worldPost = (input: PostInput): WorldPost => {
  const { sample, links, createdAt, requested, spare } = input
  const pick = createPicker(sample, requested)
  const attachments = pick<Attachments>('attachments', {
    media_keys: spare.mediaKeys,
    poll_ids: spare.pollIds,
  })
  const geo = pick<Item>('geo', { place_id: links.placeId, coordinates: {} })
  return {
    id: links.id,
    authorId: links.authorId,
    createdAt,
    text: 'Words of our own',
    lang: 'fi',
    source: 'An app of ours',
    possiblySensitive: true,
    replySettings: 'following',
    conversationId: links.id,
    references: pick<readonly Reference[]>('referenced_tweets', links.references) ?? [],
    // Before X had edits, the post is edited, so that the test covers their omission.
    versions: 'edit_history_tweet_ids' in sample ? links.versions : [input.olderVersion, links.id],
    editable: true,
    mediaKeys: attachments?.media_keys ?? [],
    pollIds: attachments?.poll_ids ?? [],
    countsLinkClicks: countsLinkClicks(sample),
    displayRange: [0, 5],
    numbers: {
      organic: COUNTS,
      // None of the recorded posts was promoted.
      ...(!requested.has('promoted_metrics') && { promoted: COUNTS }),
      quotes: 6,
      bookmarks: 5,
    },
    extra: {
      ...emptyParts(sample),
      ...Object.fromEntries(Object.entries(RARE_FIELDS).filter(([name]) => !requested.has(name))),
    },
    ...definedOnly({
      inReplyToUserId: pick('in_reply_to_user_id', links.replyTo),
      placeId: geo && 'place_id' in geo ? links.placeId : undefined,
      point: geo && 'coordinates' in geo ? ([24.9, 60.2] as const) : undefined,
      entities: pick<Wire>('entities', { hashtags: [{ start: 0, end: 5, tag: 'Words' }] }),
      note: pick<WorldPost['note']>('note_tweet', { text: 'All the words', entities: {} }),
      annotations: pick<Wire[]>('context_annotations', [{ domain: {}, entity: {} }]),
      withheld: pick<Wire>('withheld', { copyright: true, country_codes: ['AQ'] }),
    }),
  }
}

/** Derived from the private groups; true if none were requested. */
const countsLinkClicks = ({ non_public_metrics, organic_metrics }: Item): boolean => {
  const group = non_public_metrics ?? organic_metrics
  return group === undefined || 'url_link_clicks' in (group as Item)
}

/** X once sent `geo: {}`, although fields without a value have no key. */
const emptyParts = (sample: Item): Item =>
  Object.fromEntries(
    Object.entries(sample).filter(
      ([, part]) => typeof part === 'object' && part !== null && Object.keys(part).length === 0,
    ),
  )
