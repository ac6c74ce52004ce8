// The commands of the command line.

import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { runAccountCommand } from './app/account-commands.ts'
import { backUp } from './app/backup.ts'
import { banner } from './app/banner.ts'
import { type Cluster, startCluster } from './app/cluster.ts'
import { factsOf, runWorker } from './app/cluster-worker.ts'
import { type Gateway, type GatewayOptions, startGateway } from './app/gateway.ts'
import { missingHeapOptions, restartWith } from './app/heap.ts'
import { runKeyCommand } from './app/key-commands.ts'
import { spendTable } from './app/spend-command.ts'
import { type Config, ConfigError, readConfig, secretsIn } from './config/index.ts'
import { GatewayError, messageOf, RedisError, StoreError } from './infra/errors.ts'
import { packageFile, packageVersion } from './infra/package-root.ts'
import { schema } from './schema/index.ts'
import { printWithDirectives } from './schema/print.ts'
import { createLog, type Log } from './telemetry/log.ts'

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const environmentWith = (workers: string | undefined) => ({
  ...process.env,
  ...(workers !== undefined && { WORKERS: workers }),
})

const loadConfig = (workers: string | undefined): Config => {
  try {
    return readConfig(environmentWith(workers), 'command')
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message)
    throw error
  }
}

const LISTEN_ERRORS: Readonly<Record<string, (config: Config) => string>> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use. Stop the program that uses it, or set PORT.`,
  EACCES: ({ port }) => `This user may not use port ${port}. Set PORT to a port above 1023.`,
  EADDRNOTAVAIL: ({ host }) => `HOST ${host} is not an address of this machine.`,
  ENOTFOUND: ({ host }) => `HOST ${host} is not an address of this machine.`,
}

/** Returns a message for errors that the operator can resolve, and undefined for any other error. */
const explain = (error: NodeJS.ErrnoException, config: Config): string | undefined => {
  if (error instanceof GatewayError) {
    return `${error.message}${error.cause === undefined ? '' : ` (${messageOf(error.cause)})`}`
  }
  return error instanceof StoreError || error instanceof RedisError || error instanceof ConfigError
    ? error.message
    : LISTEN_ERRORS[error.code ?? '']?.(config)
}

/** Stops at the first signal. `stop` returns undefined as long as there is nothing to stop. */
const onSignal = (
  stop: () => Promise<void> | undefined,
  log: Log,
  onSecondSignal = (): void => process.exit(1),
): void => {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return onSecondSignal()
      stopping = true
      const stopped = stop()
      if (stopped !== undefined) log.info({ signal }, 'stopping after the requests in flight')
      Promise.resolve(stopped).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ reason: messageOf(error) }, 'the gateway did not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
}

/** Writes warnings of Node.js to the log, as lines like any other, except those about its experimental features. */
const logWarnings = (log: Log): void => {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') log.warn({ name, reason: message }, 'Node.js warns')
  })
}

const serve = async (workers?: string): Promise<void> => {
  const config = loadConfig(workers)
  let secrets = secretsIn(config)
  const log = createLog({ level: config.logLevel, secrets: () => secrets })
  const reread = (): Config => {
    const next = readConfig(environmentWith(workers), 'command')
    secrets = [...secrets, ...secretsIn(next)]
    return next
  }
  logWarnings(log)
  if (!cluster.isWorker) {
    const heapOptions = missingHeapOptions(config.memory.heapOptions, process.env)
    if (config.workers > 1) return serveCluster(config, log, heapOptions)
    restartWith(heapOptions, process.env)
  }
  const start = async (options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
    let gateway: Gateway | undefined
    // Registered before the start, because the first process of a container ignores signals without a handler. A worker
    // ignores the second signal: it gets one from the terminal and one from the primary process.
    onSignal(() => gateway?.close(), log, cluster.isWorker ? () => {} : undefined)
    gateway = await startGateway({ config, reread, log, ...options })
    return gateway
  }
  if (cluster.isWorker) {
    return runWorker(start, (error) => explain(error, config) ?? error.stack ?? error.message)
  }
  const gateway = await start().catch((error: Error) => {
    const message = explain(error, config)
    if (message === undefined) throw error
    return fail(message)
  })
  print(banner(await factsOf(gateway), config))
}

const serveCluster = async (
  config: Config,
  log: Log,
  heapOptions: readonly string[],
): Promise<void> => {
  const onWorkerFailure = (reason: string): void => log.error({}, reason)
  let running: Cluster | undefined
  onSignal(() => running?.stop(), log)
  running = await startCluster({ config, heapOptions, onWorkerFailure, onGiveUp: fail }).catch(
    (error: Error) => fail(error.message),
  )
  print(banner(running.started, config))
}

const readPackageFile = (name: string): string => readFileSync(packageFile(name), 'utf8')

const help =
  (): string => `X metrics gateway ${packageVersion()}: a GraphQL gateway over the X API v2's post lookup and metrics.

Usage: x-metrics-gateway [command] [options]

Commands
  serve           Run the gateway (default).
  keys            Create, list, revoke and rotate API keys: "keys --help" says more.
  accounts        Export or delete what is stored of an account: "accounts --help" says more.
  backup DIR      Copy accounts, archive and spend to a new directory while the gateway runs.
  spend           Print what was spent today and this month, and the limits.
  schema          Print the GraphQL schema.
  settings        Print all settings with descriptions and defaults, as an .env file.

Options
  --workers N     For serve: run N processes on one port; "auto" runs one per core.
  --with-secret   For backup: copy the secret that decrypts the accounts as well.
  -h, --help      Print this help.
  -v, --version   Print the version.

Settings are environment variables. Without any, the gateway uses a built-in sandbox instead of X.
`

const print = (text: string): void => {
  process.stdout.write(text)
}

interface Options {
  readonly workers?: string
  readonly 'with-secret'?: boolean
  readonly help?: boolean
  readonly version?: boolean
}

type Command = (options: Options, argument: string | undefined) => void | Promise<void>

const runBackup: Command = async ({ 'with-secret': withSecret = false }, directory) => {
  if (directory === undefined) return fail('Name a directory: x-metrics-gateway backup DIR')
  const config = loadConfig(undefined)
  await printOrFail(async () => `${(await backUp({ config, directory, withSecret })).join('\n')}\n`)
}

const printOrFail = async (run: () => Promise<string>): Promise<void> => {
  try {
    print(await run())
  } catch (error) {
    if (error instanceof StoreError || error instanceof RedisError) fail(error.message)
    throw error
  }
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['serve', ({ workers }) => serve(workers)],
  ['backup', runBackup],
  ['spend', () => printOrFail(() => spendTable(loadConfig(undefined)))],
  ['schema', () => print(printWithDirectives(schema))],
  ['settings', () => print(readPackageFile('.env.example'))],
])

const parseCommandLine = (): {
  readonly values: Options
  readonly positionals: readonly string[]
} => {
  try {
    return parseArgs({
      options: {
        workers: { type: 'string' },
        'with-secret': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
      allowPositionals: true,
    })
  } catch (error) {
    return fail(messageOf(error))
  }
}

const findCommand = (name: string): Command =>
  COMMANDS.get(name) ??
  fail(
    `Unknown command "${name}". The commands are: ${[...COMMANDS.keys(), 'keys', 'accounts'].join(', ')}.`,
  )

const runKeys = (given: readonly string[]): void => {
  try {
    print(runKeyCommand(given, process.env.KEYS_FILE || undefined, Date.now()))
  } catch (error) {
    fail(messageOf(error))
  }
}

const runAccounts = (given: readonly string[]): Promise<void> =>
  runAccountCommand(given, () => loadConfig(undefined), process.stdout).catch((error) =>
    fail(messageOf(error)),
  )

export const run = async (): Promise<void> => {
  const [first, ...rest] = process.argv.slice(2)
  if (first === 'keys') return runKeys(rest)
  if (first === 'accounts') return runAccounts(rest)
  const {
    positionals: [name = 'serve', argument],
    values: options,
  } = parseCommandLine()
  if (options.help) return print(help())
  if (options.version) return print(`${packageVersion()}\n`)
  await findCommand(name)(options, argument)
}
