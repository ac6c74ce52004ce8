// Told to stop, it answers what it has been asked.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'

import { expect, it, vi } from 'vitest'

import { ROOT, type Running, start } from '../kit/command.ts'
import { follow } from '../kit/events.ts'
import { type Answer, createTestGateway, keysOf, literal, temporary } from '../kit/gateway.ts'
import { canLook, isAlive, processesOf } from '../kit/processes.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { visiblePosts } from '../kit/sandbox/posts.ts'

const AT_ONCE = 200

/** Processes start and stop within that on a slow machine. */
const LONGER = { timeout: 10_000 }

vi.setConfig({ testTimeout: 60_000 })

const post = async (url: string, ids: readonly string[]): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ posts(ids: ${literal(ids)}) { id } }` }),
  })
  return (await response.json()) as Answer
}

it.runIf(canLook).each([
  ['alone', []],
  ['with --workers 2', ['--workers', '2']],
])(
  'SIGTERM with two hundred requests under way, %s: all are answered, and it ends with success',
  async (_, args) => {
    using directory = temporary()
    await using x = await sandboxAt({ limits: '2026', now: Date.now })
    const running = await start('start', args, {
      ...keysOf(x, directory.path),
      STOP_TIMEOUT_MS: '10000',
      PORT: '0',
    })
    try {
      const url = originOf(running)
      const ids = visiblePosts(x).map(({ id }) => id)
      x.fault({ kind: 'delay', ms: 800 })
      const asked = Array.from({ length: AT_ONCE }, (_, index) => [ids[index % ids.length] ?? ''])
      const answers = asked.map((each) => post(url, each))
      // All have come in: what is missing is X.
      await expect.poll(() => x.requests.length, LONGER).toBeGreaterThanOrEqual(2)
      await expect
        .poll(
          () => new Set(x.requests.flatMap(({ query }) => (query.ids ?? '').split(','))).size,
          LONGER,
        )
        .toBe(new Set(asked.flat()).size)
      process.kill(processesOf(running).leader, 'SIGTERM')
      expect((await Promise.all(answers)).map(({ data }) => data.posts[0].id)).toEqual(asked.flat())
      expect(await running.ended).toBe(0)
      await expect(post(url, ids.slice(0, 1))).rejects.toThrow()
    } finally {
      await running.stop()
    }
  },
)

it('what takes longer than it may is broken off', async () => {
  const g = await createTestGateway({ environment: { STOP_TIMEOUT_MS: '50' } })
  g.x.fault({ kind: 'hang' })
  const hung = post(
    g.url,
    visiblePosts(g.x)
      .slice(0, 1)
      .map(({ id }) => id),
  ).catch(() => 'broken off')
  await expect.poll(() => g.x.requests.length, LONGER).toBe(1)
  await g[Symbol.asyncDispose]()
  expect(await hung).toBe('broken off')
})

/** One GET over the agent's connection. */
const ask = async (url: string, path: string, agent: Agent | false) => {
  const [response] = (await once(get(`${url}${path}`, { agent }), 'response')) as [IncomingMessage]
  let body = ''
  for await (const part of response) body += part
  return { status: response.statusCode, connection: response.headers.connection, body }
}

const READY = '/ready'
const QUERY = `/graphql?${new URLSearchParams({ query: '{ viewer { loginUrl } }' })}`

it('a request that comes on a kept connection while the gateway stops is answered, and closes the connection', async () => {
  const g = await createTestGateway({ environment: { STOP_TIMEOUT_MS: '10000' } })
  const agents = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 }))
  const [one, other] = agents as [Agent, Agent]
  for (const agent of agents)
    expect(await ask(g.url, '/live', agent)).toMatchObject({ status: 200 })
  const stopped = g[Symbol.asyncDispose]()
  await expect(ask(g.url, '/live', false)).rejects.toThrow('ECONNREFUSED')
  expect(await ask(g.url, QUERY, one)).toMatchObject({ status: 200, connection: 'close' })
  const ready = await ask(g.url, READY, other)
  expect(ready).toMatchObject({ status: 503, connection: 'close' })
  expect(JSON.parse(ready.body)).toMatchObject({ ready: false, stopping: true })
  await stopped
})

it('kept connections without a request do not delay the stop for long', async () => {
  const g = await createTestGateway({ environment: { STOP_TIMEOUT_MS: '60000' } })
  const agent = new Agent({ keepAlive: true })
  await ask(g.url, '/live', agent)
  await g[Symbol.asyncDispose]()
  await expect(ask(g.url, '/live', agent)).rejects.toThrow()
})

const originOf = ({ printed }: Running): string =>
  new URL(/http:\/\/\S+\/graphql/.exec(printed)?.[0] ?? '').origin

const LIKES = (ids: readonly string[]): string =>
  `subscription { postMetrics(ids: ${literal(ids)}) { posts { id } } }`

it.runIf(canLook).each([
  ['alone', []],
  ['with --workers 2', ['--workers', '2']],
])(
  'for STOP_DELAY_MS it serves as before, so that a load balancer sees in /ready that it stops; %s',
  async (_, args) => {
    using directory = temporary()
    await using x = await sandboxAt({ limits: '2026', now: Date.now })
    const running = await start('start', args, {
      ...keysOf(x, directory.path),
      STOP_DELAY_MS: '1500',
      STOP_TIMEOUT_MS: '10000',
      PORT: '0',
    })
    try {
      const url = originOf(running)
      const ids = visiblePosts(x)
        .slice(0, 2)
        .map(({ id }) => id)
      const streams = await Promise.all([1, 2, 3, 4].map(() => follow(url, LIKES(ids))))
      for (const events of streams) expect((await events.next())?.event).toBe('next')
      const ends = Promise.all(streams.map((events) => events.next()))
      expect(await ask(url, READY, false)).toMatchObject({ status: 200 })
      process.kill(processesOf(running).leader, 'SIGTERM')
      await expect.poll(() => ask(url, READY, false), LONGER).toMatchObject({ status: 503 })
      expect(await ask(url, QUERY, new Agent({ keepAlive: true }))).toMatchObject({
        status: 200,
        connection: 'close',
      })
      await using late = await follow(url, LIKES(ids))
      expect((await late.next())?.event).toBe('next')
      expect(await Promise.race([ends, 'still open'])).toBe('still open')
      // Without `complete`, all of them.
      expect(await ends).toEqual(streams.map(() => undefined))
      expect(await late.next()).toBeUndefined()
      expect(await running.ended).toBe(0)
    } finally {
      await running.stop()
    }
  },
)

it.runIf(canLook)(
  'a worker that is told to stop ends its streams without `complete`, and another one takes them',
  async () => {
    using directory = temporary()
    await using x = await sandboxAt({ limits: '2026', now: Date.now })
    const running = await start('start', ['--workers', '2'], {
      ...keysOf(x, directory.path),
      STOP_TIMEOUT_MS: '10000',
      PORT: '0',
    })
    try {
      const url = originOf(running)
      const ids = visiblePosts(x)
        .slice(0, 2)
        .map(({ id }) => id)
      const streams = await Promise.all([1, 2, 3, 4].map(() => follow(url, LIKES(ids))))
      for (const events of streams) await events.next()
      // Connections are handed out in turn: each worker has two of them.
      const ended: unknown[] = []
      for (const events of streams) void events.next().then((event) => ended.push(event))
      const [worker = 0] = processesOf(running).workers
      process.kill(worker, 'SIGTERM')
      await expect.poll(() => isAlive(worker), LONGER).toBe(false)
      await expect.poll(() => ended, LONGER).toEqual([undefined, undefined])
      await using again = await follow(url, LIKES(ids))
      expect((await again.next())?.event).toBe('next')
    } finally {
      await running.stop()
    }
  },
)

it('told to stop while it still starts, it ends at once, and not by default: a container’s first process has none', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const connected = once(silent, 'connection')
  const { port } = silent.address() as AddressInfo
  const child = spawn(process.execPath, ['src/cli.ts'], {
    cwd: ROOT,
    env: {
      PORT: '0',
      X_BEARER_TOKEN: 'bearer',
      GATEWAY_SECRET: 'a secret '.repeat(4),
      REDIS_URL: `redis://127.0.0.1:${port}`,
    },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const [socket] = await connected
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  socket.destroy()
  silent.close()
})
