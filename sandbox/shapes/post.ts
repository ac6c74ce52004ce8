// Posts in X's wire format, reduced to the requested fields. Fields without a value have no key.

import type { Era } from '../era.ts'
import { nonPublicMetrics, organicMetrics, promotedMetrics, publicMetrics } from '../metrics.ts'
import type { Wire, World, WorldPost } from '../world/types.ts'
import { shapeOf, timestamp, type View, type WireObject } from './view.ts'

const mediaSources = (post: WorldPost, world: World): string[] =>
  post.mediaKeys.flatMap((key) => {
    const media = world.media.get(key)
    return media && media.ownerId !== post.authorId ? [media.sourcePostId] : []
  })

const attachments = (post: WorldPost, world: World): WireObject | undefined => {
  if (post.mediaKeys.length === 0 && post.pollIds.length === 0) return undefined
  const sources = mediaSources(post, world)
  return {
    ...(post.mediaKeys.length > 0 && { media_keys: post.mediaKeys }),
    ...(sources.length > 0 && { media_source_tweet_id: sources }),
    ...(post.pollIds.length > 0 && { poll_ids: post.pollIds }),
  }
}

/** One entry for each medium. Its keys are documented; which posts have it is a guess. */
const mediaMetadata = (post: WorldPost, world: World): WireObject[] | undefined =>
  post.mediaKeys.length === 0
    ? undefined
    : post.mediaKeys.map((key) => {
        const { altText, title, description } = world.media.get(key) ?? {}
        return {
          ...(altText !== undefined && { alt_text: altText }),
          ...(description !== undefined && { description }),
          media_key: key,
          ...(title !== undefined && { title }),
        }
      })

/** X's documents have a scope of `tweet` in one dialect and `post` in the other. */
const withheld = (post: WorldPost, { fieldSet }: View): Wire | undefined =>
  post.withheld?.scope === 'tweet' && fieldSet.dialect === 'post'
    ? { ...post.withheld, scope: 'post' }
    : post.withheld

const geo = (post: WorldPost): WireObject | undefined =>
  post.placeId === undefined && post.point === undefined
    ? undefined
    : {
        ...(post.point && { coordinates: { type: 'Point', coordinates: post.point } }),
        ...(post.placeId !== undefined && { place_id: post.placeId }),
      }

const FIRST_SNOWFLAKE = 29_700_859_247n
const SNOWFLAKE_EPOCH = 1_288_834_974_657n

/** The time encoded in an id, which all but the oldest posts have. */
const createdAtOf = (id: string, fallback: number): number => {
  const number = BigInt(id)
  return number > FIRST_SNOWFLAKE ? Number((number >> 22n) + SNOWFLAKE_EPOCH) : fallback
}

/** The edit window begins with the first version, so all versions have the same controls. */
const editControls = (post: WorldPost, era: Era): WireObject => {
  const remaining = 5 - (post.versions.length - 1)
  const first = createdAtOf(post.versions[0] ?? post.id, post.createdAt)
  return {
    editable_until: timestamp(first + era.editWindowMs),
    edits_remaining: era.editsRemainingAsText ? String(remaining) : remaining,
    is_edit_eligible: post.editable,
  }
}

type PostField = (post: WorldPost, view: View) => unknown

/** Fields that are computed. A post's `extra` holds the others. */
const POST_FIELDS: Readonly<Record<string, PostField>> = {
  article: (post) => post.article,
  // Documented as an object without keys: its only one is a guess.
  article_title: ({ article }) => article && { title: article.title },
  attachments: (post, { world }) => attachments(post, world),
  author_id: (post) => post.authorId,
  context_annotations: (post) => post.annotations,
  conversation_id: (post) => post.conversationId,
  created_at: (post) => timestamp(post.createdAt),
  display_text_range: (post) => post.displayRange ?? [0, [...post.text].length],
  edit_controls: (post, { era }) => (era.edits ? editControls(post, era) : undefined),
  edit_history_tweet_ids: (post, { era, now }) =>
    era.edits ? post.versions.filter((id) => createdAtOf(id, 0) <= now) : undefined,
  entities: (post) => post.entities,
  geo,
  id: (post) => post.id,
  in_reply_to_user_id: (post) => post.inReplyToUserId,
  lang: (post) => post.lang,
  media_metadata: (post, { world }) => mediaMetadata(post, world),
  non_public_metrics: (post, { world, now, era }) => nonPublicMetrics(post, world, now, era),
  note_tweet: (post) => post.note,
  organic_metrics: (post, { world, now }) => organicMetrics(post, world, now),
  possibly_sensitive: (post) => post.possiblySensitive,
  promoted_metrics: (post, { world, now }) => promotedMetrics(post, world, now),
  public_metrics: (post, { world, now, era }) => publicMetrics(post, world, now, era),
  referenced_tweets: (post) => (post.references.length > 0 ? post.references : undefined),
  reply_settings: (post) => post.replySettings,
  source: (post, { era }) => (era.source ? post.source : undefined),
  text: (post) => post.text,
  username: (post, { world }) => world.users.get(post.authorId)?.username,
  withheld,
}

export const postShape = (post: WorldPost, view: View, refused: ReadonlySet<string>): WireObject =>
  shapeOf(view.fieldSet.tweetFields, (name) =>
    refused.has(name) ? undefined : (post.extra?.[name] ?? POST_FIELDS[name]?.(post, view)),
  )
