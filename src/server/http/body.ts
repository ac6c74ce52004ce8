// Reads request bodies up to a size and nesting limit.

import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { GatewayError } from '../../infra/errors.ts'
import type { RequestObserver } from '../options.ts'
import { reject } from './rejection.ts'

/** Rejects the request and returns undefined if its body is too large or too deeply nested. */
export const acceptBody = async (
  request: IncomingMessage,
  response: ServerResponse,
  observer: RequestObserver,
  maxBytes: number,
): Promise<Buffer | undefined> => {
  const body = await readBody(request, maxBytes)
  if (body === undefined) {
    reject(response, observer, tooLarge(maxBytes), { status: 413, unfinished: true })
    await discardRest(request)
    response.end()
  } else if (isDeeplyNested(body)) reject(response, observer, TOO_DEEPLY_NESTED)
  else return body
  return undefined
}

/** Returns undefined if the body is too large; fails if the client disconnects. */
const readBody = (request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(undefined)
  return new Promise((resolve, fail) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else {
        request.off('data', onData).pause()
        resolve(undefined)
      }
    }
    request.on('data', onData)
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', fail)
  })
}

const DISCARD_MS = 1000

/** A connection that is closed while its client is sending loses the response, so the rest is read and discarded. */
const discardRest = async (request: IncomingMessage): Promise<void> => {
  request.resume()
  await once(request, 'end', { signal: AbortSignal.timeout(DISCARD_MS) }).catch(() => {})
}

/** Smaller bodies are cheap to parse at any depth. */
const LARGE_BYTES = 2 ** 16
const MAX_LEVELS = 1000

/** Deeply nested lists are the slowest JSON to parse and to garbage-collect. */
const isDeeplyNested = (body: Buffer): boolean => {
  if (body.length < LARGE_BYTES) return false
  let levels = 0
  let inString = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (byte === QUOTE) inString = !inString
    else if (inString) at += byte === BACKSLASH ? 1 : 0
    else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) {
      levels += 1
      if (levels > MAX_LEVELS) return true
    } else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) levels -= 1
  }
  return false
}

const [QUOTE, BACKSLASH, OPENING_BRACKET, OPENING_BRACE, CLOSING_BRACKET, CLOSING_BRACE] =
  Buffer.from('"\\[{]}')

const TOO_DEEPLY_NESTED = new GatewayError(
  'BAD_USER_INPUT',
  `The body nests lists or objects more than ${MAX_LEVELS} levels deep. Send JSON with fewer levels.`,
)

const tooLarge = (bytes: number): GatewayError => {
  const max = bytes / 1024
  return new GatewayError(
    'LIMIT_EXCEEDED',
    `The request body is larger than ${max} KB. Split the request, or raise MAX_BODY_KB.`,
    { details: { limit: 'MAX_BODY_KB', max } },
  )
}
