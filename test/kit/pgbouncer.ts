// PgBouncer in transaction mode for a test, if it is installed: a transaction gets any of its few connections.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { serverUser } from './postgres.ts'
import { freePort } from './redis.ts'

/** Debian does not add the directory to the PATH. */
const binary = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (path) => spawnSync(path, ['--version']).status === 0,
)

export const hasPgBouncer = binary !== undefined

/** A suffix for the names of skipped tests. */
export const NEEDS_PGBOUNCER = hasPgBouncer ? '' : ' (skipped: PgBouncer is not installed)'

export interface PgBouncer extends AsyncDisposable {
  /** The address of the same database through PgBouncer. */
  readonly url: string
}

/** Starts PgBouncer with its defaults, except that there are four connections to a database. */
export const startPgBouncer = async (databaseUrl: string): Promise<PgBouncer> => {
  const { hostname, port: serverPort, username, password } = new URL(databaseUrl)
  const port = await freePort()
  const directory = mkdtempSync(join(tmpdir(), 'pgbouncer-'))
  const users = join(directory, 'users.txt')
  const settings = join(directory, 'pgbouncer.ini')
  writeFileSync(users, `"${username}" "${password}"\n`)
  writeFileSync(
    settings,
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
default_pool_size = 4
`,
  )
  chmodSync(directory, 0o755)
  const child = spawn(binary ?? '', [settings], {
    ...serverUser(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ready = Promise.withResolvers<void>()
  child.stderr.on('data', (chunk: Buffer) => {
    if (chunk.includes('process up')) ready.resolve()
  })
  child.once('exit', () => ready.reject(new Error('PgBouncer did not start')))
  await ready.promise
  const url = new URL(databaseUrl)
  url.port = String(port)
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
