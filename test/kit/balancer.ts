// A round-robin load balancer over HTTP/1.1 with keep-alive. It takes a gateway out of rotation when /ready does not answer
// 200 or a connection is refused. It never retries a request that was sent.

import { once } from 'node:events'
import {
  Agent,
  createServer,
  get,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

interface Upstream {
  readonly url: string
  readonly agent: Agent
  healthy: boolean
}

export interface Balancer extends AsyncDisposable {
  readonly url: string
  isHealthy(url: string): boolean
  /** Replaces a gateway for new requests. */
  replace(url: string, other: string): void
}

const HEALTH_CHECK_MS = 100

/** Headers that apply to one connection only. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding']

const endToEnd = (headers: IncomingMessage['headers']): IncomingMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)))

const createUpstream = (url: string): Upstream => ({
  url,
  agent: new Agent({ keepAlive: true }),
  healthy: true,
})

export const startBalancer = async (urls: readonly string[]): Promise<Balancer> => {
  const upstreams = urls.map(createUpstream)
  let turn = 0

  const check = (upstream: Upstream): void => {
    get(`${upstream.url}/ready`, { agent: false }, (response) => {
      upstream.healthy = response.statusCode === 200
      response.resume()
    }).on('error', () => {
      upstream.healthy = false
    })
  }
  const checking = setInterval(() => upstreams.forEach(check), HEALTH_CHECK_MS)

  const nextUpstreams = (): Upstream[] => {
    turn += 1
    const healthy = upstreams.filter((upstream) => upstream.healthy)
    return healthy.map((_, index) => healthy[(turn + index) % healthy.length] as Upstream)
  }

  const forward = (
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    [upstream, ...others]: readonly Upstream[],
  ): void => {
    if (upstream === undefined) {
      response.writeHead(503).end('No gateway is healthy.')
      return
    }
    const { method, url, headers } = request
    const { agent } = upstream
    const sent = send(`${upstream.url}${url}`, { method, headers: endToEnd(headers), agent })
    sent.on('response', (upstreamResponse) => {
      response.writeHead(upstreamResponse.statusCode ?? 502, endToEnd(upstreamResponse.headers))
      response.flushHeaders()
      upstreamResponse.on('error', () => response.destroy()).pipe(response)
    })
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (response.headersSent) response.destroy()
      else if (error.code === 'ECONNREFUSED') {
        upstream.healthy = false
        forward(request, body, response, others)
      } else response.writeHead(502).end(error.message)
    })
    response.once('close', () => sent.destroy())
    sent.end(body)
  }

  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => forward(request, body, response, nextUpstreams()),
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isHealthy: (url) => upstreams.some((upstream) => upstream.url === url && upstream.healthy),
    replace: (url, other) => {
      upstreams.splice(
        upstreams.findIndex((upstream) => upstream.url === url),
        1,
        createUpstream(other),
      )
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(checking)
      for (const { agent } of upstreams) agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
