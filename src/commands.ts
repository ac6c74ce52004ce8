// The commands of the command line. Each imports only what it needs, because loading the gateway takes most of the start-up
// time.

import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { missingHeapOptions, restartWith } from './app/heap.ts'
import { type Config, ConfigError, readConfig } from './config/index.ts'
import { messageOf, RedisError, StoreError } from './infra/errors.ts'
import { packageFile, packageVersion } from './infra/package-root.ts'
import { fail, ignoreClosedPipe, print } from './infra/terminal.ts'

const readSettings = (workers: string | undefined): Config =>
  readConfig({ ...process.env, ...(workers !== undefined && { WORKERS: workers }) }, 'command')

const loadConfig = (workers?: string): Config => {
  try {
    return readSettings(workers)
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message)
    throw error
  }
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

interface Options {
  readonly workers?: string
  readonly 'with-secret'?: boolean
  readonly help?: boolean
  readonly version?: boolean
}

type Command = (options: Options, argument: string | undefined) => void | Promise<void>

const runServe: Command = async ({ workers }) => {
  const config = loadConfig(workers)
  const heapOptions = missingHeapOptions(config.memory.heapOptions, process.env)
  if (!cluster.isWorker && config.workers === 1) restartWith(heapOptions, process.env)
  const { serve } = await import('./app/serve.ts')
  await serve({ config, readAgain: () => readSettings(workers), heapOptions })
}

const runBackup: Command = async ({ 'with-secret': withSecret = false }, directory) => {
  if (directory === undefined) return fail('Name a directory: x-metrics-gateway backup DIR')
  const config = loadConfig()
  const { backUp } = await import('./app/backup.ts')
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

const runSpend = async (): Promise<string> => {
  const { spendTable } = await import('./app/spend-command.ts')
  return spendTable(loadConfig())
}

const printSchema = async (): Promise<void> => {
  const [{ schema }, { printWithDirectives }] = await Promise.all([
    import('./schema/index.ts'),
    import('./schema/print.ts'),
  ])
  print(printWithDirectives(schema))
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['serve', runServe],
  ['backup', runBackup],
  ['spend', () => printOrFail(runSpend)],
  ['schema', printSchema],
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

const runKeys = async (given: readonly string[]): Promise<void> => {
  const { runKeyCommand } = await import('./app/key-commands.ts')
  try {
    print(runKeyCommand(given, process.env.KEYS_FILE || undefined, Date.now()))
  } catch (error) {
    fail(messageOf(error))
  }
}

const runAccounts = async (given: readonly string[]): Promise<void> => {
  const { runAccountCommand } = await import('./app/account-commands.ts')
  await runAccountCommand(given, loadConfig, process.stdout).catch((error) =>
    fail(messageOf(error)),
  )
}

export const run = async (): Promise<void> => {
  ignoreClosedPipe()
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
