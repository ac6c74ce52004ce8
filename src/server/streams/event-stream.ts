// One response as a stream of Server-Sent Events, in the "distinct connections" mode of GraphQL over SSE: one operation
// per stream.
//
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
// @see https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

import type { ServerResponse } from 'node:http'

import { REQUEST_ID_HEADER } from '../options.ts'

export interface EventStream {
  /** Resolves when the stream can take more. A client that does not receive the frame in time is disconnected. */
  send(frame: Buffer): Promise<void>
  /** Sends a comment if nothing was sent since the last heartbeat and the client has received everything. */
  heartbeat(): void
  /** Completes the operation: clients do not reconnect. */
  complete(): void
  /** Ends the response without `complete`, so that clients reconnect and resume elsewhere. */
  stop(): void
  isClosed(): boolean
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Keeps nginx from buffering events.
  'x-accel-buffering': 'no',
  // A client that reconnects must not come back to a gateway that is stopping.
  connection: 'close',
}

/** EventSource waits this long before it reconnects. A random time spreads the subscribers of a gateway that stops. */
const MIN_RETRY_MS = 1000
const RETRY_JITTER_MS = 4000

const HEARTBEAT = Buffer.from(':\n\n')
const COMPLETE = Buffer.from('event: complete\ndata:\n\n')

/** @param json one line, with one character per byte */
export const nextFrame = (json: string, id?: string): Buffer => {
  const idField = id === undefined ? '' : `id: ${id}\n`
  return Buffer.from(`${idField}event: next\ndata: ${json}\n\n`, 'latin1')
}

/** @param drainMs the time in which the client has to receive a frame */
export const openEventStream = (
  response: ServerResponse,
  requestId: string,
  drainMs: number,
): EventStream => {
  response.writeHead(200, { ...HEADERS, [REQUEST_ID_HEADER]: requestId })
  response.write(retryHint())
  const isClosed = (): boolean => response.writableEnded || response.destroyed
  let hasSent = true
  return {
    isClosed,
    send: (frame) => {
      hasSent = true
      return isClosed() || response.write(frame) ? Promise.resolve() : drained(response, drainMs)
    },
    heartbeat: () => {
      if (!hasSent && !isClosed() && !response.writableNeedDrain) response.write(HEARTBEAT)
      hasSent = false
    },
    complete: () => {
      if (!isClosed()) response.end(COMPLETE)
    },
    stop: () => {
      if (response.writableNeedDrain) response.destroy()
      else if (!isClosed()) response.end()
    },
  }
}

const retryHint = (): string =>
  `retry: ${MIN_RETRY_MS + Math.floor(Math.random() * RETRY_JITTER_MS)}\n\n`

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
