// A gateway on a sandbox of its own, both on free ports and at one moment, and a query sent to it over HTTP.

import { readConfig } from '../../src/config.ts'
import { startGateway } from '../../src/gateway.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts'
import { NOW, sandboxAt } from '../sandbox/helpers/ask.ts'

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
  query(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>
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
}

export const createTestGateway = async ({
  environment = {},
  ...options
}: TestGatewayOptions = {}): Promise<TestGateway> => {
  const x = await sandboxAt({ limits: '2026', ...options })
  const now = options.now ?? (() => NOW)
  const config = readConfig({ PORT: '0', ...environment })
  const gateway = await startGateway({ config, sandbox: x, now })
  let seen = 0
  return {
    url: gateway.url,
    x,
    query: async (query, variables) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
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
      await x.close()
    },
  }
}

/** Ids as a GraphQL literal. */
export const literal = (ids: readonly string[]): string =>
  `[${ids.map((id) => `"${id}"`).join(', ')}]`
