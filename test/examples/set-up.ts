// A gateway whose time stands still, one owner, and a wire between it and a client that can be cut and listened to.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

import { expect } from 'vitest'

import type { Session } from '../../examples/shared/session.ts'
import type { WorldPost } from '../../src/sandbox/index.ts'
import { createTokenHolder, THROUGH_PROXY } from '../helpers/callers.ts'
import { createClock } from '../helpers/clock.ts'
import { createTestGateway } from '../helpers/gateway.ts'
import { NOW } from '../sandbox/helpers/ask.ts'
import { foreignPosts, ownPosts } from '../sandbox/helpers/find.ts'

export const MISSING = '987654320000'

const SECOND = 1000

const startWire = async (to: string) => {
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
  const g = await createTestGateway({ asX: true, now: clock.now, wake: clock.wake })
  const posts = g.x.world.posts as Map<string, WorldPost>
  for (const [id, post] of posts) posts.set(id, { ...post, frozen: true })
  const wire = await startWire(g.url)
  const owner = await createTokenHolder('the owner', g.x, g.x.credentials.userId)
  const asks = (headers: () => Record<string, string>): Session => ({
    url: wire.url,
    headers,
    retry: async () => {},
  })
  return {
    g,
    wire,
    userId: g.x.credentials.userId,
    own: ownPosts(g.x).map(({ id }) => id),
    foreign: foreignPosts(g.x).map(({ id }) => id),
    owner: asks(owner.headers),
    nobody: asks(() => THROUGH_PROXY),
    /** One more like. */
    like: (id: string): void => {
      const post = posts.get(id) as WorldPost
      const { organic } = post.numbers
      const numbers = { ...post.numbers, organic: { ...organic, likes: organic.likes + 1 } }
      posts.set(id, { ...post, numbers })
    },
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
    },
  }
}
