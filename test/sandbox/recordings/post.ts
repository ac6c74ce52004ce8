// Posts of a made world: in the shape that was recorded, with links to the fixture's other things, and with
// more than was asked for.

import type { Reference, Wire, WorldPost } from '../../../sandbox/index.ts'
import { createPicker, held } from './pick.ts'
import type { Item } from './shape.ts'

/** Whom and what a post points at, by id. */
export interface Links {
  readonly id: string
  readonly authorId: string
  readonly replyTo: string
  readonly references: readonly Reference[]
  readonly mediaKeys: readonly string[]
  /** The posts that embedded media were taken from. */
  readonly mediaSources: readonly string[]
  readonly pollId: string
  readonly placeId: string
  /** As many as the shape has. */
  readonly mentioned: readonly { readonly id: string; readonly username: string }[]
  readonly versions: readonly string[]
}

/** The sample with its links in place: what X has to answer of this post. */
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

/** Values for the keys that are there. */
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

/** Fields that X has and hands out, and that no recording holds. */
const RARE_FIELDS: Readonly<Record<string, unknown>> = {
  article: { title: 'On dogs' },
  card_uri: 'card://1',
  community_id: '41',
  scopes: { followers: false },
}

export interface PostMaking {
  /** What X has to answer of it. */
  readonly sample: Item
  readonly links: Links
  readonly createdAt: number
  readonly asked: ReadonlySet<string>
  /** What it has where attachments were neither asked for nor given. */
  readonly spare: { readonly mediaKeys: readonly string[]; readonly pollIds: readonly string[] }
  readonly olderVersion: string
}

interface Attachments {
  readonly media_keys?: readonly string[]
  readonly poll_ids?: readonly string[]
}

export const worldPost = (making: PostMaking): WorldPost => {
  const { sample, links, createdAt, asked, spare } = making
  const pick = createPicker(sample, asked)
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
    // Where X knew no edits yet, our post has been edited.
    versions: 'edit_history_tweet_ids' in sample ? links.versions : [making.olderVersion, links.id],
    editable: true,
    mediaKeys: attachments?.media_keys ?? [],
    pollIds: attachments?.poll_ids ?? [],
    countsLinkClicks: countsLinkClicks(sample),
    displayRange: [0, 5],
    numbers: {
      organic: COUNTS,
      // None of the recorded posts was promoted.
      ...(!asked.has('promoted_metrics') && { promoted: COUNTS }),
      quotes: 6,
      bookmarks: 5,
    },
    extra: {
      ...emptyParts(sample),
      ...Object.fromEntries(Object.entries(RARE_FIELDS).filter(([name]) => !asked.has(name))),
    },
    ...held({
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

/** By the private groups; where none were asked for they are counted, and not shown. */
const countsLinkClicks = ({ non_public_metrics, organic_metrics }: Item): boolean => {
  const group = non_public_metrics ?? organic_metrics
  return group === undefined || 'url_link_clicks' in (group as Item)
}

/** X once sent `geo: {}`, against its own rule that what has no value has no key. */
const emptyParts = (sample: Item): Item =>
  Object.fromEntries(
    Object.entries(sample).filter(
      ([, part]) => typeof part === 'object' && part !== null && Object.keys(part).length === 0,
    ),
  )
