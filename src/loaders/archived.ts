// Private metrics that X no longer shows, as X showed them last, for the account that wrote the post. A post that is
// filled from the archive belongs to one request: it is never cached, and neither is its serialized text.

import type { ArchiveReader, Sample, Series } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import { GatewayError } from '../infra/errors.ts'
import type { FoundPost, PostResult } from '../pipeline/result.ts'
import { type Plan, privateGroupsOf } from '../plan/plan.ts'
import type { PrivateGroup } from '../x/fields.ts'
import { nullIfAllNull } from '../x/numbers.ts'
import { relatedTo } from '../x/related.ts'
import type { Media, Metrics } from '../x/types.ts'
import type { PostResults } from './post-requests.ts'

/** A symbol, so that nothing in X's answers can have it. */
const AS_OF = Symbol('as of')

type ArchivedMetrics = Metrics & { readonly [AS_OF]?: number }

/** When X showed these numbers, if they come from the archive. */
export const asOf = (metrics: ArchivedMetrics | null | undefined): number | undefined =>
  metrics?.[AS_OF]

export const archivedMetrics = ({ at, numbers }: Sample): ArchivedMetrics => ({
  ...numbers,
  [AS_OF]: at,
})

/** Values by id: a map, or one value for all ids. */
export type Lookup<T> = Pick<ReadonlyMap<string, T>, 'get'>

type Prove = (account: Account) => Promise<void>

export interface Unfilled {
  readonly plans: Lookup<Plan>
  readonly results: PostResults
  readonly accounts: readonly Account[]
  /** Resolves when archived values of the account may be served. */
  readonly prove: Prove
}

/** Fills in, where X refused because of the post's age, what is archived for a connected account. */
export const fillFromArchive = async (
  archive: ArchiveReader,
  { plans, results, accounts, prove }: Unfilled,
): Promise<PostResults> => {
  const owners = new Map(
    accounts.flatMap((account) =>
      account.reconnectNeeded ? [] : [[account.userId, account] as const],
    ),
  )
  const all = [...results].flatMap(([id, post]): MissingMetrics[] => {
    const plan = plans.get(id)
    if (plan === undefined || post.kind !== 'post') return []
    const owner = post.tweet.author_id
    return owner && owners.has(owner) ? missingMetricsOf(post, owner, plan) : []
  })
  const proven = await provenOwners(all, owners, prove)
  const missing = all.filter(({ series }) => proven.has(series.owner))
  if (missing.length === 0) return results
  const samples = await archive.latest(missing.map(({ series }) => series))
  const filled = new Map<string, PostResult>(results)
  for (const [id, draft] of draftsOf(missing, samples)) filled.set(id, fill(draft))
  return filled
}

/** The owners of whom archived values may be served. */
const provenOwners = async (
  missing: readonly MissingMetrics[],
  owners: ReadonlyMap<string, Account>,
  prove: Prove,
): Promise<ReadonlySet<string>> => {
  const proven = new Set<string>()
  await Promise.all(
    [...new Set(missing.map(({ series }) => series.owner))].map(async (userId) => {
      const account = owners.get(userId)
      if (account !== undefined && (await isProven(account, prove))) proven.add(userId)
    }),
  )
  return proven
}

/** Without a proof the post stays as X sent it. */
const isProven = async (account: Account, prove: Prove): Promise<boolean> => {
  try {
    await prove(account)
    return true
  } catch (error) {
    if (error instanceof GatewayError) return false
    throw error
  }
}

/** A metric group, of a post or of one of its media, that X does not show. */
interface MissingMetrics {
  readonly post: FoundPost
  readonly group: PrivateGroup
  readonly series: Series & { readonly owner: string }
}

/** The metric groups that X does not show because of the post's age. */
const missingMetricsOf = (post: FoundPost, owner: string, plan: Plan): MissingMetrics[] => {
  const { tweet, related, refusals } = post
  return privateGroupsOf(plan).flatMap((group): MissingMetrics[] => {
    const expired = refusals.get(group)?.reason === 'EXPIRED'
    const own = plan.tweet.has(group) && expired && !tweet[group] ? [tweet.id] : []
    const media = plan.media.has(group)
      ? (tweet.attachments?.media_keys ?? []).filter((key) =>
          isMissingFromMedium(related.media.get(key), group, expired),
        )
      : []
    return [...own, ...media].map((subject) => ({ post, group, series: { subject, group, owner } }))
  })
}

/** X marks the refused metrics of media by nulls. */
const isMissingFromMedium = (
  medium: Media | undefined,
  group: PrivateGroup,
  expired: boolean,
): boolean =>
  medium !== undefined &&
  medium.type !== 'photo' &&
  nullIfAllNull(medium[group]) === null &&
  (expired || Boolean(medium[group]))

/** A post to which archived metrics are added. */
interface Draft {
  readonly post: FoundPost
  readonly own: Partial<Record<PrivateGroup, Metrics>>
  readonly media: Map<string, Media>
}

/** @param samples the samples of the metrics, in the same order */
const draftsOf = (
  missing: readonly MissingMetrics[],
  samples: readonly (Sample | undefined)[],
): ReadonlyMap<string, Draft> => {
  const drafts = new Map<string, Draft>()
  for (const [index, { post, series, group }] of missing.entries()) {
    const sample = samples[index]
    if (sample === undefined) continue
    const { id } = post.tweet
    const draft: Draft = drafts.get(id) ?? { post, own: {}, media: new Map() }
    drafts.set(id, draft)
    const medium = draft.media.get(series.subject) ?? post.related.media.get(series.subject)
    if (series.subject === id) draft.own[group] = archivedMetrics(sample)
    else if (medium !== undefined) {
      draft.media.set(series.subject, { ...medium, [group]: archivedMetrics(sample) })
    }
  }
  return drafts
}

const fill = ({ post: { texts: _, ...post }, own, media }: Draft): FoundPost => {
  const related = relatedTo(post.tweet, post.related)
  return {
    ...post,
    tweet: { ...post.tweet, ...own },
    related: { ...related, media: new Map([...related.media, ...media]) },
  }
}
