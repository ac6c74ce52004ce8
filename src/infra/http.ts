// One HTTP call: sent, answered within a deadline, and read whole within a bound. What it means is for
// others to judge; what keeps it from being answered becomes an error here. How many there may be, and when there
// should be none, is for upstream.ts.

import { isUtf8 } from 'node:buffer'

import { Agent, type Dispatcher } from 'undici'

import { GatewayError } from './errors.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** A hundred posts with everything are some 300 kB. */
const MOST_BYTES = 16 * 1024 * 1024

/** The connection failed: what was asked may be asked again. */
export class ConnectionLost extends GatewayError {
  constructor(answered: boolean, cause: unknown) {
    super(
      answered ? 'UPSTREAM_INVALID_RESPONSE' : 'UPSTREAM_UNAVAILABLE',
      answered
        ? 'X broke off its answer half way. Try again in a moment.'
        : 'X could not be reached, or broke the connection off. Try again in a moment.',
      { cause },
    )
  }
}

export interface Http {
  exchange(request: HttpRequest): Promise<HttpResponse>
  /** What is under way fails. */
  close(): Promise<void>
}

export interface HttpOptions {
  readonly connectTimeoutMs: number
  readonly connections: number
}

export const createHttp = ({ connectTimeoutMs, connections }: HttpOptions): Http => {
  const agent = new Agent({ connect: { timeout: connectTimeoutMs }, connections })
  return {
    exchange: (request) => exchange(agent, request),
    close: () => agent.destroy(),
  }
}

/** By undici's callbacks: streams and signals would cost as much as all the rest. */
const exchange = (
  agent: Agent,
  { method, url, headers, body, timeoutMs }: HttpRequest,
): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let failed: GatewayError | undefined
    const fail = (error: GatewayError): void => {
      failed = error
      controller?.abort(error)
      reject(error)
    }
    const deadline = setTimeout(() => fail(timedOut(timeoutMs)), timeoutMs)

    let head: Pick<HttpResponse, 'status' | 'headers'> = { status: 0, headers: {} }
    const chunks: Buffer[] = []
    let size = 0
    const path = url.indexOf('/', url.indexOf('//') + 2)
    agent.dispatch(
      { origin: url.slice(0, path), path: url.slice(path), method, headers, body: body ?? null },
      {
        onRequestStart: (given) => {
          controller = given
          // It was late before there was a connection.
          if (failed !== undefined) given.abort(failed)
        },
        onResponseStart: (_, status, given) => {
          head = { status, headers: given }
        },
        onResponseData: (_, chunk) => {
          size += chunk.length
          if (size > MOST_BYTES) fail(tooLarge())
          else chunks.push(chunk)
        },
        onResponseEnd: () => {
          clearTimeout(deadline)
          const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
          // What is refused is told by its status: a proxy may say so in any alphabet.
          if (head.status === 200 && !isUtf8(body)) reject(notText())
          else resolve({ ...head, text: body.toString('utf8') })
        },
        onResponseError: (_, error) => {
          clearTimeout(deadline)
          reject(failed ?? new ConnectionLost(head.status !== 0, error))
        },
      },
    )
  })

const timedOut = (timeoutMs: number): GatewayError =>
  new GatewayError(
    'UPSTREAM_TIMEOUT',
    `X did not answer within ${timeoutMs} ms. Try again; if it goes on, see whether X has an outage, or raise UPSTREAM_TIMEOUT_MS.`,
  )

const notText = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s answer is not text: its bytes are no UTF-8. Try again in a moment.',
  )

const tooLarge = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s answer is larger than any of its answers should be.',
  )
