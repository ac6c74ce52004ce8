// The states of processes that are connected by pub/sub.

import { expect, it } from 'vitest'

import { createPeers, type Peers, subscribeToPeers } from '../../src/app/peers.ts'
import { createProcessReports } from '../../src/app/process-reports.ts'
import type { ProcessState } from '../../src/schema/gateway-state.ts'
import { createClock } from '../kit/clock.ts'

const state = (pid: number, host = 'one'): ProcessState => ({
  ...{ id: `${host}-${pid}`, host, pid, workers: 2, startedAt: 0, uptimeMs: 0, memoryBytes: 1 },
  cache: { entries: 0, bytes: 0, maxBytes: 1 },
  upstream: { inFlight: 0, queued: 0, breaker: 'closed' },
  ...{ subscribers: 0, isRecording: undefined, posts: { x: 0, cache: 0, coalesced: 0 } },
  ...{ operations: [], errors: [], lastHour: [] },
})

/** A channel that every process hears, the sender included, as with Redis. */
const createChannel = () => {
  const listeners = new Set<(text: string) => void>()
  const sent: string[] = []
  const clock = createClock(0)
  const join = (own: ProcessState) => {
    const pubSub = {
      publish: (text: string): void => {
        sent.push(JSON.parse(text).kind)
        for (const listener of listeners) listener(text)
      },
      subscribe: (listener: (text: string) => void): void => void listeners.add(listener),
    }
    const peers: Peers = createPeers(pubSub)
    const nothing = { merge: () => {}, learnRefusal: () => {} }
    subscribeToPeers(pubSub, peers, nothing as never, nothing as never)
    return createProcessReports(peers, () => own, clock.schedule)
  }
  return { clock, sent, join, silence: () => listeners.clear() }
}

const pidsOf = async (reports: Promise<readonly ProcessState[]>) =>
  (await reports).map(({ host, pid }) => `${host} ${pid}`)

it('collects the states of all processes, and waits only until those that it knows have reported', async () => {
  const { clock, sent, join, silence } = createChannel()
  const read = join(state(1))
  join(state(3))
  join(state(2))
  join(state(7, 'another'))
  expect(sent).toEqual([])

  const first = pidsOf(read())
  expect(clock.waiting()).toBe(1)
  clock.pass(300)
  expect(await first).toEqual(['one 1', 'another 7', 'one 2', 'one 3'])

  const second = pidsOf(read())
  expect(clock.waiting()).toBe(0)
  expect(await second).toHaveLength(4)
  expect(sent).toEqual([1, 2].flatMap(() => ['report-request', 'report', 'report', 'report']))

  silence()
  const alone = pidsOf(read())
  clock.pass(300)
  expect(await alone).toEqual(['one 1'])
})

it('has its own state without other processes', async () => {
  const read = createProcessReports(createPeers(undefined), () => state(1), createClock(0).schedule)
  expect(await pidsOf(read())).toEqual(['one 1'])
})
