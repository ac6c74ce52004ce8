// A preload that answers each IPC message with the event loop delay since the last message, in milliseconds. The delay
// includes the sampling interval of 1 ms.

import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface LoopDelay {
  readonly p99: number
  readonly max: number
}

const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()

process.on('message', () => {
  const delay: LoopDelay = { p99: delays.percentile(99) / 1e6, max: delays.max / 1e6 }
  process.send?.(delay)
  delays.reset()
})
