// A file served from memory, compressed once for each encoding, with an ETag.

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import {
  acceptedEncoding,
  compress,
  type Encoding,
  MIN_COMPRESSED_BYTES,
} from '../http/compression.ts'
import { matchesEtag } from '../http/etag.ts'

/** Cache-Control of files whose addresses contain a hash of their content. */
export const IMMUTABLE = 'public, max-age=31536000, immutable'

export interface StaticFile {
  send(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** A short hash of a content, for addresses and ETags. */
export const contentHash = (body: Buffer): string =>
  createHash('sha256').update(body).digest('base64url').slice(0, 22)

export const createStaticFile = (
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  compression: boolean,
): StaticFile => {
  // Weak, because the encodings of one file share it.
  const etag = `W/"${contentHash(body)}"`
  const all = { ...headers, etag, vary: 'accept-encoding' }
  const compressed = new Map<Encoding, Promise<Buffer>>()
  const encode = (encoding: Encoding): Promise<Buffer> => {
    const known = compressed.get(encoding) ?? compress(body, encoding, 'small')
    compressed.set(encoding, known)
    return known
  }
  return {
    send: async (request, response) => {
      if (matchesEtag(request, etag)) {
        response.writeHead(304, all).end()
        return
      }
      const isLarge = compression && body.length >= MIN_COMPRESSED_BYTES
      const encoding = isLarge ? acceptedEncoding(request) : undefined
      const bytes = encoding === undefined ? body : await encode(encoding)
      response.writeHead(200, {
        ...all,
        ...(encoding !== undefined && { 'content-encoding': encoding }),
        'content-length': bytes.length,
      })
      response.end(request.method === 'HEAD' ? undefined : bytes)
    },
  }
}
