// Requests that Node.js cannot parse are refused on the socket, without a response object. Node.js does so without
// Cache-Control, and a shared cache that stored such a refusal would serve it to everyone who asks for that address.

import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** As Node.js answers them; everything else is a bad request. */
const STATUS_LINES: Readonly<Partial<Record<string, string>>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

export const refuseUnparsed = (server: Server): void => {
  const latest = new WeakMap<Duplex, ServerResponse>()
  server.on('request', ({ socket }, response) => latest.set(socket, response))
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket: Duplex) => {
    const response = latest.get(socket)
    const isAnswering = response?.headersSent === true && !response.writableEnded
    if (!socket.writable || isAnswering) {
      socket.destroy()
      return
    }
    const line = STATUS_LINES[code] ?? '400 Bad Request'
    const text = `HTTP/1.1 ${line}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n`
    socket.end(text, () => socket.destroy())
  })
}
