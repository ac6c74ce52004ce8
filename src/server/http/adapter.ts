// Adapts handlers of the Fetch API's Request and Response to node:http.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { sendBody } from './compression.ts'
import { destroyAfter } from './timeouts.ts'

/** The request has a body only if `body` is passed. */
export type Adapter = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
  body?: Buffer,
) => Promise<void>

/** @param responseMs the time in which the client has to receive the response */
export const createAdapter =
  (responseMs: number, compression: boolean): Adapter =>
  async (incoming, outgoing, handle, body) => {
    let request: Request
    try {
      request = requestOf(incoming, body)
    } catch {
      // The Host, the URL or the method is invalid.
      outgoing.writeHead(400).end()
      return
    }
    const response = await handle(request)
    destroyAfter(outgoing, responseMs)
    outgoing.setHeaders(response.headers)
    const { status } = response
    if (response.body === null) outgoing.writeHead(status).end()
    else {
      // Complete responses: Yoga streams none of them.
      outgoing.removeHeader('transfer-encoding')
      const body = Buffer.from(await response.arrayBuffer())
      await sendBody(incoming, outgoing, { status, headers: {} }, body, compression)
    }
  }

const requestOf = (
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Buffer | undefined,
): Request =>
  new Request(new URL(url, `http://${headers.host}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
    ...(body !== undefined && { body: new Uint8Array(body) }),
  })
