// A test gateway with a sandbox of its own, both on free ports and with one clock, and queries over HTTP.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts'
import { startGateway } from '../../src/app/gateway.ts'
import { readConfig } from '../../src/config/index.ts'
import type { Timeouts } from '../../src/server/http/timeouts.ts'
import { postJson } from './post-json.ts'
import { NOW, sandboxAt } from './sandbox/call.ts'

export interface GraphQLResponse {
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it selects
  readonly data: any
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>
  }[]
  readonly extensions: {
    readonly upstream: Readonly<Record<string, number>>
    readonly notices?: readonly {
      readonly code: string
      readonly variant: string
      readonly postIds: readonly string[]
      readonly message: string
    }[]
  }
}

export interface TestGateway extends AsyncDisposable {
  readonly url: string
  readonly x: Sandbox
  query(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<GraphQLResponse>
  /** The requests to X since the last call. */
  takeRequests(): readonly XRequest[]
}

export interface XRequest {
  /** The user of the request's credential. */
  readonly as: string | undefined
  readonly ids: readonly string[]
  readonly fields: string
  readonly media: string
  readonly expansions: string
}

export interface TestGatewayOptions extends SandboxOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** An existing sandbox, which stays open. */
  readonly on?: Sandbox
  /** Configures the gateway with the sandbox's URL and credentials, as if it were X. */
  readonly asX?: boolean
  readonly timeouts?: Partial<Timeouts>
  /** Longer than the default, on machines that are busy. */
  readonly redisTimeoutMs?: number
  /** Schedules timers by the fake clock. */
  readonly schedule?: (work: () => void, afterMs: number) => () => void
  /** @default `now` */
  readonly wall?: () => number
  /** Receives the log's warnings. */
  readonly onWarning?: (details: object, message: string) => void
  /** Receives the log's changes of state. */
  readonly onInfo?: (details: object, message: string) => void
  /** Receives the log's errors. */
  readonly onFault?: (details: object) => void
}

/** Turns off caches, retries, the archive and graceful stops, which have tests of their own. */
const MINIMAL_ENVIRONMENT = {
  CACHE_TTL_SECONDS: '0',
  PRIVATE_CACHE_TTL_SECONDS: '0',
  STOP_TIMEOUT_MS: '0',
  UPSTREAM_RETRIES: '0',
  ARCHIVE: 'off',
}

/** Settings with the sandbox's credentials. */
export const credentialsOf = ({ credentials }: Pick<Sandbox, 'credentials'>) => ({
  X_BEARER_TOKEN: credentials.bearer,
  X_API_KEY: credentials.apiKey,
  X_API_KEY_SECRET: credentials.apiKeySecret,
  X_ACCESS_TOKEN: credentials.accessToken,
  X_ACCESS_TOKEN_SECRET: credentials.accessTokenSecret,
  X_CLIENT_ID: credentials.clientId,
  X_CLIENT_SECRET: credentials.clientSecret,
})

/** Settings of a gateway that uses the sandbox as X, with a data directory. */
export const keysOf = (x: Sandbox, directory: string): Record<string, string> => ({
  ...MINIMAL_ENVIRONMENT,
  X_API_URL: x.url,
  X_WEB_URL: x.url,
  ...credentialsOf(x),
  DATA_DIR: directory,
})

/** Creates a directory that is removed on disposal. */
export const temporary = (base = tmpdir()): Disposable & { readonly path: string } => {
  const path = mkdtempSync(join(base, 'gateway-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export const createTestGateway = async ({
  environment = {},
  on,
  asX = false,
  timeouts = {},
  schedule,
  wall,
  redisTimeoutMs,
  onWarning = () => {},
  onInfo = () => {},
  onFault = () => {},
  ...options
}: TestGatewayOptions = {}): Promise<TestGateway> => {
  const x = on ?? (await sandboxAt({ limits: '2026', ...options }))
  const now = options.now ?? (() => NOW)
  const directory = asX ? temporary() : undefined
  const reread = () =>
    readConfig({
      PORT: '0',
      ...MINIMAL_ENVIRONMENT,
      ...(directory && keysOf(x, directory.path)),
      ...environment,
    })
  const gateway = await startGateway({
    config: reread(),
    reread,
    sandbox: x,
    now,
    timeouts,
    ...(schedule && { schedule }),
    ...(wall && { wall }),
    ...(redisTimeoutMs && { redisTimeoutMs }),
    log: {
      error: onFault,
      warn: onWarning,
      info: onInfo,
      debug: () => {},
      isDebugEnabled: false,
    },
  })
  let seen = 0
  return {
    url: gateway.url,
    x,
    query: async (query, variables, headers) => {
      const response = await postJson(`${gateway.url}/graphql`, { query, variables }, headers)
      return (await response.json()) as GraphQLResponse
    },
    takeRequests: () => {
      const requests = x.requests.slice(seen)
      seen = x.requests.length
      return requests.map(({ context, query }) => ({
        as: context === x.credentials.userId ? 'owner' : context,
        ids: (query.ids ?? '').split(','),
        fields: query['tweet.fields'] ?? '',
        media: query['media.fields'] ?? '',
        expansions: query.expansions ?? '',
      }))
    },
    [Symbol.asyncDispose]: async () => {
      await gateway.close()
      if (on === undefined) await x.close()
      directory?.[Symbol.dispose]()
    },
  }
}

/** A list of ids as a GraphQL literal. */
export const literal = (ids: readonly string[]): string =>
  `[${ids.map((id) => `"${id}"`).join(', ')}]`
