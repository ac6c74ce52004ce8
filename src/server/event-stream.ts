// One answer that goes on: Server-Sent Events, in the words of GraphQL over SSE, of which each stream is one operation.
//
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
// @see https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

import type { ServerResponse } from 'node:http'

import { REQUEST_ID } from './watch.ts'

export interface EventStream {
  /** Until it can take more: what is not taken within `mostMs` ends it. */
  send(frame: Buffer): Promise<void>
  /** Unless it has said something since the last one, or waits for the client to take something. */
  beat(): void
  /** All has been said. */
  complete(): void
  /** At once, whatever has not been taken. */
  stop(): void
  isOver(): boolean
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies would collect what is to be seen at once.
  'x-accel-buffering': 'no',
}

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
  response.flushHeaders()
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
      else if (!isOver()) response.end(COMPLETE)
    },
  }
}

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
