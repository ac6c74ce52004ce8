// Normal traffic for a gateway: so many connections, each of which sends its next request when it has its answer.

import { Pool } from 'undici'

import { requestBodies, type Workload } from '../../../bench/lib/queries.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly ms: number
}

export const post = async (pool: Pool, body: string): Promise<Answer> => {
  const begun = performance.now()
  const response = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const text = await response.body.text()
  return { status: response.statusCode, text, ms: performance.now() - begun }
}

export interface Traffic {
  /** Latencies, in milliseconds. */
  run(ms: number): Promise<number[]>
  close(): Promise<void>
}

export const createTraffic = (url: string, row: Workload): Traffic => {
  const pool = new Pool(url, { connections: row.connections })
  return {
    run: async (ms) => {
      const latencies: number[] = []
      const end = performance.now() + ms
      await Promise.all(
        Array.from({ length: row.connections }, async (_, connection) => {
          const [body = ''] = requestBodies('gateway', row, connection)
          while (performance.now() < end) {
            const answer = await post(pool, body)
            if (answer.status !== 200) throw new Error(`Normal traffic got ${answer.status}.`)
            latencies.push(answer.ms)
          }
        }),
      )
      return latencies
    },
    close: () => pool.close(),
  }
}
