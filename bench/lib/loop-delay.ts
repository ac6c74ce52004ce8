// Imported into a process before anything else: on any message it answers how late its event loop has been since the
// last one, in milliseconds. The millisecond between two looks is in it.

import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface LoopDelay {
  readonly p99: number
  readonly most: number
}

const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()

process.on('message', () => {
  const answer: LoopDelay = { p99: delays.percentile(99) / 1e6, most: delays.max / 1e6 }
  process.send?.(answer)
  delays.reset()
})
