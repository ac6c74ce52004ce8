// The upstream's process, and what it has counted.

import { freePort, inBench, LOAD_CORE, start } from './processes.ts'

export interface Counted {
  readonly calls: number
  readonly posts: number
}

export interface Call {
  /** In milliseconds, from whenever. */
  readonly at: number
  readonly ids: readonly string[]
}

export interface Upstream {
  readonly url: string
  counted(): Promise<Counted>
  /** When it records: all of them, in their order. */
  calls(): Promise<readonly Call[]>
  reset(): Promise<void>
  stop(): Promise<void>
}

export interface UpstreamOptions {
  readonly latencyMs?: number
  readonly record?: boolean
}

export const startUpstream = async (options: UpstreamOptions = {}): Promise<Upstream> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { latencyMs = 0, record = false } = options
  const running = await start(
    {
      arguments: [
        inBench('upstream.ts'),
        ...['--port', String(port), '--latency', String(latencyMs)],
        ...(record ? ['--record'] : []),
      ],
    },
    port,
    LOAD_CORE,
  )
  const ask = async <T>(path: string, method = 'GET'): Promise<T> =>
    (await (await fetch(`${url}${path}`, { method })).json()) as T
  return {
    url,
    counted: () => ask('/count'),
    calls: () => ask('/calls'),
    reset: async () => {
      await ask('/reset', 'POST')
    },
    stop: running.stop,
  }
}
