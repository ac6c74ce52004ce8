// Rejects requests that Node.js cannot parse. They have no response object, and the default rejection of Node.js has no
// Cache-Control: a shared cache that stored it would serve it to every client that requests the URL.

import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** The status lines of Node.js. All other errors are bad requests. */
const STATUS_LINES: Readonly<Partial<Record<string, string>>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

export const rejectUnparsed = (server: Server): void => {
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
