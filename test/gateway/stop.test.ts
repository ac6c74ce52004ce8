// Graceful shutdown: requests in flight are answered.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type IncomingMessage, get as sendGet } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Sandbox } from '../../sandbox/index.ts'
import { ROOT, type Running, start } from '../kit/command.ts'
import { subscribe } from '../kit/events.ts'
import {
  createTestGateway,
  type GraphQLResponse,
  keysOf,
  literal,
  temporary,
} from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { canLook, isAlive, processesOf } from '../kit/processes.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { visiblePosts } from '../kit/sandbox/posts.ts'

const IN_FLIGHT = 200

const post = async (url: string, ids: readonly string[]): Promise<GraphQLResponse> => {
  const response = await postJson(`${url}/graphql`, {
    query: `{ posts(ids: ${literal(ids)}) { id } }`,
  })
  return (await response.json()) as GraphQLResponse
}

it('requests in flight are aborted after STOP_TIMEOUT_MS', async () => {
  const g = await createTestGateway({ environment: { STOP_TIMEOUT_MS: '50' } })
  g.x.fault({ kind: 'hang' })
  const hung = post(
    g.url,
    visiblePosts(g.x)
      .slice(0, 1)
      .map(({ id }) => id),
  ).catch(() => 'aborted')
  await expect.poll(() => g.x.requests.length).toBe(1)
  await g[Symbol.asyncDispose]()
  expect(await hung).toBe('aborted')
})

/** Sends one GET over the agent's connection. */
const get = async (url: string, path: string, agent: Agent | false) => {
  const [response] = (await once(sendGet(`${url}${path}`, { agent }), 'response')) as [
    IncomingMessage,
  ]
  let body = ''
  for await (const part of response) body += part
  return { status: response.statusCode, connection: response.headers.connection, body }
}

const READY = '/ready'
const QUERY = `/graphql?${new URLSearchParams({ query: '{ viewer { loginUrl } }' })}`

it('a request on a keep-alive connection is answered during the stop, and closes the connection', async () => {
  const g = await createTestGateway({ environment: { STOP_TIMEOUT_MS: '10000' } })
  const agents = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 }))
  const [one, other] = agents as [Agent, Agent]
  for (const agent of agents)
    expect(await get(g.url, '/live', agent)).toMatchObject({ status: 200 })
  const stopped = g[Symbol.asyncDispose]()
  await expect(get(g.url, '/live', false)).rejects.toThrow('ECONNREFUSED')
  expect(await get(g.url, QUERY, one)).toMatchObject({ status: 200, connection: 'close' })
  const ready = await get(g.url, READY, other)
  expect(ready).toMatchObject({ status: 503, connection: 'close' })
  expect(JSON.parse(ready.body)).toMatchObject({ ready: false, stopping: true })
  await stopped
})

it('idle keep-alive connections delay the stop only briefly', async () => {
  const g = await createTestGateway({ environment: { STOP_TIMEOUT_MS: '60000' } })
  const agent = new Agent({ keepAlive: true })
  await get(g.url, '/live', agent)
  await g[Symbol.asyncDispose]()
  await expect(get(g.url, '/live', agent)).rejects.toThrow()
})

const originOf = ({ firstOutput }: Running): string =>
  new URL(/http:\/\/\S+\/graphql/.exec(firstOutput)?.[0] ?? '').origin

const LIKES = (ids: readonly string[]): string =>
  `subscription { postMetrics(ids: ${literal(ids)}) { posts { id } } }`

describe.runIf(canLook).each([
  ['alone', []],
  ['with --workers 2', ['--workers', '2']],
])('a process %s', (_, args) => {
  const opened = new AsyncDisposableStack()
  let x: Sandbox
  let running: Running
  let url: string
  let ids: readonly string[]
  beforeAll(async () => {
    const directory = opened.use(temporary())
    x = opened.use(await sandboxAt({ limits: '2026', now: Date.now }))
    running = await start('start', args, {
      ...keysOf(x, directory.path),
      STOP_DELAY_MS: '3000',
      STOP_TIMEOUT_MS: '10000',
      PORT: '0',
    })
    opened.defer(running.stop)
    url = originOf(running)
    ids = visiblePosts(x).map(({ id }) => id)
  })
  afterAll(() => opened.disposeAsync())

  it.runIf(args.length > 0)(
    'ends the streams of a worker that stops without `complete`, and another worker serves their clients',
    async () => {
      const two = LIKES(ids.slice(0, 2))
      const streams = await Promise.all(Array.from({ length: 8 }, () => subscribe(url, two)))
      for (const events of streams) await events.next()
      // Workers get connections in turn, or whichever is ready, so each has some of the streams.
      const ended: unknown[] = []
      for (const events of streams) void events.next().then((event) => ended.push(event))
      const [worker = 0] = processesOf(running).workers
      process.kill(worker, 'SIGTERM')
      await expect.poll(() => isAlive(worker)).toBe(false)
      await expect.poll(() => ended.length).toBeGreaterThan(0)
      expect(ended.filter((event) => event !== undefined)).toEqual([])
      expect(ended.length).toBeLessThan(streams.length)
      await using again = await subscribe(url, two)
      expect((await again.next())?.event).toBe('next')
      for (const events of streams) await events[Symbol.asyncDispose]()
      await expect.poll(() => processesOf(running).workers.length).toBe(2)
    },
  )

  it('answers requests in flight after SIGTERM, and serves for STOP_DELAY_MS while /ready reports that it stops', async () => {
    const two = LIKES(ids.slice(0, 2))
    const streams = await Promise.all([1, 2, 3, 4].map(() => subscribe(url, two)))
    for (const events of streams) expect((await events.next())?.event).toBe('next')
    const ends = Promise.all(streams.map((events) => events.next()))
    expect(await get(url, READY, false)).toMatchObject({ status: 200 })

    x.reset()
    const slow = x.fault({ kind: 'delay', ms: 800 })
    const sent = Array.from({ length: IN_FLIGHT }, (_, index) => [ids[index % ids.length] ?? ''])
    const answers = sent.map((each) => post(url, each))
    // The gateway has received all of them, and waits for X.
    await expect
      .poll(() => new Set(x.requests.flatMap(({ query }) => query.ids?.split(',') ?? [])).size)
      .toBe(new Set(sent.flat()).size)
    slow.remove()
    process.kill(processesOf(running).leader, 'SIGTERM')
    await expect.poll(() => get(url, READY, false)).toMatchObject({ status: 503 })
    expect(await get(url, QUERY, new Agent({ keepAlive: true }))).toMatchObject({
      status: 200,
      connection: 'close',
    })
    await using late = await subscribe(url, two)
    expect((await late.next())?.event).toBe('next')
    expect(await Promise.race([ends, 'still open'])).toBe('still open')
    expect((await Promise.all(answers)).map(({ data }) => data.posts[0].id)).toEqual(sent.flat())
    // All end without `complete`.
    expect(await ends).toEqual(streams.map(() => undefined))
    expect(await late.next()).toBeUndefined()
    expect(await running.exited).toBe(0)
    await expect(post(url, ids.slice(0, 1))).rejects.toThrow()
  })
})

it('SIGTERM during start-up ends the process, also as the first process of a container', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const connected = once(silent, 'connection')
  const { port } = silent.address() as AddressInfo
  const child = spawn(process.execPath, ['start.js'], {
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
