// Subscribers at several gateways, gateways that are killed, and a Redis that is restarted, under load.

import { setTimeout } from 'node:timers/promises'

import { createRandom } from '../../../sandbox/world/random.ts'
import { subscribe } from './live-client.ts'
import { ask } from './machines-loads.ts'
import { LATENCY_MS, type Machines } from './machines-setup.ts'

const EVERY_MS = 5000
const INTERVALS = 8

/** Counts the calls of each interval, and the subscribers that miss a change. */
export const runSubscribers = async (machines: Machines, count: number) => {
  const { urls, ids, posts, takeCalls } = machines
  const some = ids.slice(0, 100)
  const body = JSON.stringify({
    query: `subscription ($ids: [PostID!]!) { postMetrics(ids: $ids, every: ${EVERY_MS / 1000}) {
      posts { id publicMetrics { likeCount } } } }`,
    variables: { ids: some },
  })
  const subscribers = Array.from({ length: count }, (_, index) =>
    subscribe(urls[index % urls.length] ?? '', body),
  )
  while (subscribers.some(({ messages }) => messages.length === 0)) await setTimeout(100)
  const toMiddle = () => setTimeout(EVERY_MS - (Date.now() % EVERY_MS) + EVERY_MS / 2)
  await toMiddle()
  takeCalls()
  const intervals: number[] = []
  for (let interval = 0; interval < INTERVALS; interval++) {
    const id = some[interval] ?? ''
    const post = posts.get(id)
    if (post !== undefined) {
      const organic = { ...post.numbers.organic, likes: post.numbers.organic.likes + 1 }
      posts.set(id, { ...post, numbers: { ...post.numbers, organic } })
    }
    await toMiddle()
    intervals.push(takeCalls().length)
  }
  const lost = subscribers.filter(
    ({ messages }) =>
      !some.slice(0, INTERVALS).every((id) => messages.slice(1).flat().includes(id)),
  )
  return { intervals, lost: lost.length }
}

/** Runs queries for posts that all gateways request, until it is stopped. */
const startLoad = (machines: Machines, indexes: () => readonly number[]) => {
  const { ids } = machines
  const result = { queries: 0, failures: [] as string[], longestMs: 0 }
  let running = true
  let next = 0
  const round = async (): Promise<void> => {
    next += 1
    const some = ids.slice((next * 10) % 15_000, ((next * 10) % 15_000) + 10)
    await Promise.all(
      indexes().map(async (index) => {
        const url = machines.urls[index]
        const started = performance.now()
        const problem = await ask(machines, url, some).catch(String)
        // A gateway that was killed meanwhile answers nothing.
        if (!indexes().includes(index) || url !== machines.urls[index]) return
        result.queries += 1
        if (problem !== undefined) result.failures.push(problem)
        result.longestMs = Math.max(result.longestMs, performance.now() - started - LATENCY_MS)
      }),
    )
  }
  const clients = Array.from({ length: 4 }, async () => {
    while (running) await round()
  })
  return async () => {
    running = false
    await Promise.all(clients)
    return result
  }
}

export const runKills = async (machines: Machines, kills: number) => {
  const random = createRandom(1)
  let dead: number | undefined
  const alive = () => machines.urls.flatMap((_, index) => (index === dead ? [] : [index]))
  const stop = startLoad(machines, alive)
  for (let kill = 0; kill < kills; kill++) {
    await setTimeout(random.between(300, 1000))
    dead = random.between(0, machines.urls.length - 1)
    await machines.replace(dead)
    dead = undefined
  }
  return { kills, ...(await stop()) }
}

export const runRestarts = async (machines: Machines, restarts: number) => {
  const all = machines.urls.map((_, index) => index)
  machines.takeCalls()
  const stop = startLoad(machines, () => all)
  for (let restart = 0; restart < restarts; restart++) {
    await setTimeout(1000)
    await machines.redis.stop()
    await setTimeout(500)
    await machines.redis.start()
  }
  const result = await stop()
  const calls = machines.takeCalls()
  return {
    restarts,
    ...result,
    calls: calls.length,
    posts: calls.reduce((sum, each) => sum + each, 0),
  }
}
