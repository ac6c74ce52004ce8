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

/** The orders of lists, from the highest value to the lowest. */
export type RecordOrder =
  | 'NEWEST'
  | 'IMPRESSIONS'
  | 'ENGAGEMENTS'
  | 'ENGAGEMENT_RATE'
  | 'LIKES'
  | 'REPLIES'
  | 'RETWEETS'
  | 'LINK_CLICKS'

/** The columns that hold the values of an order. */
export const ORDER_COLUMNS: Readonly<Record<RecordOrder, string>> = {
  NEWEST: 'created',
  IMPRESSIONS: 'impressions',
  ENGAGEMENTS: 'engagements',
  ENGAGEMENT_RATE: 'rate',
  LIKES: 'likes',
  REPLIES: 'replies',
  RETWEETS: 'retweets',
  LINK_CLICKS: 'link_clicks',
}

/** A record in a list. */
export interface ListedRecord extends PostRecord {
  /** The value that the list is ordered by; -1 if it is not known. */
  readonly value: number
}

/** A position in a list of records. The value of a list by time is the time. */
export type RecordPosition = Pick<PostRecord, 'createdAt' | 'id'> & { readonly value?: number }

/** Times are of the post: at or after `since`, and before `until`. */
export interface RecordQuery {
  readonly authorId: string
  /** @default 'NEWEST' */
  readonly order?: RecordOrder
  /** Words that the text contains, all of them. */
  readonly words?: readonly string[]
  readonly hasMedia?: boolean
  readonly promoted?: boolean
  readonly exclude?: readonly PostKind[]
  readonly since?: number
  readonly until?: number
  /** Only records after this position. */
  readonly after?: RecordPosition
  readonly limit: number
}

/** Before all records. */
const FIRST_POSITION: RecordPosition = {
  value: Number.MAX_SAFE_INTEGER,
  createdAt: Number.MAX_SAFE_INTEGER,
  id: '',
}

const flagOf = (flag: boolean | undefined): number | null => (flag === undefined ? null : +flag)

/** The parameters of a statement, in the order of `recordsStatement`. */
export const recordParameters = (query: RecordQuery) => {
  const { since = 0, until = Number.MAX_SAFE_INTEGER, after = FIRST_POSITION } = query
  return {
    times: [query.authorId, since, until] as const,
    flags: [flagOf(query.promoted), flagOf(query.hasMedia)] as const,
    excluded: (query.exclude ?? []).map((kind) => POST_KINDS.indexOf(kind)),
    words: (query.words ?? []).map(foldText),
    position: [after.value ?? after.createdAt, after.createdAt, after.id, query.limit] as const,
  }
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
  storable(foldText(record.text)),
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
    promoted: Number(row.promoted) > 0,
    value: Number(row.value),
  }
}

export const rateOfRow = ({ created, rate }: Row): PostRate => ({
  createdAt: Number(created),
  rate: typeof rate === 'number' ? rate : undefined,
})
