// The command: `serve` (the default) runs the gateway, `schema` prints its schema.

import { printSchema } from 'graphql'

import { StoreError } from './auth/store/store.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { RedisError } from './redis.ts'
import { schema } from './schema/index.ts'

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const settings = (): Config => {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message)
    throw error
  }
}

const banner = ({ url, upstream, owned, loginUrl }: Gateway): string => `
X metrics gateway
  GraphQL and GraphiQL   ${url}/graphql
  connected to           ${upstream.kind === 'sandbox' ? `the sandbox at ${upstream.url}: no key of X is set, nothing is real` : upstream.url}
  private metrics of     ${owned === undefined ? 'whoever logs in; for an account of yours set X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET' : `account ${owned}`}
  log in at              ${loginUrl ?? 'nowhere: set X_CLIENT_ID, or X_API_KEY, and GATEWAY_URL'}

Open ${url}/graphql in a browser. Stop with Ctrl+C.
`

const WHY: Readonly<Record<string, (config: Config) => string>> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use: stop what listens there, or set PORT.`,
  EACCES: ({ port }) => `Port ${port} is not allowed for this user: set PORT to one above 1023.`,
  EADDRNOTAVAIL: ({ host }) => `HOST ${host} is no address of this machine.`,
  ENOTFOUND: ({ host }) => `HOST ${host} is no address of this machine.`,
}

const serve = async (): Promise<void> => {
  const config = settings()
  const onFault = (error: unknown): void => {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  }
  const gateway = await startGateway({ config, onFault }).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof StoreError || error instanceof RedisError) return fail(error.message)
    const why = WHY[error.code ?? '']
    if (why === undefined) throw error
    return fail(why(config))
  })
  process.stdout.write(banner(gateway))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      gateway.close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

const COMMANDS: Readonly<Record<string, () => void | Promise<void>>> = {
  serve,
  schema: () => {
    process.stdout.write(`${printSchema(schema)}\n`)
  },
}

const name = process.argv[2] ?? 'serve'
const command =
  COMMANDS[name] ??
  (() => fail(`There is no command "${name}". There are: ${Object.keys(COMMANDS).join(', ')}.`))
await command()
