// The commands that create, list, revoke and rotate the API keys of KEYS_FILE.

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { GRANTS } from '../auth/keys/api-key.ts'
import { digestOf } from '../auth/keys/api-keys.ts'
import { type KeyEntry, KeysFileError, parseKeysFile } from '../auth/keys/keys-file.ts'
import { tableOf } from './table.ts'

const KEYS_HELP = `Usage: x-metrics-gateway keys <command> [options]

Commands
  add NAME       Create an API key, and print it once.
  list           List the keys, without the keys themselves.
  revoke NAME    Remove all keys of a name. Running gateways refuse them within two seconds.
  rotate NAME    Create another key with the same rights. The previous ones expire after --overlap-hours.

Options
  --file PATH            The keys file. Default: the setting KEYS_FILE.
  --grants LIST          For add: ${GRANTS.join(',')}. Default: PUBLIC.
  --origins LIST         For add: web pages that may use the key, which everyone can then read.
  --daily-usd N          For add: the most that the key may spend in one UTC day.
  --monthly-usd N        For add: the most that the key may spend in one UTC month.
  --per-minute N         For add: the most requests in one minute.
  --expires DATE         For add: an ISO 8601 date, or date and time.
  --overlap-hours N      For rotate. Default: 24.
`

/** A mistake on the command line, or in the keys file. */
class KeyCommandError extends Error {
  override readonly name = 'KeyCommandError'
}

const OPTIONS = {
  help: { type: 'boolean' },
  file: { type: 'string' },
  grants: { type: 'string' },
  origins: { type: 'string' },
  'daily-usd': { type: 'string' },
  'monthly-usd': { type: 'string' },
  'per-minute': { type: 'string' },
  expires: { type: 'string' },
  'overlap-hours': { type: 'string', default: '24' },
} as const

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

/** Runs a command and returns what it prints. @throws KeyCommandError */
export const runKeyCommand = (
  given: readonly string[],
  defaultFile: string | undefined,
  now: number,
): string => {
  const { values, positionals } = parseArgs({
    args: [...given],
    options: OPTIONS,
    allowPositionals: true,
  })
  const [command = '', name = ''] = positionals
  if (values.help || command === '') return KEYS_HELP
  const file = values.file ?? defaultFile
  if (file === undefined) {
    throw new KeyCommandError('Name the keys file: set KEYS_FILE, or add --file keys.json.')
  }
  const keys = existsSync(file) ? read(file) : []
  switch (command) {
    case 'add':
      return addKey(file, keys, entryOf(name, values))
    case 'list':
      return list(keys, now)
    case 'revoke':
      requireName(keys, name)
      write(
        file,
        keys.filter((key) => key.name !== name),
      )
      return `The keys named "${name}" are revoked.\n`
    case 'rotate':
      return rotate(file, keys, requireName(keys, name), expiryAfter(now, values['overlap-hours']))
    default:
      throw new KeyCommandError(`Unknown command "${command}".\n\n${KEYS_HELP}`)
  }
}

const read = (file: string): readonly KeyEntry[] => {
  try {
    return parseKeysFile(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof KeysFileError) throw new KeyCommandError(`${file}: ${error.message}`)
    throw error
  }
}

/** Replaces the file at once, so that a gateway never reads half of it. @throws KeyCommandError */
const write = (file: string, keys: readonly (KeyEntry | NewEntry)[]): void => {
  const text = `${JSON.stringify({ keys }, undefined, 2)}\n`
  try {
    parseKeysFile(text)
  } catch (error) {
    if (error instanceof KeysFileError) throw new KeyCommandError(error.message)
    throw error
  }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, file)
}

const requireName = (keys: readonly KeyEntry[], name: string): KeyEntry => {
  const found = keys.findLast((key) => key.name === name)
  if (found === undefined) throw new KeyCommandError(`There is no key named "${name}".`)
  return found
}

const listOf = (text: string): string[] => text.split(',').map((item) => item.trim())

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text)

const expiryAfter = (now: number, hours: string): string => {
  const time = new Date(now + Number(hours) * 3_600_000)
  if (!(Number(hours) >= 0) || Number.isNaN(time.getTime())) {
    throw new KeyCommandError('--overlap-hours must be a number of hours.')
  }
  return time.toISOString()
}

const timeOf = (text: string): string => {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new KeyCommandError('--expires must be an ISO 8601 date.')
  return time.toISOString()
}

/** An entry that has not been checked yet. */
type NewEntry = Omit<KeyEntry, 'grants'> & { readonly grants: readonly string[] }

/** The file's own checks find what is wrong with it. */
const entryOf = (name: string, values: Options): Omit<NewEntry, 'sha256'> => ({
  name,
  grants: listOf(values.grants ?? 'PUBLIC'),
  origins: values.origins === undefined ? undefined : listOf(values.origins),
  dailyUsd: numberOf(values['daily-usd']),
  monthlyUsd: numberOf(values['monthly-usd']),
  perMinute: numberOf(values['per-minute']),
  expiresAt: values.expires === undefined ? undefined : timeOf(values.expires),
})

const addKey = (
  file: string,
  keys: readonly KeyEntry[],
  entry: Omit<NewEntry, 'sha256'>,
): string => {
  const token = `xmg_${randomBytes(32).toString('base64url')}`
  const sha256 = digestOf(token).toString('hex')
  write(file, [...keys, { ...entry, sha256 }])
  return `${token}\n\nThis is the key "${entry.name}". It is not shown again; ${file} has only its hash.\nSend it as: Authorization: Bearer <key>\n`
}

const rotate = (
  file: string,
  keys: readonly KeyEntry[],
  { expiresAt: _, sha256: __, ...rights }: KeyEntry,
  until: string,
): string => {
  const others = keys.map((key) =>
    key.name === rights.name && (key.expiresAt ?? until) >= until
      ? { ...key, expiresAt: until }
      : key,
  )
  return `${addKey(file, others, rights)}The previous keys of this name expire at ${until}.\n`
}

const list = (keys: readonly KeyEntry[], now: number): string => {
  const rows = keys.map((key) => [
    key.name,
    key.grants.join(','),
    key.dailyUsd === undefined ? '–' : `$${key.dailyUsd}`,
    key.monthlyUsd === undefined ? '–' : `$${key.monthlyUsd}`,
    key.perMinute === undefined ? '–' : String(key.perMinute),
    expiryText(key, now),
    key.origins?.join(',') ?? '–',
  ])
  const header = ['NAME', 'GRANTS', 'PER DAY', 'PER MONTH', 'PER MINUTE', 'EXPIRES', 'ORIGINS']
  return tableOf([header, ...rows])
}

const expiryText = ({ expiresAt }: KeyEntry, now: number): string => {
  if (expiresAt === undefined) return 'never'
  return Date.parse(expiresAt) <= now ? `expired ${expiresAt}` : expiresAt
}
