// Records: the archive keeps text, time and kind of posts of connected accounts beside their metrics, so that lists, searches and rankings of own
// posts ask X nothing.

/** The order is part of the database format: new kinds are appended. */
export const POST_KINDS = ['POST', 'REPLY', 'REPOST', 'QUOTE'] as const

export type PostKind = (typeof POST_KINDS)[number]

export interface PostRecord {
  readonly id: string
  /** The account that wrote the post. Deleting the account's data deletes the record. */
  readonly authorId: string
  readonly createdAt: number
  readonly text: string
  readonly kind: PostKind
  /** X's types of the attached media. Absent when X was not asked for them: those of an earlier record stay. */
  readonly mediaTypes?: readonly string[]
  /** The addresses in the text, as the author entered them. Absent like `mediaTypes`. */
  readonly links?: readonly string[]
  /** The whole text as X's apps show it. Absent like `mediaTypes`. */
  readonly displayText?: string
  /** The address of a small picture of the first medium. Absent like `mediaTypes`, and without one. */
  readonly thumbnailUrl?: string
  /** Whether X has shown promoted metrics of the post. Once true, it stays so. */
  readonly promoted: boolean
}

/** When a post was written, and its engagement rate by its last totals. */
export interface PostRate {
  readonly createdAt: number
  readonly rate: number | undefined
}

/** A record to store, and when X sent the post. */
export interface NewRecord extends PostRecord {
  readonly at: number
}

/** The values that lists are ordered by, in the SQL of both databases. */
const ORDER_VALUES = {
  NEWEST: 'created',
  IMPRESSIONS: 'impressions',
  ENGAGEMENTS: 'engagements',
  ENGAGEMENT_RATE: 'rate',
  PUBLIC_ENGAGEMENT_RATE:
    'CAST(likes + replies + retweets + quotes + bookmarks AS double precision) / nullif(impressions, 0)',
  LIKES: 'likes',
  REPLIES: 'replies',
  RETWEETS: 'retweets',
  QUOTES: 'quotes',
  BOOKMARKS: 'bookmarks',
  LINK_CLICKS: 'link_clicks',
  PROFILE_CLICKS: 'profile_clicks',
  ORGANIC_IMPRESSIONS: 'organic_impressions',
  PROMOTED_IMPRESSIONS: 'promoted_impressions',
  PROMOTED_SHARE:
    'CAST(promoted_impressions AS double precision) / nullif(organic_impressions + promoted_impressions, 0)',
} as const

export type RecordOrder = keyof typeof ORDER_VALUES

export type Direction = 'ASCENDING' | 'DESCENDING'

/** Stands for a value that is not known: it comes last in both directions. */
const UNKNOWN = { DESCENDING: -1, ASCENDING: Number.MAX_SAFE_INTEGER } as const

/** The parts of a statement that order a list. */
export const orderingOf = ({ order = 'NEWEST', direction = 'DESCENDING' }: RecordQuery) => ({
  // The index is in the order of the time, which is always known.
  value: order === 'NEWEST' ? 'created' : `coalesce(${ORDER_VALUES[order]}, ${UNKNOWN[direction]})`,
  ...(direction === 'DESCENDING'
    ? { after: '<', sort: 'DESC' }
    : ({ after: '>', sort: 'ASC' } as const)),
})

/** A record in a list. */
export interface ListedRecord extends PostRecord {
  /** The value that the list is ordered by. A value that is not known is -1, or the largest integer in ascending order. */
  readonly value: number
}

/** A position in a list of records. The value of a list by time is the time. */
export type RecordPosition = Pick<PostRecord, 'createdAt' | 'id'> & { readonly value?: number }

/** Times are of the post: at or after `since`, and before `until`. */
export interface RecordQuery {
  readonly authorId: string
  /** @default 'NEWEST' */
  readonly order?: RecordOrder
  /** @default 'DESCENDING' */
  readonly direction?: Direction
  /** Words that the text contains, all of them. */
  readonly words?: readonly string[]
  readonly hasMedia?: boolean
  /** X's types of media, of which the post has at least one. */
  readonly mediaTypes?: readonly string[]
  readonly promoted?: boolean
  readonly exclude?: readonly PostKind[]
  readonly since?: number
  readonly until?: number
  /** Only records after this position. */
  readonly after?: RecordPosition
  /** The number of records to leave out at the beginning. @default 0 */
  readonly skip?: number
  readonly limit: number
}

/** The query of a count: of all records that the list has. */
export type RecordFilter = Omit<RecordQuery, 'order' | 'direction' | 'after' | 'skip' | 'limit'>

/** Before all records. */
const FIRST_POSITIONS: Readonly<Record<Direction, RecordPosition>> = {
  DESCENDING: { value: Number.MAX_SAFE_INTEGER, createdAt: Number.MAX_SAFE_INTEGER, id: '' },
  ASCENDING: { value: -1, createdAt: -1, id: '' },
}

const flagOf = (flag: boolean | undefined): number | null => (flag === undefined ? null : +flag)

/** The parameters of the filters of a statement, in their order. */
export const filterParameters = (query: RecordFilter) => {
  const { since = 0, until = Number.MAX_SAFE_INTEGER } = query
  return {
    times: [query.authorId, since, until] as const,
    flags: [flagOf(query.promoted), flagOf(query.hasMedia)] as const,
    excluded: (query.exclude ?? []).map((kind) => POST_KINDS.indexOf(kind)),
    words: (query.words ?? []).map(foldText),
    mediaTypes: query.mediaTypes,
  }
}

/** The parameters of the position of a page, which follow. */
export const pageParameters = ({
  direction = 'DESCENDING',
  after,
  limit,
  skip = 0,
}: RecordQuery) => {
  const { value, createdAt, id } = after ?? FIRST_POSITIONS[direction]
  return [value ?? createdAt, createdAt, id, limit, skip] as const
}

/** Text as searches compare it: without regard to case, width and composition of characters. */
const foldText = (text: string): string => text.normalize('NFKC').toLowerCase()

/** PostgreSQL cannot store U+0000. */
const storable = (text: string): string => text.replaceAll('\0', '')

/** The columns of the database. */
export const recordColumns = (record: PostRecord): (string | number | null)[] => [
  record.id,
  record.authorId,
  record.createdAt,
  POST_KINDS.indexOf(record.kind),
  Number(record.promoted),
  record.mediaTypes ? JSON.stringify(record.mediaTypes) : null,
  record.links ? JSON.stringify(record.links) : null,
  storable(record.text),
  storable(foldText(record.displayText ?? record.text)),
  record.displayText === undefined ? null : storable(record.displayText),
  record.thumbnailUrl ?? null,
]

type Row = Readonly<Record<string, unknown>>

const listIn = (json: unknown): readonly string[] | undefined =>
  typeof json === 'string' ? JSON.parse(json) : undefined

/** Reads a row of the database. */
export const recordOfRow = (row: Row): ListedRecord => {
  const mediaTypes = listIn(row.media)
  const links = listIn(row.links)
  return {
    id: String(row.id),
    authorId: String(row.author),
    createdAt: Number(row.created),
    text: String(row.text),
    kind: POST_KINDS[Number(row.kind)] ?? 'POST',
    ...(mediaTypes && { mediaTypes }),
    ...(links && { links }),
    ...(typeof row.displayed === 'string' && { displayText: row.displayed }),
    ...(typeof row.thumbnail === 'string' && { thumbnailUrl: row.thumbnail }),
    promoted: Number(row.promoted) > 0,
    value: Number(row.value),
  }
}

export const rateOfRow = ({ created, rate }: Row): PostRate => ({
  createdAt: Number(created),
  rate: typeof rate === 'number' ? rate : undefined,
})
