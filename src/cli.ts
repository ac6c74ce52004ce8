// The command: `serve` (the default) runs the gateway, `schema` prints its schema.

import cluster from 'node:cluster'
import { parseArgs } from 'node:util'

import { printSchema } from 'graphql'

import { StoreError } from './auth/store/store.ts'
import { follow, lead, type Started } from './cluster.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts'
import { RedisError } from './redis.ts'
import { schema } from './schema/index.ts'

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

const banner = ({ url, upstream, owned, loginUrl }: Started, { workers }: Config): string => `
X metrics gateway
  GraphQL and GraphiQL   ${url}/graphql
  connected to           ${upstream.kind === 'sandbox' ? `the sandbox at ${upstream.url}: no key of X is set, nothing is real` : upstream.url}
  private metrics of     ${owned === undefined ? 'whoever logs in; for an account of yours set X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET' : `account ${owned}`}
  log in at              ${loginUrl ?? 'nowhere: set X_CLIENT_ID, or X_API_KEY, and GATEWAY_URL'}${workers > 1 ? `\n  processes              ${workers}` : ''}

Open ${url}/graphql in a browser. Stop with Ctrl+C.
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

const onFault = (error: unknown): void => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
}

const onSignal = (stop: () => Promise<void>, onSecond = (): void => process.exit(1)): void => {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return onSecond()
      stopping = true
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

const serve = async (workers?: string): Promise<void> => {
  const config = settings(workers)
  const start = async (options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
    const gateway = await startGateway({ config, onFault, ...options })
    // A terminal signals all processes, and then the first one signals the others.
    onSignal(gateway.close, cluster.isWorker ? () => {} : undefined)
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
    const onTrouble = (why: string): void => {
      process.stderr.write(`${why}\n`)
    }
    const leading = await lead({ config, onTrouble, onGivingUp: fail }).catch((error: Error) =>
      fail(error.message),
    )
    onSignal(leading.stop)
    process.stdout.write(banner(leading.started, config))
  }
}

const COMMANDS: Readonly<Record<string, (workers?: string) => void | Promise<void>>> = {
  serve,
  schema: () => {
    process.stdout.write(`${printSchema(schema)}\n`)
  },
}

const wanted = () => {
  try {
    return parseArgs({ options: { workers: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    return fail((error as Error).message)
  }
}

const {
  positionals: [name = 'serve'],
  values: { workers },
} = wanted()
const command =
  COMMANDS[name] ??
  (() => fail(`There is no command "${name}". There are: ${Object.keys(COMMANDS).join(', ')}.`))
await command(workers)
