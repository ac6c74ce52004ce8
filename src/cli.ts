#!/usr/bin/env node
// The command: `serve` (the default) runs the gateway; the others print what is to be known of it.

import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { printSchema } from 'graphql'
import { follow, type Leading, lead, type Started } from './app/cluster.ts'
import { type Gateway, type GatewayOptions, startGateway } from './app/gateway.ts'
import { type Config, ConfigError, readConfig, secretsIn } from './config/index.ts'
import { StoreError } from './infra/errors.ts'
import { packageFile } from './infra/package-root.ts'
import { RedisError } from './infra/redis.ts'
import { schema } from './schema/index.ts'
import { createLog, type Log } from './telemetry/log.ts'

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const settings = (workers: string | undefined): Config => {
  try {
    return readConfig({ ...process.env, ...(workers !== undefined && { WORKERS: workers }) })
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message)
    throw error
  }
}

const banner = (
  { url, upstream, owned, loginUrl }: Started,
  { workers, dashboard }: Config,
): string => `
X metrics gateway
  GraphQL and GraphiQL   ${url}/graphql${dashboard ? `\n  the dashboard          ${url}/` : ''}
  connected to           ${upstream.kind === 'sandbox' ? `the sandbox at ${upstream.url}: no key of X is set, nothing is real` : upstream.url}
  private metrics of     ${owned === undefined ? 'whoever logs in; for an account of yours set X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET' : `account ${owned}`}
  log in at              ${loginUrl ?? 'nowhere: set X_CLIENT_ID, or X_API_KEY, and GATEWAY_URL'}${workers > 1 ? `\n  processes              ${workers}` : ''}

Open ${url}${dashboard ? '' : '/graphql'} in a browser. Stop with Ctrl+C.
`

const WHY: Readonly<Record<string, (config: Config) => string>> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use: stop what listens there, or set PORT.`,
  EACCES: ({ port }) => `Port ${port} is not allowed for this user: set PORT to one above 1023.`,
  EADDRNOTAVAIL: ({ host }) => `HOST ${host} is no address of this machine.`,
  ENOTFOUND: ({ host }) => `HOST ${host} is no address of this machine.`,
}

/** Nothing, when it is nothing that somebody can do something about. */
const sentenceOf = (error: NodeJS.ErrnoException, config: Config): string | undefined =>
  error instanceof StoreError || error instanceof RedisError || error instanceof ConfigError
    ? error.message
    : WHY[error.code ?? '']?.(config)

const onSignal = (
  /** Nothing when there is nothing to stop yet. */
  stop: () => Promise<void> | undefined,
  log: Log,
  onSecond = (): void => process.exit(1),
): void => {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return onSecond()
      stopping = true
      const underWay = stop()
      if (underWay !== undefined) log.info({ signal }, 'stopping: what is under way is answered')
      Promise.resolve(underWay).then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

const serve = async (workers?: string): Promise<void> => {
  const config = settings(workers)
  const log = createLog({ level: config.logLevel, secrets: secretsIn(config) })
  // Signals are listened to before there is anything to stop: as a container's first process it would not hear them.
  const start = async (options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
    let gateway: Gateway | undefined
    // A terminal signals all processes, and then the first one signals the others.
    onSignal(() => gateway?.close(), log, cluster.isWorker ? () => {} : undefined)
    gateway = await startGateway({ config, log, ...options })
    return gateway
  }
  if (cluster.isWorker) {
    await follow(start, (error) => sentenceOf(error, config) ?? error.stack ?? error.message)
  } else if (config.workers === 1) {
    const gateway = await start().catch((error: Error) => {
      const why = sentenceOf(error, config)
      if (why === undefined) throw error
      return fail(why)
    })
    process.stdout.write(banner(gateway, config))
  } else {
    const onTrouble = (why: string): void => log.error({}, why)
    let leading: Leading | undefined
    onSignal(() => leading?.stop(), log)
    leading = await lead({ config, onTrouble, onGivingUp: fail }).catch((error: Error) =>
      fail(error.message),
    )
    process.stdout.write(banner(leading.started, config))
  }
}

const packaged = (name: string): string => readFileSync(packageFile(name), 'utf8')

const version = (): string => (JSON.parse(packaged('package.json')) as { version: string }).version

const help =
  (): string => `X metrics gateway ${version()}: GraphQL over the X API v2's post lookup and metrics.

  x-metrics-gateway [command] [options]

Commands
  serve           Runs the gateway; what is done when no command is given.
  schema          Prints its GraphQL schema.
  settings        Prints all settings, what they mean and their defaults, as an .env file.

Options
  --workers N     With serve: N processes on one port, or as many as there are cores: auto.
  -h, --help      Prints this.
  -v, --version   Prints the version.

Settings are environment variables, and none is needed: without a key of X a built-in sandbox answers.
`

const print = (text: string): void => {
  process.stdout.write(text)
}

interface Options {
  readonly workers?: string
  readonly help?: boolean
  readonly version?: boolean
}

type Command = (options: Options) => void | Promise<void>

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['serve', ({ workers }) => serve(workers)],
  ['schema', () => print(`${printSchema(schema)}\n`)],
  ['settings', () => print(packaged('.env.example'))],
])

const wanted = (): { readonly values: Options; readonly positionals: readonly string[] } => {
  try {
    return parseArgs({
      options: {
        workers: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
      allowPositionals: true,
    })
  } catch (error) {
    return fail((error as Error).message)
  }
}

const commandOf = (name: string): Command =>
  COMMANDS.get(name) ??
  fail(`There is no command "${name}". There are: ${[...COMMANDS.keys()].join(', ')}.`)

const {
  positionals: [name = 'serve'],
  values: options,
} = wanted()
if (options.help) print(help())
else if (options.version) print(`${version()}\n`)
else await commandOf(name)(options)
