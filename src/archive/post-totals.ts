// The last known totals of a recorded post, which stand beside its record: whole, by metric group, and as the columns that
// lists are ordered by.

import { NAMES } from './encoding.ts'
import {
  encodeTotals,
  type Gains,
  gainsOf,
  markSamples,
  quarterOf,
  type Totals,
  totalsOf,
} from './gains.ts'
import { POST_KINDS } from './records.ts'
import { type Appended, type EncodedSample, endOf, type Segment } from './segments.ts'
import type { SeriesKey } from './store.ts'

/** A recorded post whose samples count for its account. */
export interface CountedPost {
  readonly id: string
  readonly author: string
  readonly createdAt: number
  /** One item per metric group. */
  readonly totals: readonly Totals[]
}

type Value = Uint8Array | number | null

const valueIn = (totals: Totals, name: (typeof NAMES)[number]): number | null =>
  totals[NAMES.indexOf(name)] ?? null

const rateIn = (totals: Totals): number | null => {
  const impressions = valueIn(totals, 'impression_count')
  const engagements = valueIn(totals, 'engagements')
  return impressions && engagements !== null ? engagements / impressions : null
}

/** The columns of each metric group and their types in PostgreSQL. The first one has all totals of the group. */
export const TOTAL_COLUMNS = [
  [
    ['public_totals', 'bytea'],
    ['impressions', 'bigint'],
    ['likes', 'bigint'],
    ['replies', 'bigint'],
    ['retweets', 'bigint'],
    ['quotes', 'bigint'],
    ['bookmarks', 'bigint'],
  ],
  [
    ['non_public_totals', 'bytea'],
    ['engagements', 'bigint'],
    ['link_clicks', 'bigint'],
    ['rate', 'float8'],
    ['profile_clicks', 'bigint'],
  ],
  [
    ['organic_totals', 'bytea'],
    ['organic_impressions', 'bigint'],
  ],
  [
    ['promoted_totals', 'bytea'],
    ['promoted_impressions', 'bigint'],
  ],
] as const

const PUBLIC_NAMES = [
  'impression_count',
  'like_count',
  'reply_count',
  'retweet_count',
  'quote_count',
  'bookmark_count',
] as const

/** The values of these columns. */
export const totalValues = (kind: number, totals: Totals): Value[] => {
  const bytes = encodeTotals(totals)
  const of = (name: (typeof NAMES)[number]): number | null => valueIn(totals, name)
  if (kind === 0) return [bytes, ...PUBLIC_NAMES.map(of)]
  if (kind > 1) return [bytes, of('impression_count')]
  return [
    bytes,
    of('engagements'),
    of('url_link_clicks'),
    rateIn(totals),
    of('user_profile_clicks'),
  ]
}

/** Reads a row of the records; undefined for reposts, whose counts are those of the original. */
export const countedPostOf = (
  row: Readonly<Record<string, unknown>> | undefined,
): CountedPost | undefined =>
  row === undefined || POST_KINDS[Number(row.kind)] === 'REPOST'
    ? undefined
    : {
        id: String(row.id),
        author: String(row.author),
        createdAt: Number(row.created),
        totals: TOTAL_COLUMNS.map(([[column]]) => totalsOf(row[column])),
      }

/** Whether a series counts for the account of its post: its own metrics, and not those of its media or of another owner. */
export const isCounted = (
  { subject, kind, owner }: SeriesKey,
  post: CountedPost | undefined,
): post is CountedPost =>
  post !== undefined &&
  subject === post.id &&
  kind < TOTAL_COLUMNS.length &&
  (owner === '' || owner === post.author)

export interface CountedSamples {
  readonly post: CountedPost
  readonly kind: number
  readonly last: Segment | undefined
  readonly samples: readonly EncodedSample[]
  readonly appended: Appended
}

/** The gains and totals after samples were appended; undefined if the whole series has to be recounted. */
export const gainsOfAppended = ({ post, kind, last, samples, appended }: CountedSamples) => {
  const before = post.totals[kind] ?? []
  const fresh = appended.put.filter(({ began }) => began !== last?.began)
  const { gains, totals } = gainsOf(fresh, post.createdAt, before)
  if (appended.drop.length > 0 && last !== undefined && !replaces(fresh, last)) return undefined
  markSamples(gains, timesOf(samples, last))
  return { gains, totals }
}

/** Whether the gains of a dropped segment may stay: the next one belongs to the same quarter and has the same counts. */
const replaces = ([next]: readonly Segment[], dropped: Segment): boolean =>
  next !== undefined &&
  quarterOf(next.began) === quarterOf(dropped.began) &&
  totalsOf(dropped.numbers).every(
    (value, index) => value === undefined || totalsOf(next.numbers)[index] !== undefined,
  )

const timesOf = (samples: readonly EncodedSample[], last: Segment | undefined): number[] =>
  samples.map(({ at }) => at).filter((at) => last === undefined || at >= endOf(last))

/** The gains of a whole series, with the marks of its samples as far as they are known. */
export const gainsOfSeries = (
  segments: readonly Segment[],
  createdAt: number,
): { readonly gains: Gains; readonly totals: Totals } => {
  const counted = gainsOf(segments, createdAt)
  markSamples(
    counted.gains,
    segments.map((segment) => endOf(segment)),
  )
  return counted
}
