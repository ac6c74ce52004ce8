// What the archive keeps of a post of a connected account beside its metrics, so that lists, searches and rankings of own
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

/** A record to store, and when X sent the post. */
export interface NewRecord extends PostRecord {
  readonly at: number
}

/** A position in a list of records. */
export type RecordPosition = Pick<PostRecord, 'id' | 'createdAt'>

/** After all records. */
export const LAST_POSITION: RecordPosition = { createdAt: Number.MAX_SAFE_INTEGER, id: '' }

export interface RecordQuery {
  readonly authorId: string
  /** Only older records than this one. */
  readonly after?: RecordPosition
  readonly limit: number
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
export const recordOfRow = (row: Row): PostRecord => {
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
  }
}
