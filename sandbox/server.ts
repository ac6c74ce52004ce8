// The socket side: node:http on loopback, a request in, an answer (or what a fault makes of it) out.
// It keeps the list of what was asked, which tests count.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import type { Answer, Caller, Incoming } from './exchange.ts'
import { amended, type Effect, type Faults, replacement } from './faults.ts'
import { internalServerError } from './problems.ts'

/** A request as the sandbox remembers it: without secrets. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  /** Parameters by name; a repeated one joined by commas. */
  readonly query: Readonly<Record<string, string>>
  /** `app`, a user's id, or nobody (unauthenticated, or an OAuth endpoint). */
  readonly context: string | undefined
  /** 0 while it is not answered, or when it never is. */
  readonly status: number
}

export interface ServerOptions {
  readonly port: number
  readonly now: () => number
  readonly faults: Faults
  /** Faults and the list are of X's API; the sandbox's own pages are left alone. */
  readonly isPage: (path: string) => boolean
  /** Whose request it is. Asked once for each: a nonce counts as used by it. */
  readonly callerOf: (request: Incoming) => Caller | undefined
  readonly handle: (request: Incoming, caller: Caller | undefined) => Answer
}

export interface SandboxServer {
  readonly url: string
  readonly requests: readonly SeenRequest[]
  forget(): void
  close(): Promise<void>
}

const MOST_REMEMBERED = 10_000
const MOST_BODY_BYTES = 64 * 1024

const bodyOf = async (message: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    size += chunk.length
    if (size > MOST_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const single = (
  headers: IncomingMessage['headers'],
): Readonly<Record<string, string | undefined>> =>
  headers as Readonly<Record<string, string | undefined>>

/** Tokens travel in the queries of the OAuth endpoints; those of pages are no secret. */
const SECRET = /(?<!pagination_)token|secret|code|verifier|signature/

const queryRecord = (search: string): Readonly<Record<string, string>> => {
  const record: Record<string, string> = Object.create(null)
  for (const [name, given] of new URLSearchParams(search)) {
    const value = SECRET.test(name) ? '…' : given
    record[name] = name in record ? `${record[name]},${value}` : value
  }
  return record
}

/** The list grows by the request and reads its query only when somebody looks. */
const seenOf = (request: Incoming, context: string | undefined): Writable<SeenRequest> => {
  let query: SeenRequest['query'] | undefined
  return {
    method: request.method,
    path: request.path,
    get query() {
      query ??= queryRecord(request.search)
      return query
    },
    context,
    status: 0,
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export const startServer = async (options: ServerOptions): Promise<SandboxServer> => {
  const { now, faults } = options
  const requests: Writable<SeenRequest>[] = []
  const timers = new Set<NodeJS.Timeout>()
  const sockets = new Set<Socket>()

  const remember = (seen: Writable<SeenRequest>): void => {
    requests.push(seen)
    if (requests.length > MOST_REMEMBERED) requests.splice(0, MOST_REMEMBERED / 10)
  }

  const send = (response: ServerResponse, answer: Answer): void => {
    response.writeHead(answer.status, {
      ...answer.headers,
      'content-length': Buffer.byteLength(answer.body),
    })
    response.end(answer.body)
  }

  const spoil = (response: ServerResponse, answer: Answer, effect: Effect): void => {
    const length = Buffer.byteLength(answer.body)
    switch (effect.kind) {
      case 'reset':
        response.socket?.resetAndDestroy()
        return
      case 'hang':
        return
      case 'half-body':
        response.writeHead(answer.status, { ...answer.headers, 'content-length': length })
        response.write(Buffer.from(answer.body).subarray(0, Math.floor(length / 2)), () =>
          response.socket?.destroy(),
        )
        return
      case 'wrong-length':
        response.strictContentLength = false
        response.writeHead(answer.status, { ...answer.headers, 'content-length': length + 100 })
        response.write(answer.body, () => response.socket?.destroy())
        return
      case 'garbage':
        response.writeHead(answer.status, { ...answer.headers, 'content-length': 8 })
        response.end(Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80, 0x22, 0xc3, 0x28]))
        return
      case 'delay': {
        const jitter = (Math.random() * 2 - 1) * (effect.jitterMs ?? 0)
        const timer = setTimeout(
          () => {
            timers.delete(timer)
            if (!response.destroyed) send(response, answer)
          },
          Math.max(0, effect.ms + jitter),
        )
        timers.add(timer)
        return
      }
      default:
        send(response, answer)
    }
  }

  const respond = (request: Incoming, response: ServerResponse): void => {
    if (options.isPage(request.path)) {
      send(response, options.handle(request, undefined))
      return
    }
    const caller = options.callerOf(request)
    const seen = seenOf(request, caller?.kind === 'user' ? caller.userId : caller?.kind)
    remember(seen)
    const effect = faults.next(seen)
    const replaced = effect && replacement(effect, now())
    if (replaced !== undefined) {
      seen.status = replaced.status
      send(response, replaced)
      return
    }
    const served = options.handle(request, caller)
    const answer = effect === undefined ? served : amended(effect, served)
    if (effect?.kind !== 'reset' && effect?.kind !== 'hang') seen.status = answer.status
    if (effect === undefined) send(response, answer)
    else spoil(response, answer, effect)
  }

  /** A mistake of the sandbox is one answer of X's, not the end of the process. */
  const respondSafely = (request: Incoming, response: ServerResponse): void => {
    try {
      respond(request, response)
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
      if (response.headersSent) response.destroy()
      else send(response, internalServerError())
    }
  }

  const receive = (message: IncomingMessage, response: ServerResponse): void => {
    const url = message.url ?? '/'
    const mark = url.indexOf('?')
    const request: Incoming = {
      method: message.method ?? 'GET',
      path: mark < 0 ? url : url.slice(0, mark),
      search: mark < 0 ? '' : url.slice(mark + 1),
      headers: single(message.headers),
      body: '',
      origin: `http://${message.headers.host ?? 'localhost'}`,
    }
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
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    forget: () => {
      requests.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
