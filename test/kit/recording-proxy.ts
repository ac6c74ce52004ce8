// A proxy between a gateway and X that lets a test observe all requests and responses, including tokens.

import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ProxiedRequest {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string
}

export interface Observer {
  /** Called before the request is forwarded to X. */
  onRequest(proxiedRequest: ProxiedRequest): void
  /** Called before the response is forwarded to the gateway. */
  onResponse(proxiedRequest: ProxiedRequest, text: string): void
}

export interface RecordingProxy extends AsyncDisposable {
  readonly url: string
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

export const startRecordingProxy = async (
  x: string,
  observer: Observer,
): Promise<RecordingProxy> => {
  const agent = new Agent({ keepAlive: true })
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { url: path = '/', method, headers } = incoming
    const body = await textOf(incoming)
    const proxiedRequest: ProxiedRequest = { path, authorization: headers.authorization, body }
    observer.onRequest(proxiedRequest)
    const outgoingRequest = request(new URL(path, x), { method, headers, agent })
    outgoingRequest.end(body)
    const [upstreamResponse] = (await once(outgoingRequest, 'response')) as [IncomingMessage]
    const text = await textOf(upstreamResponse)
    observer.onResponse(proxiedRequest, text)
    outgoing.writeHead(upstreamResponse.statusCode ?? 502, upstreamResponse.headers).end(text)
  }
  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
