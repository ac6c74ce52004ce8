// Between a gateway and X: passes everything on as it is, and lets a test see it, tokens included.

import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string
}

export interface Witness {
  /** Before X gets it. */
  onAsked(asked: Asked): void
  /** Before the gateway gets it. */
  onAnswered(asked: Asked, answer: string): void
}

export interface Relay extends AsyncDisposable {
  readonly url: string
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

export const startRelay = async (x: string, witness: Witness): Promise<Relay> => {
  const agent = new Agent({ keepAlive: true })
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { url: path = '/', method, headers } = incoming
    const body = await textOf(incoming)
    const asked: Asked = { path, authorization: headers.authorization, body }
    witness.onAsked(asked)
    const passed = request(new URL(path, x), { method, headers, agent })
    passed.end(body)
    const [answered] = (await once(passed, 'response')) as [IncomingMessage]
    const answer = await textOf(answered)
    witness.onAnswered(asked, answer)
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers).end(answer)
  }
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
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
