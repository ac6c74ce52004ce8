// One HTTP exchange: sends a request and reads the whole response, bounded in time and size. Failures to get a response
// become errors here; responses are interpreted by the callers, and concurrency is limited in upstream.ts.

import { isUtf8 } from 'node:buffer'

import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'

import { ConnectionLost } from './connection-lost.ts'
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

/** A response for 100 posts with all fields has about 300 kB. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024

export interface Http {
  exchange(request: HttpRequest): Promise<HttpResponse>
  /** Fails the requests in flight. */
  close(): Promise<void>
}

export interface HttpOptions {
  readonly connectTimeoutMs: number
  readonly connections: number
  /** Undefined without HTTP proxies. */
  readonly proxies?: Proxies | undefined
}

/** Proxies for calls to X, as in the environment variables of these names. */
export interface Proxies {
  readonly http: string | undefined
  readonly https: string | undefined
  /** Hosts that are called directly. Those of this machine always are. */
  readonly none: string | undefined
}

const LOOPBACK_HOSTS = 'localhost,127.0.0.1,::1'

const createAgent = ({ connectTimeoutMs, connections, proxies }: HttpOptions): Dispatcher => {
  const connect = { timeout: connectTimeoutMs }
  if (proxies === undefined) return new Agent({ connect, connections })
  // An empty value, in contrast to undefined, keeps undici from reading the environment itself.
  return new EnvHttpProxyAgent({
    connect,
    connections,
    connectTimeout: connectTimeoutMs,
    httpProxy: proxies.http ?? '',
    httpsProxy: proxies.https ?? '',
    noProxy: [proxies.none ?? '', LOOPBACK_HOSTS].join(),
  })
}

export const createHttp = (options: HttpOptions): Http => {
  const agent = createAgent(options)
  return {
    exchange: (request) => exchange(agent, request),
    close: () => agent.destroy(),
  }
}

/** Uses undici's callbacks: streams and abort signals cost as much CPU as the rest of the exchange. */
const exchange = (
  agent: Dispatcher,
  { method, url, headers, body, timeoutMs }: HttpRequest,
): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let failure: GatewayError | undefined
    const fail = (error: GatewayError): void => {
      failure = error
      controller?.abort(error)
      reject(error)
    }
    const timer = setTimeout(() => fail(timedOut(timeoutMs)), timeoutMs)

    let head: Pick<HttpResponse, 'status' | 'headers'> = { status: 0, headers: {} }
    const chunks: Buffer[] = []
    let size = 0
    const path = url.indexOf('/', url.indexOf('//') + 2)
    agent.dispatch(
      { origin: url.slice(0, path), path: url.slice(path), method, headers, body: body ?? null },
      {
        onRequestStart: (started) => {
          controller = started
          // The timeout may expire before there is a connection.
          if (failure !== undefined) started.abort(failure)
        },
        onResponseStart: (_, status, responseHeaders) => {
          head = { status, headers: responseHeaders }
        },
        onResponseData: (_, chunk) => {
          size += chunk.length
          if (size > MAX_RESPONSE_BYTES) fail(tooLarge())
          else chunks.push(chunk)
        },
        onResponseEnd: () => {
          clearTimeout(timer)
          const [only] = chunks
          const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
          // A refusal counts by its status: a proxy may describe it in any encoding.
          if (head.status === 200 && !isUtf8(bytes)) reject(notUtf8())
          else resolve({ ...head, text: bytes.toString('utf8') })
        },
        onResponseError: (_, error) => {
          clearTimeout(timer)
          reject(failure ?? new ConnectionLost(head.status !== 0, error))
        },
      },
    )
  })

const timedOut = (timeoutMs: number): GatewayError =>
  new GatewayError(
    'UPSTREAM_TIMEOUT',
    `X did not respond within ${timeoutMs} ms. Try again; if this persists, check X’s status page, or raise UPSTREAM_TIMEOUT_MS, and QUERY_TIMEOUT_MS if it is lower.`,
  )

const notUtf8 = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s response is not valid UTF-8. Try again in a moment.',
  )

const tooLarge = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s response is larger than any response its API should send.',
  )
