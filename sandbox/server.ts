// The HTTP server: node:http on loopback. It turns messages into plain requests, sends responses with the
// effect of a fault, and records each request for tests to count.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { alterResponse, type Effect, type Faults, replacementFor } from './faults.ts'
import type { Caller, HttpRequest, HttpResponse, RecordedRequest } from './http.ts'
import { internalServerError } from './problems.ts'

// An import statement evaluates all exports of the module, which load Node.js's own fetch and WebSocket.
const { createServer } = process.getBuiltinModule('node:http')

export interface ServerOptions {
  readonly port: number
  readonly now: () => number
  readonly faults: Faults
  /** Pages of the sandbox itself: faults do not apply to them, and they are not recorded. */
  readonly isPage: (path: string) => boolean
  /** Authenticates a request. Called once per request, because it marks the nonce as used. */
  readonly callerOf: (request: HttpRequest) => Caller | undefined
  /** Counts a request in the window of its endpoint, and returns the window's headers. */
  readonly windowOf: (request: HttpRequest, caller: Caller | undefined) => HttpResponse['headers']
  readonly handle: (request: HttpRequest, caller: Caller | undefined) => HttpResponse
}

export interface SandboxServer {
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  clearRequests(): void
  close(): Promise<void>
}

const MAX_RECORDED_REQUESTS = 10_000
const MAX_BODY_BYTES = 64 * 1024

export const startServer = async (options: ServerOptions): Promise<SandboxServer> => {
  const requests: Writable<RecordedRequest>[] = []
  const timers = new Set<NodeJS.Timeout>()

  const respond = (request: HttpRequest, response: ServerResponse): void => {
    if (options.isPage(request.path)) {
      send(response, options.handle(request, undefined))
      return
    }
    const caller = options.callerOf(request)
    const recorded = recordOf(request, caller?.kind === 'user' ? caller.userId : caller?.kind)
    requests.push(recorded)
    if (requests.length > MAX_RECORDED_REQUESTS) requests.splice(0, MAX_RECORDED_REQUESTS / 10)
    const effect = options.faults.next(recorded)
    const window = () => options.windowOf(request, caller)
    const replacement = effect && replacementFor(effect, options.now(), window)
    if (replacement !== undefined) {
      recorded.status = replacement.status
      send(response, replacement)
      return
    }
    const handled = options.handle(request, caller)
    const result = effect === undefined ? handled : alterResponse(effect, handled)
    if (effect?.kind !== 'reset' && effect?.kind !== 'hang') recorded.status = result.status
    if (effect === undefined) send(response, result)
    else sendWithFault(response, result, effect, timers)
  }

  /** An exception in the sandbox costs one request, not the process. */
  const respondSafely = (request: HttpRequest, response: ServerResponse): void => {
    try {
      respond(request, response)
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
      if (response.headersSent) response.destroy()
      else send(response, internalServerError())
    }
  }

  const receive = (message: IncomingMessage, response: ServerResponse): void => {
    response.setHeader('date', new Date(options.now()).toUTCString())
    const request = requestOf(message)
    if (request.method === 'GET' || request.method === 'HEAD') {
      respondSafely(request, response)
      return
    }
    bodyOf(message).then(
      (body) => {
        if (body === undefined) {
          send(response, { status: 413, headers: { connection: 'close' }, body: '' })
        } else respondSafely({ ...request, body }, response)
      },
      () => response.destroy(),
    )
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, receive)
  return {
    url: await listen(server, options.port),
    requests,
    clearRequests: () => {
      requests.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Returns the server's URL. */
const listen = async (server: Server, port: number): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const requestOf = ({ url = '/', method = 'GET', headers }: IncomingMessage): HttpRequest => {
  const mark = url.indexOf('?')
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    search: mark < 0 ? '' : url.slice(mark + 1),
    headers: headers as HttpRequest['headers'],
    body: '',
    origin: `http://${headers.host ?? 'localhost'}`,
  }
}

const bodyOf = async (message: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The query is parsed on first access, which most records never see. */
const recordOf = (
  { method, path, search }: HttpRequest,
  context: string | undefined,
): Writable<RecordedRequest> => {
  let query: RecordedRequest['query'] | undefined
  return {
    method,
    path,
    get query() {
      query ??= parseQuery(search)
      return query
    },
    context,
    status: 0,
  }
}

/** Queries of the OAuth endpoints hold tokens; pagination tokens are no secret. */
const SECRET = /(?<!pagination_)token|secret|code|verifier|signature/

const parseQuery = (search: string): RecordedRequest['query'] => {
  const query: Record<string, string> = Object.create(null)
  for (const [name, sent] of new URLSearchParams(search)) {
    const value = SECRET.test(name) ? '…' : sent
    query[name] = name in query ? `${query[name]},${value}` : value
  }
  return query
}

const send = (response: ServerResponse, { status, headers, body }: HttpResponse): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const sendWithFault = (
  response: ServerResponse,
  result: HttpResponse,
  effect: Effect,
  timers: Set<NodeJS.Timeout>,
): void => {
  const { status, headers, body } = result
  const length = Buffer.byteLength(body)
  switch (effect.kind) {
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'hang':
      return
    case 'half-body':
      response.writeHead(status, { ...headers, 'content-length': length })
      response.write(Buffer.from(body).subarray(0, Math.floor(length / 2)), () =>
        response.socket?.destroy(),
      )
      return
    case 'wrong-length':
      response.strictContentLength = false
      response.writeHead(status, { ...headers, 'content-length': length + 100 })
      response.write(body, () => response.socket?.destroy())
      return
    case 'garbage':
      response.writeHead(status, { ...headers, 'content-length': 8 })
      response.end(Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80, 0x22, 0xc3, 0x28]))
      return
    case 'delay': {
      const jitter = (Math.random() * 2 - 1) * (effect.jitterMs ?? 0)
      const timer = setTimeout(
        () => {
          timers.delete(timer)
          if (!response.destroyed) send(response, result)
        },
        Math.max(0, effect.ms + jitter),
      )
      timers.add(timer)
      return
    }
    default:
      send(response, result)
  }
}
