// All open streams of this process: their heartbeats, and their end when the gateway stops.

import type { ServerResponse } from 'node:http'

import type { OutputStream } from './output-stream.ts'

export const createOpenStreams = (heartbeatMs: number) => {
  const streams = new Set<OutputStream>()
  let heartbeat: NodeJS.Timeout | undefined
  let stopped = false
  return {
    /** Tracks a stream until its response closes. After `stop`, it is stopped immediately. */
    add: (stream: OutputStream, response: ServerResponse): void => {
      streams.add(stream)
      heartbeat ??= setInterval(() => {
        for (const each of streams) each.heartbeat()
      }, heartbeatMs)
      response.once('close', () => {
        streams.delete(stream)
        if (streams.size > 0) return
        clearInterval(heartbeat)
        heartbeat = undefined
      })
      if (stopped) stream.stop()
    },
    stop: (): void => {
      stopped = true
      for (const stream of streams) stream.stop()
    },
  }
}
