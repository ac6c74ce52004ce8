// Copies the files of DATA_DIR while a gateway may use them, by SQLite's backup API.

import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'

import { ARCHIVE_FILE } from '../archive/index.ts'
import { ACCOUNTS_FILE, SECRET_FILE } from '../auth/store/index.ts'
import type { Config } from '../config/index.ts'
import { messageOf, StoreError } from '../infra/errors.ts'
import { SPEND_FILE } from '../money/payers.ts'

export interface BackupOptions {
  readonly config: Config
  /** A directory that does not exist yet, or is empty. */
  readonly directory: string
  readonly withSecret: boolean
}

/** Returns sentences about what was copied, and what is not in DATA_DIR. @throws StoreError */
export const backUp = async (options: BackupOptions): Promise<readonly string[]> => {
  const { config, directory } = options
  if (config.x === undefined) {
    throw new StoreError('There is nothing to back up: the accounts of the sandbox end with it.')
  }
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new StoreError(`${directory} is not empty. Name a new directory for each backup.`)
  }
  const draft = `${directory}.${process.pid}.partial`
  try {
    mkdirSync(draft, { recursive: true, mode: 0o700 })
    const lines = [...(await copyFiles(options, draft)), ...copySecret(options, draft)]
    renameSync(draft, directory)
    return lines
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error instanceof StoreError
      ? error
      : new StoreError(`The backup failed: ${messageOf(error)}. ${directory} was not created.`)
  }
}

const copyFiles = async ({ config }: BackupOptions, draft: string): Promise<string[]> => {
  const lines: string[] = []
  const { dataDir, redisUrl, archive } = config
  const elsewhere = [
    [
      ACCOUNTS_FILE,
      redisUrl && 'Sessions and accounts are in Redis: back up its append-only file.',
    ],
    [SPEND_FILE, redisUrl && 'What was spent is counted in Redis.'],
    [ARCHIVE_FILE, archive?.postgres && 'The archive is in PostgreSQL: back it up with pg_dump.'],
  ] as const
  let copied = 0
  for (const [name, place] of elsewhere) {
    const file = join(dataDir, name)
    if (place) lines.push(place)
    else if (existsSync(file)) {
      await copyDatabase(file, join(draft, name))
      copied += 1
      lines.push(`${name} was copied and verified.`)
    }
  }
  if (copied > 0) return lines
  throw new StoreError(['DATA_DIR has nothing to back up.', ...lines].join(' '))
}

/** All pages in one step: a copy in several steps begins again with every write of the gateway. */
const ALL_PAGES = 2 ** 31 - 1

const copyDatabase = async (file: string, target: string): Promise<void> => {
  closeSync(openSync(target, 'wx', 0o600))
  using source = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  await backup(source, target, { rate: ALL_PAGES })
  using copy = new DatabaseSync(target)
  copy.exec('PRAGMA journal_mode = DELETE')
  const { integrity_check: result } = copy.prepare('PRAGMA integrity_check').get() ?? {}
  if (result !== 'ok') throw new StoreError(`${file} is damaged (${result}).`)
}

const copySecret = ({ config, withSecret }: BackupOptions, draft: string): string[] => {
  if (config.gatewaySecrets.length > 0) {
    return [
      'GATEWAY_SECRET, which decrypts the accounts, is among your settings: keep it elsewhere.',
    ]
  }
  const file = join(config.dataDir, SECRET_FILE)
  if (!withSecret) {
    return [`${file}, which decrypts the accounts, was not copied: keep a copy of it elsewhere.`]
  }
  copyFileSync(file, join(draft, SECRET_FILE))
  return ['The secret was copied: anyone who reads this backup can decrypt the tokens in it.']
}
