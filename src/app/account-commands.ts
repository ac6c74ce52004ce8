// The commands that export and delete what is stored of an account, also while a gateway runs.

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'

import type { Archive, DeletedData } from '../archive/archive.ts'
import { openArchive } from '../archive/index.ts'
import { ownedAccount } from '../auth/accounts.ts'
import { createCredentialStatus } from '../auth/credential-status.ts'
import { openConnections } from '../auth/open-connections.ts'
import type { Config, XKeys } from '../config/index.ts'
import { StoreError } from '../infra/errors.ts'
import { createUpstream } from '../infra/upstream.ts'
import { accountsLocation, archiveLocation, openAccountsRedis } from './locations.ts'

const ACCOUNTS_HELP = `Usage: x-metrics-gateway accounts <command> USER_ID

Commands
  export    Print what the archive keeps of an account as JSON Lines: the records of its posts, and its samples.
  delete    Delete an account from the archive and from all sessions, have X revoke its tokens, and print what was deleted.

USER_ID is the id of the account's user at X. The settings say where the data is.
`

/** A mistake on the command line. */
class AccountCommandError extends Error {
  override readonly name = 'AccountCommandError'
}

/** @throws AccountCommandError, StoreError or RedisError */
export const runAccountCommand = async (
  given: readonly string[],
  loadConfig: () => Config,
  output: NodeJS.WritableStream,
): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: [...given],
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [command, userId = ''] = positionals
  if (values.help || command === undefined) {
    output.write(ACCOUNTS_HELP)
    return
  }
  const run = COMMANDS[command]
  if (run === undefined) {
    throw new AccountCommandError(`Unknown command "${command}".\n\n${ACCOUNTS_HELP}`)
  }
  if (!/^\d{1,19}$/.test(userId)) {
    throw new AccountCommandError(`Name a user by id: x-metrics-gateway accounts ${command} 783214`)
  }
  const config = loadConfig()
  const { x } = config
  if (x === undefined) {
    throw new StoreError('The accounts and the archive of the sandbox end with the gateway.')
  }
  await run(userId, { ...config, x }, output)
}

type ConfigOfX = Config & { readonly x: XKeys }

type Command = (userId: string, config: ConfigOfX, output: NodeJS.WritableStream) => Promise<void>

const exportData: Command = async (userId, config, output) => {
  await using archive = await open(config)
  if (archive === undefined) throw new StoreError('The archive is off: set ARCHIVE=on.')
  const lines = async function* () {
    for await (const line of archive.exportAccount(userId)) yield `${JSON.stringify(line)}\n`
  }
  await pipeline(Readable.from(lines()), output, { end: false })
}

const deleteData: Command = async (userId, config, output) => {
  const deleted = await deleteFromArchive(userId, config)
  output.write(deletionText(deleted))
  output.write(await disconnect(userId, config))
  if (ownedAccount(config.x)?.userId !== userId) return
  output.write(
    'The account is the one of X_ACCESS_TOKEN. Unset it, or what is requested of the account is archived again.\n',
  )
}

const COMMANDS: Readonly<Record<string, Command>> = { export: exportData, delete: deleteData }

/** Undefined if the archive is off. */
const open = async (config: Config): Promise<(Archive & AsyncDisposable) | undefined> => {
  if (config.archive === undefined) return undefined
  const archive = await openArchive(archiveLocation(config, undefined), {
    now: Date.now,
    maxPosts: config.archive.maxPosts,
    strict: true,
    onError: () => {},
    onUnavailable: () => {},
    onAvailable: () => {},
    onWarning: () => {},
  })
  return { ...archive, [Symbol.asyncDispose]: archive.close }
}

/** A running gateway stores no answers to calls that are in flight. */
const deleteFromArchive = async (
  userId: string,
  config: Config,
): Promise<DeletedData | undefined> => {
  await using archive = await open(config)
  return await archive?.deleteOwner(userId, Date.now() + config.queryTimeoutMs * 2)
}

const deletionText = (deleted: DeletedData | undefined): string =>
  deleted === undefined
    ? 'The archive is off: nothing was deleted from it.\n'
    : `Deleted from the archive: the records of ${count(deleted.posts, 'post')}, and ${count(deleted.samples, 'sample')} of ${deleted.series} series of private metrics and of the profile. Public metrics stay, like those of other posts.\n`

const count = (number: number, thing: string): string =>
  `${number} ${thing}${number === 1 ? '' : 's'}`

/** Disconnects the account from all sessions. */
const disconnect = async (userId: string, config: ConfigOfX): Promise<string> => {
  const { x, xApiUrl, xWebUrl, upstream, basePath } = config
  if (x.client === undefined && x.app === undefined) return ''
  await using resources = new AsyncDisposableStack()
  const redis = await openAccountsRedis(config)
  resources.defer(async () => redis?.close())
  const calls = createUpstream({ ...upstream, onCall: () => {}, onBreaker: () => {} })
  resources.defer(calls.close)
  const opened = await openConnections(
    {
      keys: x,
      apiUrl: xApiUrl,
      webUrl: xWebUrl,
      store: accountsLocation(config, redis, undefined),
      storeEvents: { onUnavailable: () => {}, onAvailable: () => {}, onWarning: () => {} },
      strict: true,
      send: calls.send,
      timeoutMs: upstream.timeoutMs,
      credentialStatus: createCredentialStatus({ now: Date.now }),
      // The process ends before a retry.
      schedule: () => () => {},
      onRevocation: () => {},
      wall: Date.now,
    },
    `${config.gatewayOrigin}${basePath}/auth/callback`,
  )
  resources.defer(opened.close)
  const { owners, revoked } = await opened.connections.disconnectUser(userId)
  if (owners === 0) return 'The account is not connected.\n'
  const how = revoked
    ? 'and X has revoked its tokens'
    : 'but X has not revoked its tokens: revoke the app’s access in the account’s settings at X (Connected apps)'
  return `The account is disconnected from ${count(owners, 'session')}, ${how}.\n`
}
