// Bodies, read whole and within a bound; and told apart from those that are made to be hard to read.

import type { IncomingMessage } from 'node:http'

/** Nothing when it is too large. A client that goes away makes it fail. */
export const readBody = (request: IncomingMessage, most: number): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > most) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= most) chunks.push(chunk)
      else {
        request.off('data', onData).pause()
        resolve(undefined)
      }
    }
    request.on('data', onData)
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

/** The rest of it is let go by, for so long: a connection that is closed on somebody who sends takes the answer along. */
export const passBy = (request: IncomingMessage, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, ms)
    request.once('end', done).once('error', done)
    request.resume()
  })

/** Of smaller ones the worst is no harm. */
const LARGE = 2 ** 16
const MOST_LEVELS = 1000

/** Lists in lists in lists, as many as fit in: JSON of no other shape takes as long to read, and to forget. */
export const isLabyrinth = (body: Buffer): boolean => {
  if (body.length < LARGE) return false
  let levels = 0
  let inText = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (byte === QUOTE) inText = !inText
    else if (inText) at += byte === BACKSLASH ? 1 : 0
    else if (byte === OPENING.list || byte === OPENING.object) {
      levels += 1
      if (levels > MOST_LEVELS) return true
    } else if (byte === CLOSING.list || byte === CLOSING.object) levels -= 1
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = { list: 0x5b, object: 0x7b }
const CLOSING = { list: 0x5d, object: 0x7d }
