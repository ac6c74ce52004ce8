// Private numbers that X gives no more, as it gave them last, to the account that they are of. A post that shows some is
// of one request: nothing of it goes into a cache, nor is any text of it kept.

import type { Archive, Reading, Series } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Loaded, LoadedPost } from '../pipeline/result.ts'
import { type Plan, privateGroupsOf } from '../plan/plan.ts'
import type { PrivateGroup } from '../x/fields.ts'
import { relatedTo } from '../x/join.ts'
import { orNothing } from '../x/numbers.ts'
import type { Media, Metrics } from '../x/types.ts'

/** Nothing that X sends can have it. */
const AS_OF = Symbol('as of')

type KeptMetrics = Metrics & { readonly [AS_OF]?: number }

/** When X gave these numbers, if it does not give them any more. */
export const asOf = (metrics: Metrics | null | undefined): number | undefined =>
  (metrics as KeptMetrics | null | undefined)?.[AS_OF]

const showing = ({ at, numbers }: Reading): KeptMetrics => ({ ...numbers, [AS_OF]: at })

/** Replaces, among what is loaded, posts of which something is kept. */
export const showKept = async (
  archive: Archive,
  plans: ReadonlyMap<string, Plan>,
  loaded: Map<string, Loaded>,
  accounts: readonly Account[],
  prove: (account: Account) => Promise<void>,
): Promise<void> => {
  const owners = new Map(
    accounts.flatMap((account) =>
      account.reconnectNeeded ? [] : [[account.userId, account] as const],
    ),
  )
  const all = [...plans].flatMap(([id, plan]): Wanted[] => {
    const post = loaded.get(id)
    if (post === undefined || post instanceof GatewayError) return []
    const owner = post.tweet.author_id
    return owner && owners.has(owner) ? wantedOf(post, owner, plan) : []
  })
  const proven = new Set<string>()
  await Promise.all(
    [...new Set(all.map(({ series }) => series.owner))].map(async (userId) => {
      const account = owners.get(userId)
      if (account !== undefined && (await isProven(account, prove))) proven.add(userId)
    }),
  )
  const wanted = all.filter(({ series }) => proven.has(series.owner))
  if (wanted.length === 0) return
  const readings = await archive.latest(wanted.map(({ series }) => series))
  const drafts = new Map<string, Draft>()
  for (const [index, { post, series, group }] of wanted.entries()) {
    const reading = readings[index]
    if (reading === undefined) continue
    const { id } = post.tweet
    const draft: Draft = drafts.get(id) ?? { post, own: {}, media: new Map() }
    drafts.set(id, draft)
    const medium = draft.media.get(series.subject) ?? post.related.media.get(series.subject)
    if (series.subject === id) draft.own[group] = showing(reading)
    else if (medium !== undefined) {
      draft.media.set(series.subject, { ...medium, [group]: showing(reading) })
    }
  }
  for (const [id, draft] of drafts) loaded.set(id, filled(draft))
}

/** Without a proof the post stays as X gave it. */
const isProven = async (
  account: Account,
  prove: (account: Account) => Promise<void>,
): Promise<boolean> => {
  try {
    await prove(account)
    return true
  } catch (error) {
    if (error instanceof GatewayError) return false
    throw error
  }
}

interface Wanted {
  readonly post: LoadedPost
  readonly group: PrivateGroup
  readonly series: Series & { readonly owner: string }
}

/** Of one of the caller's posts, what X does not give for its age. */
const wantedOf = (post: LoadedPost, owner: string, plan: Plan): Wanted[] => {
  const { tweet, related, refusals } = post
  return privateGroupsOf(plan).flatMap((group): Wanted[] => {
    const expired = refusals.get(group)?.reason === 'EXPIRED'
    const own = plan.tweet.has(group) && expired && !tweet[group] ? [tweet.id] : []
    const media = plan.media.has(group)
      ? (tweet.attachments?.media_keys ?? []).filter((key) =>
          lacks(related.media.get(key), group, expired),
        )
      : []
    return [...own, ...media].map((subject) => ({ post, group, series: { subject, group, owner } }))
  })
}

/** Of media alone X tells by nulls. */
const lacks = (medium: Media | undefined, group: PrivateGroup, expired: boolean): boolean =>
  medium !== undefined &&
  medium.type !== 'photo' &&
  orNothing(medium[group]) === null &&
  (expired || Boolean(medium[group]))

interface Draft {
  readonly post: LoadedPost
  readonly own: Partial<Record<PrivateGroup, Metrics>>
  readonly media: Map<string, Media>
}

const filled = ({ post: { texts: _, ...post }, own, media }: Draft): LoadedPost => {
  const related = relatedTo(post.tweet, post.related)
  return {
    ...post,
    tweet: { ...post.tweet, ...own },
    related: { ...related, media: new Map([...related.media, ...media]) },
  }
}
