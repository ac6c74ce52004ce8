// Rolling restarts of two gateways behind a load balancer, with subscribers, queries, and posts whose likes change. Each
// post changes at most once per rolling restart, so that a later change cannot hide a lost one.

import { setTimeout } from 'node:timers/promises'

import { createSandbox, type WorldPost } from '../../sandbox/index.ts'
import { startBalancer } from './balancer.ts'
import { type Running, start } from './command.ts'
import { keysOf, literal, temporary } from './gateway.ts'
import { postJson } from './post-json.ts'
import { freePort } from './redis.ts'
import {
  type Subscriber,
  type Subscription,
  subscribeByEventSource,
  subscribeByGraphqlSse,
} from './subscribers.ts'

export interface RollingRestartOptions {
  readonly subscribers: number
  /** The number of rolling restarts. */
  readonly restarts: number
  /** Worker processes per gateway. */
  readonly workers?: number
  readonly environment?: Readonly<Record<string, string>>
}

export interface RollingRestart {
  readonly queries: number
  /** Error responses of queries. */
  readonly failures: readonly string[]
  readonly changes: number
  /** The number of connections per subscriber. */
  readonly connections: readonly number[]
  /** Reasons why subscribers stopped reconnecting. */
  readonly ended: readonly string[]
  /** Differences between the likes of subscribers and of X after a rolling restart. */
  readonly wrong: readonly string[]
  readonly seconds: number
}

const LISTS = 5
const POSTS_PER_LIST = 60
const CHANGE_MS = 60
const QUERY_LOOPS = 4

const SUBSCRIPTION = `subscription ($ids: [PostID!]!, $after: ID) {
  postMetrics(ids: $ids, every: 1, after: $after) { posts { id publicMetrics { likeCount } } cursor } }`

const waitUntil = async (condition: () => boolean, withinMs = 120_000): Promise<void> => {
  const end = performance.now() + withinMs
  while (!condition() && performance.now() < end) await setTimeout(50)
}

/** Starts a sandbox whose metrics change only by `like`. */
const startX = async () => {
  const x = await createSandbox({
    limits: { 'GET /2/tweets': { app: 1_000_000, user: 1_000_000 } },
  })
  const posts = x.world.posts as Map<string, WorldPost>
  for (const [id, post] of posts) posts.set(id, { ...post, frozen: true })
  const all = [...posts.values()]
    .filter(({ authorId, createdAt, references }) => {
      const author = x.world.users.get(authorId)
      return (
        createdAt < Date.now() &&
        references.length === 0 &&
        !author?.protected &&
        !author?.suspended
      )
    })
    .map(({ id }) => id)
    .slice(0, LISTS * POSTS_PER_LIST)
  return {
    x,
    lists: Array.from({ length: LISTS }, (_, list) =>
      all.filter((_id, index) => index % LISTS === list),
    ),
    all,
    likesOf: (id: string): number => {
      const { organic, promoted } = (posts.get(id) as WorldPost).numbers
      return organic.likes + (promoted?.likes ?? 0)
    },
    like: (id: string): void => {
      const post = posts.get(id) as WorldPost
      const { organic } = post.numbers
      const numbers = { ...post.numbers, organic: { ...organic, likes: organic.likes + 1 } }
      posts.set(id, { ...post, numbers })
    },
  }
}

const startGateway = (environment: Readonly<Record<string, string>>): Promise<Running> =>
  start('start', [], environment)

/** Runs the rolling restarts, and reports what was lost or failed. */
export const runRollingRestarts = async (
  options: RollingRestartOptions,
): Promise<RollingRestart> => {
  const begin = performance.now()
  const { x, lists, all, likesOf, like } = await startX()
  using directory = temporary()
  const ports = [await freePort(), await freePort()]
  const urls = ports.map((port) => `http://127.0.0.1:${port}`)
  const environments = ports.map((port, index) => ({
    ...keysOf(x, `${directory.path}/${index}`),
    LIVE_LEAST_SECONDS: '1',
    STOP_DELAY_MS: '1000',
    STOP_TIMEOUT_MS: '10000',
    WORKERS: String(options.workers ?? 1),
    ...options.environment,
    PORT: String(port),
  }))
  const gateways = await Promise.all(environments.map(startGateway))
  await using balancer = await startBalancer(urls)
  const run = new AbortController()
  const { signal } = run

  const failures: string[] = []
  let queries = 0
  const query = async (): Promise<void> => {
    while (!signal.aborted) {
      const ids = Array.from({ length: 3 }, () => all[Math.floor(Math.random() * all.length)] ?? '')
      const response = await postJson(`${balancer.url}/graphql`, {
        query: `{ posts(ids: ${literal(ids)}) { id publicMetrics { likeCount } } }`,
      })
      const text = await response.text()
      queries += 1
      if (response.status !== 200 || text.includes('"errors"')) {
        failures.push(`${response.status} ${text.slice(0, 200)}`)
      }
      await setTimeout(10)
    }
  }
  let changes = 0
  const change = async (restarted: AbortSignal): Promise<void> => {
    for (const id of all) {
      if (restarted.aborted) return
      like(id)
      changes += 1
      await setTimeout(CHANGE_MS)
    }
  }
  const restartAll = async (): Promise<void> => {
    for (const [index, url] of urls.entries()) {
      await gateways[index]?.stop()
      gateways[index] = await startGateway(environments[index] ?? {})
      await waitUntil(() => balancer.isHealthy(url))
    }
  }

  const subscribers: Subscriber[] = []
  const wrong = (): string[] =>
    subscribers.flatMap((subscriber, index) =>
      (lists[index % LISTS] ?? [])
        .filter((id) => subscriber.likes.get(id) !== likesOf(id))
        .map(
          (id) =>
            `subscriber ${index}, post ${id}: ${subscriber.likes.get(id)}, not ${likesOf(id)}`,
        ),
    )
  try {
    for (let index = 0; index < options.subscribers; index++) {
      const subscription: Subscription = {
        query: SUBSCRIPTION,
        variables: { ids: lists[index % LISTS] },
      }
      const subscribe = index % 2 === 0 ? subscribeByGraphqlSse : subscribeByEventSource
      subscribers.push(subscribe(balancer.url, subscription))
    }
    await waitUntil(() => subscribers.every((subscriber) => subscriber.messages() > 0))
    const querying = Promise.all(Array.from({ length: QUERY_LOOPS }, query))
    const lost: string[] = []
    for (let restart = 0; restart < options.restarts; restart++) {
      const restarted = new AbortController()
      const changing = change(restarted.signal)
      await restartAll().finally(() => restarted.abort())
      await changing
      await waitUntil(() => wrong().length === 0)
      lost.push(...wrong())
    }
    run.abort()
    await querying
    const seconds = (performance.now() - begin) / 1000
    return {
      queries,
      failures,
      changes,
      connections: subscribers.map((subscriber) => subscriber.connections()),
      ended: subscribers.flatMap((subscriber) => subscriber.ended() ?? []),
      wrong: lost,
      seconds,
    }
  } finally {
    run.abort()
    for (const subscriber of subscribers) subscriber.close()
    await Promise.all(gateways.map((gateway) => gateway.kill()))
    await x.close()
  }
}
