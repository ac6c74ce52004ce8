// A PostgreSQL of the test's own, where it is installed. It refuses to run as root: then another user runs it.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { Client } from 'pg'

import { freePort } from './redis.ts'

/** Debian leaves them out of the PATH. */
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

/** Goes into the name of what is skipped without it. */
export const NEEDS_POSTGRES = hasPostgres ? '' : ' (skipped: PostgreSQL is not installed)'

export interface PostgresServer extends AsyncDisposable {
  /** Of a database that is empty, and of this name. */
  database(name: string): Promise<string>
  /** Ends it as a machine that fails does. What was committed stays. */
  stop(): Promise<void>
  /** On the same port again. */
  start(): Promise<void>
}

const idOf = (flag: '-u' | '-g', user: string): number =>
  Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))

/** Nothing, for whoever may run it. */
const runner = (): { readonly uid?: number; readonly gid?: number } =>
  process.getuid?.() === 0 ? { uid: idOf('-u', 'nobody'), gid: idOf('-g', 'nobody') } : {}

const PASSWORD = 'planted'

export const startPostgres = async (): Promise<PostgresServer> => {
  const port = await freePort()
  const user = runner()
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'))
  if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid)
  const data = join(directory, 'data')
  const made = spawnSync(
    join(binaries ?? '', 'initdb'),
    ['-D', data, '-U', 'gateway', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: directory, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb did not end well: ${made.stderr}`)
  const urlOf = (database: string): string =>
    `postgres://gateway:${PASSWORD}@127.0.0.1:${port}/${database}`
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const running = spawn(
      join(binaries ?? '', 'postgres'),
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', directory, '-F'],
      { ...user, cwd: directory, stdio: 'ignore' },
    )
    child = running
    while (!(await answers())) {
      if (running.exitCode !== null) throw new Error('PostgreSQL did not start')
      await pause(20)
    }
  }
  const answers = async (): Promise<boolean> => {
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
    // Its own processes end with it.
    child.kill('SIGQUIT')
    await ended
  }
  await start()
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
