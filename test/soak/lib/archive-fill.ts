// Fills an archive with hourly samples of posts, through the interface of its database and with an accelerated clock.

import { encode } from '../../../src/archive/encoding.ts'
import { GROUPS, type SeriesBatch, type Store } from '../../../src/archive/store.ts'
import type { Metrics } from '../../../src/x/types.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const START = Date.parse('2026-01-01T00:00:00Z')

const OWNER = '2244994945'
const FIRST_ID = 1_900_000_000_000_000_000n
const PRIVATE_DAYS = 90
const MAX_POSTS = 100_000

/** The samples of a transaction: about a megabyte. */
const MAX_SAMPLES = 25_000
const GROUPS_PER_POST = 3

export interface FillOptions {
  readonly posts: number
  readonly days: number
  /** The hours that the samples of one series in a transaction are of. With 1, each is appended alone, as by a gateway. */
  readonly batchHours: number
  /** Runs the database's maintenance, once a day. */
  readonly vacuum: () => Promise<void>
}

export const idOf = (post: number): string => String(FIRST_ID + BigInt(post) * 7_919_000_000n)

/** Metrics that grow every hour, faster for some posts than for others. */
const metricsAt = (kind: number, post: number, hour: number): Metrics => {
  const likes = (1 + (post % 50)) * hour + (hour % 7)
  const counts = {
    impression_count: likes * 40,
    like_count: likes,
    reply_count: Math.floor(likes / 9),
    retweet_count: Math.floor(likes / 5),
  }
  const clicks = { url_link_clicks: Math.floor(likes / 2), user_profile_clicks: likes + 3 }
  switch (GROUPS[kind]) {
    case 'public_metrics':
      return {
        ...counts,
        quote_count: Math.floor(likes / 20),
        bookmark_count: Math.floor(likes / 3),
      }
    case 'non_public_metrics':
      return { impression_count: counts.impression_count, engagements: likes * 4, ...clicks }
    default:
      return { ...counts, ...clicks }
  }
}

/** X has private metrics for some weeks only, and those of promotion for one post of ten. */
const kindsOf = (post: number): readonly number[] => {
  const groups = ['public_metrics', 'non_public_metrics', 'organic_metrics'] as const
  const all = post % 10 === 0 ? [...groups, 'promoted_metrics' as const] : groups
  return all.map((group) => GROUPS.indexOf(group))
}

/** The samples of a post from an hour to before another one. */
const batchesOf = (post: number, since: number, until: number): readonly SeriesBatch[] =>
  kindsOf(post).flatMap((kind) => {
    const end = kind === 0 ? until : Math.min(until, PRIVATE_DAYS * 24)
    const samples = Array.from({ length: Math.max(0, end - since) }, (_, index) => ({
      at: START + (since + index) * HOUR,
      numbers: encode(metricsAt(kind, post, since + index)) ?? new Uint8Array(),
    }))
    const subject = idOf(post)
    const key = { subject, kind, owner: kind === 0 ? '' : OWNER }
    return samples.length === 0 ? [] : [{ key, postId: subject, samples }]
  })

function* transactionsOf(
  posts: number,
  since: number,
  until: number,
): Generator<readonly SeriesBatch[]> {
  const postsPerTransaction = Math.ceil(MAX_SAMPLES / (until - since) / GROUPS_PER_POST)
  for (let first = 0; first < posts; first += postsPerTransaction) {
    const count = Math.min(postsPerTransaction, posts - first)
    yield Array.from({ length: count }, (_, index) => first + index).flatMap((post) =>
      batchesOf(post, since, until),
    )
  }
}

export const fill = async (
  store: Pick<Store, 'write' | 'maintain'>,
  { posts, days, batchHours, vacuum }: FillOptions,
): Promise<void> => {
  let vacuumed = START
  for (let hour = 0; hour < days * 24; hour += batchHours) {
    const until = Math.min(hour + batchHours, days * 24)
    // While the database writes a transaction, the next one is encoded.
    let writing = Promise.resolve()
    for (const batches of transactionsOf(posts, hour, until)) {
      await writing
      writing = store.write(batches, [])
    }
    await writing
    const now = START + (until - 1) * HOUR
    while (await store.maintain(now, MAX_POSTS));
    if (now - vacuumed < DAY) continue
    vacuumed = now
    await vacuum()
  }
}
