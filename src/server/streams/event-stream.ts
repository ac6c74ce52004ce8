// Server-Sent Events, in the "distinct connections" mode of GraphQL over SSE: one operation per stream.
//
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
// @see https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

import type { StreamFormat } from './stream-format.ts'

/** EventSource waits this long before it reconnects. A random time spreads the subscribers of a gateway that stops. */
const MIN_RETRY_MS = 1000
const RETRY_JITTER_MS = 4000

export const EVENT_STREAM: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  begin: () => `retry: ${MIN_RETRY_MS + Math.floor(Math.random() * RETRY_JITTER_MS)}\n\n`,
  frame: (json, cursor) => {
    const idField = cursor === undefined ? '' : `id: ${cursor}\n`
    return Buffer.from(`${idField}event: next\ndata: ${json}\n\n`, 'latin1')
  },
  heartbeat: Buffer.from(':\n\n'),
  complete: Buffer.from('event: complete\ndata:\n\n'),
}
