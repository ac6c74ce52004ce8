// One answer that goes on: Server-Sent Events, in the words of GraphQL over SSE, of which each stream is one operation.
//
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
// @see https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

import type { ServerResponse } from 'node:http'

import { REQUEST_ID } from '../watch.ts'

export interface EventStream {
  /** Until it can take more: what is not taken within `mostMs` ends it. */
  send(frame: Buffer): Promise<void>
  /** Unless it has said something since the last one, or waits for the client to take something. */
  beat(): void
  /** The operation has ended for good: clients do not reconnect. */
  complete(): void
  /** Ends the response without `complete`, so that clients reconnect and resume elsewhere. */
  stop(): void
  isOver(): boolean
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies would collect what is to be seen at once.
  'x-accel-buffering': 'no',
  // A client that reconnects must not come back to a gateway that is stopping.
  connection: 'close',
}

/** EventSource waits that long before it reconnects; a random time spreads the subscribers of one gateway. */
const RETRY_LEAST_MS = 1000
const RETRY_SPREAD_MS = 4000

const BEAT = Buffer.from(':\n\n')
const COMPLETE = Buffer.from('event: complete\ndata:\n\n')

/** @param json of one line, a character a byte */
export const nextFrame = (json: string, id?: string): Buffer => {
  const named = id === undefined ? '' : `id: ${id}\n`
  return Buffer.from(`${named}event: next\ndata: ${json}\n\n`, 'latin1')
}

export const openEventStream = (
  response: ServerResponse,
  requestId: string,
  mostMs: number,
): EventStream => {
  response.writeHead(200, { ...HEADERS, [REQUEST_ID]: requestId })
  response.write(retryHint())
  const isOver = (): boolean => response.writableEnded || response.destroyed
  let hasSpoken = true
  return {
    isOver,
    send: (frame) => {
      hasSpoken = true
      return isOver() || response.write(frame) ? Promise.resolve() : drained(response, mostMs)
    },
    beat: () => {
      if (!hasSpoken && !isOver() && !response.writableNeedDrain) response.write(BEAT)
      hasSpoken = false
    },
    complete: () => {
      if (!isOver()) response.end(COMPLETE)
    },
    stop: () => {
      if (response.writableNeedDrain) response.destroy()
      else if (!isOver()) response.end()
    },
  }
}

const retryHint = (): string =>
  `retry: ${RETRY_LEAST_MS + Math.floor(Math.random() * RETRY_SPREAD_MS)}\n\n`

const drained = (response: ServerResponse, mostMs: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), mostMs)
    const done = (): void => {
      clearTimeout(timer)
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
