// Connections to PostgreSQL, directly or through PgBouncer in transaction mode: the gateway keeps nothing in a session, and
// sends no start-up parameters that PgBouncer refuses. Timeouts are those of a transaction.

import { accessSync, constants } from 'node:fs'

import { type ClientConfig, Pool, type PoolClient, TypeOverrides, types } from 'pg'

import { messageOf, StoreError } from '../infra/errors.ts'

export interface PostgresOptions {
  readonly url: string
  /** A file with the certificates of the authorities that the server's certificate is verified by. */
  readonly caFile: string | undefined
  /** The maximum number of connections of this process. */
  readonly poolSize: number
  readonly statementTimeoutMs: number
}

const CONNECT_TIMEOUT_MS = 2000

/** Times and counts of the archive fit into a number. */
const typeParsers = new TypeOverrides()
typeParsers.setTypeParser(types.builtins.INT8, Number)

export type Row = Readonly<Record<string, unknown>>
export type Query = (text: string, values: unknown[]) => Promise<Row[]>

/** @throws StoreError */
export const verifyCaFile = ({ caFile }: PostgresOptions): void => {
  try {
    if (caFile !== undefined) accessSync(caFile, constants.R_OK)
  } catch (error) {
    throw new StoreError(`ARCHIVE_CA_FILE ${caFile} cannot be read: ${messageOf(error)}.`)
  }
}

/**
 * The address with sslmode as libpq defines it. Without `uselibpqcompat`, the pg library treats require and verify-ca as verify-full.
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html
 */
const connectionString = ({ url, caFile }: PostgresOptions): string => {
  const address = new URL(url)
  address.searchParams.set('uselibpqcompat', 'true')
  if (caFile !== undefined) address.searchParams.set('sslrootcert', caFile)
  return address.href
}

export const clientConfig = (options: PostgresOptions, timeoutMs: number): ClientConfig => ({
  connectionString: connectionString(options),
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  // PostgreSQL normally ends a statement before the client stops waiting.
  query_timeout: timeoutMs + 1000,
  application_name: 'x-metrics-gateway',
  types: typeParsers,
})

/** Begins a transaction. A process that stalls in it releases its locks. */
export const beginWith = (timeoutMs: number): string =>
  `BEGIN; SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL idle_in_transaction_session_timeout = ${timeoutMs};`

export interface Transactions {
  /** Runs work in a transaction, which begins with some SQL. */
  run<T>(first: string, work: (query: Query) => Promise<T>): Promise<T>
  /** Runs one statement in a transaction that cannot write. */
  readonly read: Query
  close(): Promise<void>
}

export const openPool = (options: PostgresOptions): Transactions => {
  const { poolSize, statementTimeoutMs } = options
  // Statements of a transaction that do not depend on each other take one round trip.
  const config = { ...clientConfig(options, statementTimeoutMs), pipeline: true }
  const pool = new Pool({ ...config, max: poolSize })
  // Lost idle connections are ignored: the next query opens another one, or fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const begin = beginWith(statementTimeoutMs)

  const withClient = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    try {
      return await work(client)
    } catch (error) {
      // Closing the connection aborts the transaction.
      client.release(true)
      throw error
    }
  }

  return {
    run: (first, work) =>
      withClient(async (client) => {
        await client.query(`${begin} ${first}`)
        const result = await work(
          async (text, values) => (await client.query<Row>(text, values)).rows,
        )
        await client.query('COMMIT')
        client.release()
        return result
      }),
    read: (text, values) =>
      withClient(async (client) => {
        const begun = client.query(`${begin} SET TRANSACTION READ ONLY`)
        const found = client.query<Row>(text, values)
        const ended = client.query('COMMIT').then(
          () => false,
          () => true,
        )
        const [, { rows }] = await Promise.all([begun, found])
        // The rows are complete, so the end of the transaction is not awaited.
        void ended.then(client.release)
        return rows
      }),
    close: () => pool.end(),
  }
}
