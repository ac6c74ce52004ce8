// A gateway with a stopped clock, callers, and a TCP proxy in front of the gateway that records and cuts connections.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

import { parse } from 'graphql'
import { expect } from 'vitest'

import type { Session } from '../../../examples/shared/session.ts'
import type { WorldPost } from '../../../sandbox/index.ts'
import { createTokenHolder, THROUGH_PROXY } from '../../kit/callers.ts'
import { createClock } from '../../kit/clock.ts'
import { createTestGateway } from '../../kit/gateway.ts'
import { NOW, sandboxAt } from '../../kit/sandbox/call.ts'
import { foreignPosts, ownPosts } from '../../kit/sandbox/posts.ts'

export const MISSING = '987654320000'

/** Pages of the posts of the viewer's accounts. */
export const ACCOUNTS =
  parse(`query ($first: Int!, $after: String) { viewer { accounts { user { id }
  posts(first: $first, after: $after) { edges { cursor node { id } } pageInfo { endCursor hasNextPage } } } } }`)

const WRITER = '1289001122334455808'
const SECOND = 1000

const startProxy = async (initialTarget: string) => {
  let target = initialTarget
  const sockets = new Set<Socket>()
  let traffic = ''
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    client.on('data', (bytes) => {
      traffic += bytes
    })
    client.pipe(upstream).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    disconnect,
    /** Redirects new connections. */
    setTarget: (url: string): void => {
      target = url
    },
    /** The bytes that clients have sent since the last call. */
    takeTraffic: (): string => {
      const text = traffic
      traffic = ''
      return text
    },
    close: async (): Promise<void> => {
      server.close()
      disconnect()
      await once(server, 'close')
    },
  }
}

export const createSetup = async () => {
  const clock = createClock(NOW)
  const x = await sandboxAt({ limits: '2026', now: clock.now })
  const start = () =>
    createTestGateway({
      on: x,
      asX: true,
      now: clock.now,
      schedule: clock.schedule,
      environment: { STOP_TIMEOUT_MS: '10000' },
    })
  let g = await start()
  const posts = x.world.posts as Map<string, WorldPost>
  const changePost = (id: string, to: (post: WorldPost) => Partial<WorldPost>): void => {
    const post = posts.get(id) as WorldPost
    posts.set(id, { ...post, ...to(post) })
  }
  for (const id of posts.keys()) changePost(id, () => ({ frozen: true }))
  const proxy = await startProxy(g.url)
  const owner = await createTokenHolder('the owner', x, x.credentials.userId)
  const otherUser = await createTokenHolder('another user', x, WRITER)
  const sessionOf = (headers: () => Record<string, string>): Session => ({
    url: proxy.url,
    headers,
    retry: async () => {},
  })
  return {
    x,
    proxy,
    /** Starts another gateway, redirects new connections to it, and stops the first. */
    replaceGateway: async (): Promise<void> => {
      const before = g
      g = await start()
      proxy.setTarget(g.url)
      await before[Symbol.asyncDispose]()
    },
    userId: x.credentials.userId,
    own: ownPosts(x).map(({ id }) => id),
    foreign: foreignPosts(x).map(({ id }) => id),
    owner: sessionOf(owner.headers),
    otherUser: sessionOf(otherUser.headers),
    anonymous: sessionOf(() => THROUGH_PROXY),
    changePost,
    addLike: (id: string): void =>
      changePost(id, ({ numbers }) => {
        const { organic } = numbers
        return { numbers: { ...numbers, organic: { ...organic, likes: organic.likes + 1 } } }
      }),
    /** Lets one interval pass, and waits until the poller waits for the next one. */
    passInterval: async (): Promise<void> => {
      clock.pass(15 * SECOND)
      await expect.poll(() => clock.awaitsPoll()).toBe(true)
    },
    expectSubscribers: (count: number): Promise<void> =>
      expect
        .poll(async () => (await fetch(`${g.url}/metrics`)).text())
        .toContain(`gateway_live_subscribers ${count}\n`),
    [Symbol.asyncDispose]: async () => {
      await proxy.close()
      await g[Symbol.asyncDispose]()
      await x.close()
    },
  }
}
