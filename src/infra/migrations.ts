// The format of a database is the number of migrations that it has had. A gateway applies those that are missing when it
// opens the database, in one transaction.

/** Changes rows in a way that SQL cannot express. */
export interface RowMigration {
  /** The SQL that changes the tables first. */
  readonly tables: string
  readonly read: string
  /** The parameters of the statement that writes a row: $1, $2 and so on. */
  readonly change: (
    row: Readonly<Record<string, unknown>>,
  ) => (string | number | Uint8Array | null)[]
  readonly write: string
}

/**
 * The steps to each format; the first one creates the tables. A migration that was released is never changed: another one
 * is appended. Gateways of the previous version may still be running when it is applied.
 */
export type Migrations = readonly (string | RowMigration)[]

/** Describes a format that this version of the gateway cannot use. */
export const findFormatProblem = (format: number, latest: number): string | undefined => {
  if (format > latest) {
    return `was written by a newer version of this gateway (format ${format}; this version writes format ${latest})`
  }
  return format < 1 ? `has format ${format}, which no version of this gateway writes` : undefined
}
