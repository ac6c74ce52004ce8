// The fields that the recorder requests. They are free of charge; expansions are limited to media, which X does not bill.

import { type FieldSet, fieldSetOf } from '../plan/field-set.ts'
import { EMPTY_PLAN, type Plan, withoutPrivate } from '../plan/plan.ts'

const OWN_POSTS: Plan = {
  ...EMPTY_PLAN,
  tweet: new Set([
    'attachments',
    'created_at',
    'entities',
    'in_reply_to_user_id',
    'non_public_metrics',
    'note_tweet',
    'organic_metrics',
    'public_metrics',
    'referenced_tweets',
    'text',
  ]),
  media: new Set([
    'non_public_metrics',
    'organic_metrics',
    'preview_image_url',
    'public_metrics',
    'type',
    'url',
  ]),
  expansions: new Set(['attachments.media_keys']),
}

/** X refuses promoted metrics five times for each post that was never promoted. */
const PROMOTED_POSTS: Plan = {
  ...OWN_POSTS,
  tweet: new Set([...OWN_POSTS.tweet, 'promoted_metrics']),
  media: new Set([...OWN_POSTS.media, 'promoted_metrics']),
}

const USER: Plan = { ...EMPTY_PLAN, user: new Set(['public_metrics']) }

export const FIELD_SETS: Readonly<Record<'own' | 'promoted' | 'public' | 'watched', FieldSet>> = {
  own: fieldSetOf(OWN_POSTS),
  promoted: fieldSetOf(PROMOTED_POSTS),
  public: fieldSetOf(withoutPrivate(OWN_POSTS)),
  watched: fieldSetOf({ ...EMPTY_PLAN, tweet: new Set(['public_metrics']) }),
}

export const USER_FIELD_SET: FieldSet = {
  plan: USER,
  included: undefined,
  expansions: USER.expansions,
}
