// Starts the upstream's process, and reads its counters.

import { benchPath, freePort, LOAD_CORE, startProcess } from './processes.ts'

export interface Counts {
  readonly calls: number
  readonly posts: number
}

export interface Call {
  /** Milliseconds since the start of the upstream. */
  readonly at: number
  readonly ids: readonly string[]
}

export interface Upstream {
  readonly url: string
  counts(): Promise<Counts>
  /** All calls in order, if the upstream records them. */
  calls(): Promise<readonly Call[]>
  reset(): Promise<void>
  stop(): Promise<void>
}

export interface UpstreamOptions {
  readonly latencyMs?: number
  readonly record?: boolean
  /** Whether every id is a post. */
  readonly anyId?: boolean
  /** The user who has written all posts, whose private metrics are served. */
  readonly author?: string
}

export const startUpstream = async (options: UpstreamOptions = {}): Promise<Upstream> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { latencyMs = 0, record = false, anyId = false, author } = options
  const running = await startProcess(
    {
      arguments: [
        benchPath('upstream.ts'),
        ...['--port', String(port), '--latency', String(latencyMs)],
        ...(record ? ['--record'] : []),
        ...(anyId ? ['--any-id'] : []),
        ...(author === undefined ? [] : ['--author', author]),
      ],
    },
    port,
    LOAD_CORE,
  )
  const request = async <T>(path: string, method = 'GET'): Promise<T> =>
    (await (await fetch(`${url}${path}`, { method })).json()) as T
  return {
    url,
    counts: () => request('/count'),
    calls: () => request('/calls'),
    reset: async () => {
      await request('/reset', 'POST')
    },
    stop: running.stop,
  }
}
