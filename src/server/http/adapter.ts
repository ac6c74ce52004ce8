// From node:http to a Request, and from a Response back: for what answers in the web's own terms.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

import { untilTaken } from './timeouts.ts'

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

/** A body that is not given is not read: all that is asked is in the address and the headers. */
export type Adapter = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
  body?: Buffer,
) => Promise<void>

/** @param mostMs for an answer to be taken */
export const createAdapter =
  (mostMs: number): Adapter =>
  async (incoming, outgoing, handle, body) => {
    let request: Request
    try {
      request = requestOf(incoming, body)
    } catch {
      // A Host, an address or a method that is none.
      outgoing.writeHead(400).end()
      return
    }
    const response = await handle(request)
    outgoing.statusCode = response.status
    outgoing.setHeaders(response.headers)
    untilTaken(outgoing, mostMs)
    if (response.body === null) outgoing.end()
    // Whichever of the stream's kinds it is, its parts can be walked through.
    else await pipeline(response.body as AsyncIterable<Uint8Array>, outgoing).catch(unlessGone)
  }

/** A client that has gone away is no fault. */
const unlessGone = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
