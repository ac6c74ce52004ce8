// A PostgreSQL server for a test, if PostgreSQL is installed. It does not run as root, so another user runs it then.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { Client } from 'pg'

import { freePort } from './redis.ts'

/** Directories that Debian does not add to the PATH. */
const directories = (): string[] => {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return []
  return readdirSync(versions).map((version) => join(versions, version, 'bin'))
}

const binaries = ['', ...directories()].find(
  (directory) =>
    spawnSync(join(directory, 'postgres'), ['--version']).status === 0 &&
    spawnSync(join(directory, 'initdb'), ['--version']).status === 0,
)

export const hasPostgres = binaries !== undefined

/** A suffix for the names of skipped tests. */
export const NEEDS_POSTGRES = hasPostgres ? '' : ' (skipped: PostgreSQL is not installed)'

export interface PostgresServer extends AsyncDisposable {
  /** Creates an empty database and returns its URL. */
  database(name: string): Promise<string>
  /** Stops the server like a failing machine. Committed data remains. */
  stop(): Promise<void>
  /** Starts the server again on the same port. */
  start(): Promise<void>
}

const idOf = (flag: '-u' | '-g', user: string): number =>
  Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))

/** The user that runs a server which refuses to run as root; empty unless the test does. */
export const serverUser = (): { readonly uid?: number; readonly gid?: number } =>
  process.getuid?.() === 0 ? { uid: idOf('-u', 'nobody'), gid: idOf('-g', 'nobody') } : {}

const PASSWORD = 'planted'

export interface PostgresServerOptions {
  /** Accepts connections with TLS too. */
  readonly certificate?: { readonly key: Buffer; readonly cert: Buffer }
}

export const startPostgres = async ({
  certificate,
}: PostgresServerOptions = {}): Promise<PostgresServer> => {
  let port = 0
  const user = serverUser()
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'))
  if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid)
  const data = join(directory, 'data')
  const created = spawnSync(
    join(binaries ?? '', 'initdb'),
    ['-D', data, '-U', 'gateway', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: directory, encoding: 'utf8' },
  )
  if (created.status !== 0) throw new Error(`initdb failed: ${created.stderr}`)
  for (const [name, content] of [
    ['key', certificate?.key],
    ['crt', certificate?.cert],
  ] as const) {
    if (content === undefined) continue
    const file = join(data, `server.${name}`)
    writeFileSync(file, content, { mode: 0o600 })
    if (user.uid !== undefined && user.gid !== undefined) chownSync(file, user.uid, user.gid)
  }
  const urlOf = (database: string): string =>
    `postgres://gateway:${PASSWORD}@127.0.0.1:${port}/${database}`
  const tls = certificate === undefined ? [] : ['-l']
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const running = spawn(
      join(binaries ?? '', 'postgres'),
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', directory, '-F', ...tls],
      { ...user, cwd: directory, stdio: 'ignore' },
    )
    child = running
    while (!(await isReady())) {
      if (running.exitCode !== null) throw new Error('PostgreSQL did not start')
      await pause(20)
    }
  }
  const isReady = async (): Promise<boolean> => {
    const client = new Client({ connectionString: urlOf('postgres') })
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      return false
    }
  }
  const stop = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    // SIGQUIT also ends the server's child processes.
    child.kill('SIGQUIT')
    await ended
  }
  /** Another process may take a free port before the server has it. */
  const startOnFreePort = async (attempts: number): Promise<void> => {
    port = await freePort()
    try {
      await start()
    } catch (error) {
      if (attempts === 1) throw error
      await startOnFreePort(attempts - 1)
    }
  }
  await startOnFreePort(3)
  return {
    database: async (name) => {
      const client = new Client({ connectionString: urlOf('postgres') })
      await client.connect()
      await client.query(`CREATE DATABASE ${name} TEMPLATE template0`)
      await client.end()
      return urlOf(name)
    },
    start,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
