// Bodies, read whole and within a bound.

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
