// The composition root: settings in, a running gateway out. Without any credential of X it starts the
// sandbox and uses that.

import { accountsOf } from './auth/accounts.ts'
import { createAppContext } from './auth/app.ts'
import type { Config, XKeys } from './config.ts'
import { exampleOperations } from './examples.ts'
import { createFacts } from './loaders/facts.ts'
import { createContext } from './loaders/index.ts'
import { createSandbox, type Sandbox } from './sandbox/index.ts'
import { schema } from './schema/index.ts'
import { startServer } from './server.ts'
import { createXClient } from './x/client.ts'

export interface GatewayOptions {
  readonly config: Config
  /** @default one that is started when no credential is set, on a port of its own */
  readonly sandbox?: Sandbox
  readonly now?: () => number
  readonly onFault?: (error: unknown) => void
}

export interface Gateway {
  /** Where it listens: `<url>/graphql`. */
  readonly url: string
  /** What it is connected to. */
  readonly upstream: { readonly kind: 'x' | 'sandbox'; readonly url: string }
  /** Ids of the accounts whose private numbers it may see. */
  readonly accounts: readonly string[]
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { config, now = Date.now, onFault = () => {} } = options
  const own = options.sandbox === undefined && config.x === undefined
  const sandbox = own ? await createSandbox({ now }) : options.sandbox
  const keys = config.x ?? keysOf(sandbox)
  const apiUrl = config.x === undefined && sandbox !== undefined ? sandbox.url : config.xApiUrl

  const app = createAppContext({ keys, apiUrl, timeoutMs: config.upstreamTimeoutMs })
  const accounts = accountsOf(keys)
  const facts = createFacts(now)
  const client = createXClient({
    apiUrl,
    timeoutMs: config.upstreamTimeoutMs,
    now,
    renew: async (refused) =>
      refused.kind === 'app' && app.renew(refused) ? app.credential() : undefined,
  })
  const server = await startServer(
    {
      schema,
      context: () =>
        createContext({
          client,
          app,
          accounts,
          facts,
          privateMaxAgeDays: config.privateMetricsMaxAgeDays,
          postsPerRequest: config.maxPostsPerRequest,
          now,
        }),
      operations: exampleOperations(sandbox?.world, now()),
      onFault,
    },
    config,
  ).catch(async (error: unknown) => {
    if (own) await sandbox?.close()
    throw error
  })
  const close = async (): Promise<void> => {
    await server.close()
    if (own) await sandbox?.close()
  }
  return {
    url: server.url,
    upstream: { kind: config.x === undefined ? 'sandbox' : 'x', url: apiUrl },
    accounts: accounts.map(({ userId }) => userId),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The sandbox hands out an app's keys, and the token of an account that it owns. */
const keysOf = (sandbox: Sandbox | undefined): XKeys => {
  if (sandbox === undefined) return {}
  const { bearer, apiKey, apiKeySecret, accessToken, accessTokenSecret } = sandbox.credentials
  return {
    bearer,
    app: { key: apiKey, secret: apiKeySecret },
    owner: { token: accessToken, secret: accessTokenSecret },
  }
}
