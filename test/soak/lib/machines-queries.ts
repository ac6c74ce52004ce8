// Queries at a steady rate for posts that all gateways request at the same time.

import { setInterval } from 'node:timers/promises'

import { ask } from './machines-loads.ts'
import type { Machines } from './machines-setup.ts'

/** Each has ten posts of its own, so that nothing is cached. */
const ROUNDS_PER_SECOND = 10
export const PER_QUERY = 10

export interface Query {
  readonly ids: readonly string[]
  /** A time of `performance.now()`. */
  readonly started: number
  readonly ended: number
}

export interface Results {
  readonly queries: readonly Query[]
  readonly failures: readonly string[]
}

export interface Queries {
  /** Sends one more query. */
  send(index: number, ids: readonly string[]): Promise<void>
  stop(): Promise<Results>
}

/** Sends each query to all gateways that `indexes` returns, until it is stopped. */
export const startQueries = (machines: Machines, indexes: () => readonly number[]): Queries => {
  const queries: Query[] = []
  const failures: string[] = []
  const stopping = new AbortController()
  const send = async (index: number, ids: readonly string[]): Promise<void> => {
    const url = machines.urls[index]
    const started = performance.now()
    const problem = await ask(machines, url, ids).catch(String)
    // A gateway that was killed meanwhile answers nothing.
    if (!indexes().includes(index) || url !== machines.urls[index]) return
    queries.push({ ids, started, ended: performance.now() })
    if (problem !== undefined) failures.push(problem)
  }
  const run = async (): Promise<void> => {
    const sent: Promise<void>[] = []
    let next = 0
    try {
      for await (const _ of setInterval(1000 / ROUNDS_PER_SECOND, undefined, stopping)) {
        const first = (next * PER_QUERY) % machines.ids.length
        next += 1
        const ids = machines.ids.slice(first, first + PER_QUERY)
        sent.push(...indexes().map((index) => send(index, ids)))
      }
    } catch {
      await Promise.all(sent)
    }
  }
  const running = run()
  return {
    send,
    stop: async () => {
      stopping.abort()
      await running
      return { queries, failures }
    },
  }
}
