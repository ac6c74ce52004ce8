// Subscribers at several gateways, and a Redis that is restarted under load.

import { setTimeout } from 'node:timers/promises'

import { subscribe } from './live-client.ts'
import { startQueries } from './machines-queries.ts'
import { type Machines, postsIn } from './machines-setup.ts'

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

export const runRestarts = async (machines: Machines, restarts: number) => {
  const all = machines.urls.map((_, index) => index)
  machines.takeCalls()
  const load = startQueries(machines, () => all)
  for (let restart = 0; restart < restarts; restart++) {
    await setTimeout(1000)
    await machines.redis.stop()
    await setTimeout(500)
    await machines.redis.start()
  }
  const result = await load.stop()
  const calls = machines.takeCalls()
  return { restarts, ...result, calls: calls.length, posts: postsIn(calls) }
}
