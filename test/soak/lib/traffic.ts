// Normal traffic: connections that send their next request after each response.

import { Pool } from 'undici'

import { requestBodies, type Workload } from '../../../bench/lib/queries.ts'

export interface TimedResponse {
  readonly status: number
  readonly text: string
  readonly ms: number
}

export const post = async (pool: Pool, body: string): Promise<TimedResponse> => {
  const started = performance.now()
  const response = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const text = await response.body.text()
  return { status: response.statusCode, text, ms: performance.now() - started }
}

export interface Traffic {
  /** Sends requests for the given time, and returns their latencies in milliseconds. */
  run(ms: number): Promise<number[]>
  close(): Promise<void>
}

export const createTraffic = (url: string, workload: Workload): Traffic => {
  const pool = new Pool(url, { connections: workload.connections })
  return {
    run: async (ms) => {
      const latencies: number[] = []
      const end = performance.now() + ms
      await Promise.all(
        Array.from({ length: workload.connections }, async (_, connection) => {
          const [body = ''] = requestBodies('gateway', workload, connection)
          while (performance.now() < end) {
            const response = await post(pool, body)
            if (response.status !== 200)
              throw new Error(`Normal traffic got status ${response.status}.`)
            latencies.push(response.ms)
          }
        }),
      )
      return latencies
    },
    close: () => pool.close(),
  }
}
