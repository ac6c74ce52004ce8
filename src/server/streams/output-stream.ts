// One response as a stream of messages, in either format.

import type { ServerResponse } from 'node:http'

import { REQUEST_ID_HEADER } from '../options.ts'
import type { StreamFormat } from './stream-format.ts'

export interface OutputStream {
  /** Resolves when the stream can take more. A client that does not receive the frame in time is disconnected. */
  send(frame: Buffer): Promise<void>
  /** Sends a heartbeat if nothing was sent since the last one and the client has received everything. */
  heartbeat(): void
  /** Completes the operation: clients do not reconnect. */
  complete(): void
  /** Ends the response without `complete`, so that clients reconnect and resume elsewhere. */
  stop(): void
  isClosed(): boolean
}

const HEADERS = {
  // Keeps nginx from buffering messages.
  'x-accel-buffering': 'no',
  // A client that reconnects must not come back to a gateway that is stopping.
  connection: 'close',
}

/** @param drainMs the time in which the client has to receive a frame */
export const openStream = (
  response: ServerResponse,
  format: StreamFormat,
  requestId: string,
  drainMs: number,
): OutputStream => {
  const { contentType, heartbeat, complete } = format
  response.writeHead(200, {
    ...HEADERS,
    'content-type': contentType,
    [REQUEST_ID_HEADER]: requestId,
  })
  response.write(format.begin())
  const isClosed = (): boolean => response.writableEnded || response.destroyed
  let hasSent = true
  return {
    isClosed,
    send: (frame) => {
      hasSent = true
      return isClosed() || response.write(frame) ? Promise.resolve() : drained(response, drainMs)
    },
    heartbeat: () => {
      if (!hasSent && !isClosed() && !response.writableNeedDrain) response.write(heartbeat)
      hasSent = false
    },
    complete: () => {
      if (!isClosed()) response.end(complete)
    },
    stop: () => {
      if (response.writableNeedDrain) response.destroy()
      else if (!isClosed()) response.end()
    },
  }
}

const drained = (response: ServerResponse, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), ms)
    const done = (): void => {
      clearTimeout(timer)
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
