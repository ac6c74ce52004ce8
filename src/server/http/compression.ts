// Compresses responses with Brotli or gzip. Zlib works in the thread pool, so other requests are served meanwhile.
//
// Streams are not compressed: each of their messages would have to be flushed, and each compressor takes more memory than
// the rest of a subscriber.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip'

/** Compresses smaller bodies to about as many packets as they take uncompressed. */
export const MIN_COMPRESSED_BYTES = 2048

/** At these, Brotli takes about as long as gzip, and its output is smaller. */
const QUALITY = { fast: 4, small: 5 }
const LEVEL = { fast: 5, small: 9 }

const REFUSED = /^\s*q\s*=\s*0(\.0*)?\s*$/i

/** The best encoding that the client accepts. */
export const acceptedEncoding = ({ headers }: IncomingMessage): Encoding | undefined => {
  const given = headers['accept-encoding']
  if (given === undefined) return undefined
  const accepted = new Set(
    String(given)
      .toLowerCase()
      .split(',')
      .map((part) => part.split(';'))
      .filter(([, weight = '']) => !REFUSED.test(weight))
      .map(([name = '']) => name.trim()),
  )
  if (accepted.has('br')) return 'br'
  return accepted.has('gzip') ? 'gzip' : undefined
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** @param effort `small` for files that are compressed once and sent often */
export const compress = (
  body: Buffer,
  encoding: Encoding,
  effort: keyof typeof QUALITY,
): Promise<Buffer> => {
  if (encoding === 'gzip') return gzipped(body, { level: LEVEL[effort] })
  return brotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY[effort],
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  })
}

export interface ResponseHead {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number>>
}

/**
 * Sends a response, compressed if its size is worth it and the client accepts it. Returns a promise only if it is compressed.
 * @param body a string has one character per byte
 */
export const sendBody = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers }: ResponseHead,
  body: Buffer | string,
  compression: boolean,
): Promise<void> | undefined => {
  const isLarge = compression && body.length >= MIN_COMPRESSED_BYTES
  const encoding = isLarge ? acceptedEncoding(request) : undefined
  if (encoding === undefined) {
    response.writeHead(status, { ...headers, 'content-length': body.length }).end(body, 'latin1')
    return undefined
  }
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  return compress(bytes, encoding, 'fast').then((compressed) => {
    const encoded = { 'content-encoding': encoding, 'content-length': compressed.length }
    response.writeHead(status, { ...headers, ...encoded }).end(compressed)
  })
}
