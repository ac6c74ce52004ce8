// One PostgreSQL server for a test run, for tests that do not stop it. It starts when the first of them needs a database.
// Creating a database takes longer than most of these tests, so a worker empties and reuses those that it has.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { Client } from 'pg'

import { SCHEMA } from '../../src/archive/postgres-migrations.ts'
import { startPostgres } from './postgres.ts'

const NAME = 'GATEWAY_TEST_POSTGRES'

/** Serves new databases to the workers of a run, by HTTP. */
export const offerDatabases = async (): Promise<AsyncDisposable> => {
  let starting: ReturnType<typeof startPostgres> | undefined
  let count = 0
  const server = createServer(async (_, response) => {
    starting ??= startPostgres()
    response.end(await (await starting).database(`shared_${count++}`))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // biome-ignore lint/style/noProcessEnv: workers inherit it
  process.env[NAME] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    [Symbol.asyncDispose]: async () => {
      server.close()
      await (await starting)?.[Symbol.asyncDispose]()
    },
  }
}

/** Databases of this worker that no test uses. */
const free: string[] = []

const create = async (): Promise<string> => {
  // biome-ignore lint/style/noProcessEnv: set by the run
  const response = await fetch(process.env[NAME] ?? '', { headers: { connection: 'close' } })
  return response.text()
}

const empty = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA}, public CASCADE`)
  await client.query('CREATE SCHEMA public')
  await client.end()
}

export interface Databases extends AsyncDisposable {
  /** Returns the URL of an empty database. */
  next(): Promise<string>
}

/** Databases until the disposal. */
export const createDatabases = (): Databases => {
  const used: string[] = []
  return {
    next: async () => {
      const url = free.pop() ?? (await create())
      used.push(url)
      await empty(url)
      return url
    },
    [Symbol.asyncDispose]: async () => {
      free.push(...used)
    },
  }
}
