// A gateway on a sandbox of its own, both on free ports and at one moment, and a query sent to it over HTTP.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts'
import { startGateway } from '../../src/app/gateway.ts'
import { readConfig } from '../../src/config/index.ts'
import type { Timeouts } from '../../src/server/http/timeouts.ts'
import { NOW, sandboxAt } from './sandbox/call.ts'

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it has selected
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
  ): Promise<Answer>
  /** What was asked of X since the last look: who asked, how many ids, and for what. */
  asked(): readonly AskedOfX[]
}

export interface AskedOfX {
  readonly as: string | undefined
  readonly ids: readonly string[]
  readonly fields: string
  readonly media: string
  readonly expansions: string
}

export interface TestGatewayOptions extends SandboxOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** A sandbox that is there already, and stays. */
  readonly on?: Sandbox
  /** The gateway is told the sandbox's keys, and takes it for X itself. */
  readonly asX?: boolean
  readonly timeouts?: Partial<Timeouts>
  /** By the time of `now`. */
  readonly schedule?: (work: () => void, afterMs: number) => () => void
  /** Receives the warnings of the log. */
  readonly onWarning?: (details: object, message: string) => void
  /** Told of what is a mistake of the gateway's. */
  readonly onFault?: (details: object) => void
}

/** What X is asked is counted; what is kept of its answers, asked again, or under way, has tests of its own. */
const BARE = {
  CACHE_TTL_SECONDS: '0',
  PRIVATE_CACHE_TTL_SECONDS: '0',
  STOP_TIMEOUT_MS: '0',
  UPSTREAM_RETRIES: '0',
  ARCHIVE: 'off',
}

/** The sandbox's own keys, as a gateway is told them. */
export const credentialsOf = ({ credentials }: Pick<Sandbox, 'credentials'>) => ({
  X_BEARER_TOKEN: credentials.bearer,
  X_API_KEY: credentials.apiKey,
  X_API_KEY_SECRET: credentials.apiKeySecret,
  X_ACCESS_TOKEN: credentials.accessToken,
  X_ACCESS_TOKEN_SECRET: credentials.accessTokenSecret,
  X_CLIENT_ID: credentials.clientId,
  X_CLIENT_SECRET: credentials.clientSecret,
})

/** The environment of a gateway that takes the sandbox for X itself, with accounts in a directory of its own. */
export const keysOf = (x: Sandbox, directory: string): Record<string, string> => ({
  ...BARE,
  X_API_URL: x.url,
  X_WEB_URL: x.url,
  ...credentialsOf(x),
  DATA_DIR: directory,
})

/** A directory that goes with the test. */
export const temporary = (): Disposable & { readonly path: string } => {
  const path = mkdtempSync(join(tmpdir(), 'gateway-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export const createTestGateway = async ({
  environment = {},
  on,
  asX = false,
  timeouts = {},
  schedule,
  onWarning = () => {},
  onFault = () => {},
  ...options
}: TestGatewayOptions = {}): Promise<TestGateway> => {
  const x = on ?? (await sandboxAt({ limits: '2026', ...options }))
  const now = options.now ?? (() => NOW)
  const directory = temporary()
  const config = readConfig({
    PORT: '0',
    ...BARE,
    ...(asX && keysOf(x, directory.path)),
    ...environment,
  })
  const gateway = await startGateway({
    config,
    sandbox: x,
    now,
    timeouts,
    ...(schedule && { schedule }),
    log: {
      error: onFault,
      warn: onWarning,
      info: () => {},
      debug: () => {},
      isDebugEnabled: false,
    },
  })
  let seen = 0
  return {
    url: gateway.url,
    x,
    query: async (query, variables, headers) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      })
      return (await response.json()) as Answer
    },
    asked: () => {
      const since = x.requests.slice(seen)
      seen = x.requests.length
      return since.map(({ context, query }) => ({
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
      directory[Symbol.dispose]()
    },
  }
}

/** Ids as a GraphQL literal. */
export const literal = (ids: readonly string[]): string =>
  `[${ids.map((id) => `"${id}"`).join(', ')}]`
