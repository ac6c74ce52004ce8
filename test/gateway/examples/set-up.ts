// A gateway whose time stands still, one owner, and a wire between it and a client that can be cut and listened to.

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

/** Pages that are reached by way of the accounts. */
export const ACCOUNTS =
  parse(`query ($first: Int!, $after: String) { viewer { accounts { user { id }
  posts(first: $first, after: $after) { edges { cursor node { id } } pageInfo { endCursor hasNextPage } } } } }`)

const WRITER = '1289001122334455808'
const SECOND = 1000

const startWire = async (first: string) => {
  let to = first
  const sockets = new Set<Socket>()
  let heard = ''
  const server = createServer((near) => {
    const far = connect(Number(new URL(to).port), '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    near.on('data', (bytes) => {
      heard += bytes
    })
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    cut,
    /** New connections go there. */
    leadTo: (url: string): void => {
      to = url
    },
    /** What clients have said since the last look. */
    heard: (): string => {
      const text = heard
      heard = ''
      return text
    },
    close: async (): Promise<void> => {
      server.close()
      cut()
      await once(server, 'close')
    },
  }
}

export const setUp = async () => {
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
  const change = (id: string, to: (post: WorldPost) => Partial<WorldPost>): void => {
    const post = posts.get(id) as WorldPost
    posts.set(id, { ...post, ...to(post) })
  }
  for (const id of posts.keys()) change(id, () => ({ frozen: true }))
  const wire = await startWire(g.url)
  const owner = await createTokenHolder('the owner', x, x.credentials.userId)
  const another = await createTokenHolder('another', x, WRITER)
  const asks = (headers: () => Record<string, string>): Session => ({
    url: wire.url,
    headers,
    retry: async () => {},
  })
  return {
    x,
    wire,
    /** Another gateway takes over, and the one before stops. */
    replace: async (): Promise<void> => {
      const before = g
      g = await start()
      wire.leadTo(g.url)
      await before[Symbol.asyncDispose]()
    },
    userId: x.credentials.userId,
    own: ownPosts(x).map(({ id }) => id),
    foreign: foreignPosts(x).map(({ id }) => id),
    owner: asks(owner.headers),
    another: asks(another.headers),
    nobody: asks(() => THROUGH_PROXY),
    /** Something of a post becomes different. */
    change,
    /** One more like. */
    like: (id: string): void =>
      change(id, ({ numbers }) => {
        const { organic } = numbers
        return { numbers: { ...numbers, organic: { ...organic, likes: organic.likes + 1 } } }
      }),
    /** Until those who follow are told, and what is asked for them has come back. */
    pass: async (): Promise<void> => {
      clock.pass(15 * SECOND)
      await expect.poll(() => clock.waiting()).toBeGreaterThan(0)
    },
    followers: (count: number): Promise<void> =>
      expect
        .poll(async () => (await fetch(`${g.url}/metrics`)).text())
        .toContain(`gateway_live_subscribers ${count}\n`),
    [Symbol.asyncDispose]: async () => {
      await wire.close()
      await g[Symbol.asyncDispose]()
      await x.close()
    },
  }
}
