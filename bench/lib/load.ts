// Generates load with autocannon in this process. Each connection sends its own queries.

import type { EventEmitter } from 'node:events'

import { wait } from './processes.ts'

/** The used part of autocannon's types. Its package is installed in bench only. */
interface Client {
  readonly reqsMade: number
  setRequests(requests: readonly object[]): void
}

interface Result {
  readonly errors: number
  readonly non2xx: number
  readonly requests: { readonly sent: number }
}

type Autocannon = (
  options: object,
  done: (error: Error | null, result: Result) => void,
) => EventEmitter

/** Imports a package that is installed in bench only. */
export const benchPackage = async <T>(name: string): Promise<T> => {
  try {
    return (await import(name)) as T
  } catch (error) {
    throw new Error(`${name} is not installed. Run "npm ci --prefix bench".`, { cause: error })
  }
}

const { default: autocannon } = await benchPackage<{ default: Autocannon }>('autocannon')

export interface LoadOptions {
  readonly port: number
  readonly connections: number
  /** The request bodies that one connection repeats, or a function that creates its next body. */
  readonly bodies: (connection: number) => readonly string[] | (() => string)
  /** The duration. Exclusive with `requests`. */
  readonly seconds?: number
  /** The number of requests. Exclusive with `seconds`. */
  readonly requests?: number
  /** Requests per second of all connections. @default as many as are answered */
  readonly rate?: number
  /** Headers of every request, besides those of GraphQL. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether responses other than 2xx are expected. */
  readonly allowNon2xx?: boolean
}

export interface LoadResult {
  readonly perSecond: number
  /** Milliseconds per response. */
  readonly latencies: readonly number[]
  /** The number of requests sent, including those cut off at the end. */
  readonly sent: number
  readonly non2xx: number
}

const POST = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json' },
}

const toRequests = (
  bodies: ReturnType<LoadOptions['bodies']>,
  headers: LoadOptions['headers'],
): readonly object[] => {
  const post = { ...POST, headers: { ...POST.headers, ...headers } }
  return typeof bodies === 'function'
    ? [{ ...post, setupRequest: (request: object) => ({ ...request, body: bodies() }) }]
    : bodies.map((body) => ({ ...post, body }))
}

/** The time in which the server finishes requests that were cut off at the end. */
const SETTLE_MS = 200

export const runLoad = async (options: LoadOptions): Promise<LoadResult> => {
  const { port, connections, bodies, seconds, requests, allowNon2xx = false } = options
  const latencies: number[] = []
  let connection = 0
  let responses = 0
  let first = 0
  let last = 0
  const result = await new Promise<Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: `http://127.0.0.1:${port}/graphql`,
        connections,
        timeout: 30,
        sampleInt: 100,
        ...(requests === undefined ? { duration: seconds } : { amount: requests }),
        ...(options.rate !== undefined && { overallRate: options.rate }),
        setupClient: (client: Client) => {
          client.setRequests(toRequests(bodies(connection), options.headers))
          connection += 1
        },
      },
      (error, outcome) => (error === null ? resolve(outcome) : reject(error)),
    )
    run.on('response', (client: Client, _status: number, _bytes: number, ms: number) => {
      // The first latency of a connection includes the setup of all connections.
      if (client.reqsMade <= 1) return
      last = performance.now()
      if (first === 0) first = last
      responses += 1
      latencies.push(ms)
    })
  })
  await wait(SETTLE_MS)
  if (result.errors > 0 || (result.non2xx > 0 && !allowNon2xx)) {
    throw new Error(
      `${result.errors} requests failed, and ${result.non2xx} responses were not 2xx.`,
    )
  }
  return {
    // Between the first response and the last one, if there are two.
    perSecond: last > first ? (responses / (last - first)) * 1000 : 0,
    latencies,
    sent: result.requests.sent,
    non2xx: result.non2xx,
  }
}
