// Adapts handlers of the Fetch API's Request and Response to node:http.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

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
  (responseMs: number): Adapter =>
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
    outgoing.statusCode = response.status
    outgoing.setHeaders(response.headers)
    destroyAfter(outgoing, responseMs)
    if (response.body === null) outgoing.end()
    // Yoga's streams differ in type from Node's, but all are async iterables.
    else await pipeline(response.body as AsyncIterable<Uint8Array>, outgoing).catch(unlessClosed)
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

/** Ignores that the client has disconnected. */
const unlessClosed = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
