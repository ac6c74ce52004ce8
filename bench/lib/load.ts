// The load: autocannon from this process, with each connection asking questions of its own.

import type { EventEmitter } from 'node:events'

import { wait } from './processes.ts'

/** As far as it is used here: the benches' packages are installed for the benches only. */
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

/** Also for other packages that only the benches have. */
export const benchPackage = async <T>(name: string): Promise<T> => {
  try {
    return (await import(name)) as T
  } catch (error) {
    throw new Error(`${name} is not there: "npm ci --prefix bench" installs it.`, { cause: error })
  }
}

const { default: autocannon } = await benchPackage<{ default: Autocannon }>('autocannon')

export interface Load {
  readonly port: number
  readonly connections: number
  /** What one connection sends, again and again; or what it sends next, each time anew. */
  readonly bodies: (connection: number) => readonly string[] | (() => string)
  /** How long, or how many requests. */
  readonly seconds?: number
  readonly requests?: number
  /** Whether some are meant to be refused. */
  readonly mayRefuse?: boolean
}

export interface Borne {
  readonly perSecond: number
  /** In milliseconds. */
  readonly latencies: readonly number[]
  /** Also those that were cut off at the end. */
  readonly sent: number
  readonly refused: number
}

const POST = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json' },
}

const requestsOf = (bodies: ReturnType<Load['bodies']>): readonly object[] =>
  typeof bodies === 'function'
    ? [{ ...POST, setupRequest: (request: object) => ({ ...request, body: bodies() }) }]
    : bodies.map((body) => ({ ...POST, body }))

/** What was cut off at the end is still being answered; nothing else is to be measured meanwhile. */
const SETTLE_MS = 500

export const bear = async (load: Load): Promise<Borne> => {
  const { port, connections, bodies, seconds, requests, mayRefuse = false } = load
  const latencies: number[] = []
  let connection = 0
  let answers = 0
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
        setupClient: (client: Client) => {
          client.setRequests(requestsOf(bodies(connection)))
          connection += 1
        },
      },
      (error, outcome) => (error === null ? resolve(outcome) : reject(error)),
    )
    run.on('response', (client: Client, _status: number, _bytes: number, ms: number) => {
      // A connection's first answer has waited for all the others to be set up.
      if (client.reqsMade <= 1) return
      last = performance.now()
      if (first === 0) first = last
      answers += 1
      latencies.push(ms)
    })
  })
  await wait(SETTLE_MS)
  if (result.errors > 0 || (result.non2xx > 0 && !mayRefuse)) {
    throw new Error(`${result.errors} requests failed and ${result.non2xx} were refused.`)
  }
  return {
    perSecond: (answers / (last - first)) * 1000,
    latencies,
    sent: result.requests.sent,
    refused: result.non2xx,
  }
}
