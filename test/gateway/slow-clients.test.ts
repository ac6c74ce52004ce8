// Clients that send or receive slowly, or send invalid HTTP, over raw sockets.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { getIntrospectionQuery } from 'graphql'
import { describe, expect, it } from 'vitest'

import type { Timeouts } from '../../src/server/http/timeouts.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'

const SHORT: Partial<Timeouts> = {
  headersMs: 200,
  requestMs: 400,
  responseMs: 300,
  keepAliveMs: 200,
  checkMs: 50,
}

interface Connection {
  readonly socket: Socket
  /** Everything received until the gateway closed the connection. */
  readonly received: Promise<string>
}

const open = async ({ url }: TestGateway, first: string): Promise<Connection> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  // The gateway closes the connection while the client is sending.
  socket.on('error', () => {})
  const received = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()))
  })
  await once(socket, 'connect')
  socket.write(first)
  return { socket, received }
}

/** Sends a few bytes every 10 ms until the connection closes. */
const trickle = (socket: Socket, bytes = ' '): void => {
  const timer = setInterval(() => socket.write(bytes), 10)
  socket.once('close', () => clearInterval(timer))
}

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

/** On a busy machine, the short timeouts end other requests too. */
const served = (g: TestGateway): Promise<void> =>
  expect
    .poll(() => g.query('{ viewer { loginUrl } }').catch(() => 'closed'))
    .toHaveProperty('data.viewer')

describe('the gateway times out on a client', () => {
  it('that sends nothing', async () => {
    await using g = await createTestGateway({ timeouts: SHORT })
    const { received } = await open(g, '')
    expect(await received).toMatch(/^(HTTP\/1.1 408 .*\r\nConnection: close\r\n\r\n)?$/s)
    await served(g)
  })

  it('whose headers trickle', async () => {
    await using g = await createTestGateway({ timeouts: SHORT })
    const { received, socket } = await open(g, `${HEAD}X-Slow:`)
    trickle(socket)
    expect(await received).toMatch(/^HTTP\/1.1 408 /)
    await served(g)
  })

  it('whose body trickles, without logging an error', async () => {
    const faults: unknown[] = []
    await using g = await createTestGateway({
      timeouts: SHORT,
      onFault: (error) => faults.push(error),
    })
    const { received, socket } = await open(g, `${HEAD}Content-Length: 1000\r\n\r\n{`)
    trickle(socket)
    expect(await received).toMatch(/^HTTP\/1.1 408 /)
    await served(g)
    expect(faults).toEqual([])
  })

  it('that disconnects within its body, without logging an error', async () => {
    const faults: unknown[] = []
    await using g = await createTestGateway({ onFault: (error) => faults.push(error) })
    const { received, socket } = await open(g, `${HEAD}Content-Length: 1000\r\n\r\n{`)
    await served(g)
    socket.destroy()
    await received
    await served(g)
    expect(faults).toEqual([])
  })

  it('that keeps an idle connection', async () => {
    await using g = await createTestGateway({ timeouts: { keepAliveMs: 60, checkMs: 20 } })
    const { received } = await open(g, posting('{ viewer { loginUrl } }'))
    expect(await received).toMatch(/^HTTP\/1.1 200 .*"loginUrl"/s)
  })

  it.each<[string, number, (g: TestGateway) => string | Promise<string>]>([
    [
      'GraphiQL’s script',
      3,
      async (g) => `GET ${await scriptPath(g)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ],
    [
      'posts',
      200,
      ({ x }) =>
        posting(`{ posts(ids: ${literal([...x.world.posts.keys()].slice(0, 200))}) { ${ALL} } }`),
    ],
    ['the schema', 60, () => posting(getIntrospectionQuery())],
  ])('that does not receive its responses: %s', async (_, times, requestFor) => {
    await using g = await createTestGateway({
      timeouts: SHORT,
      environment: { CACHE_TTL_SECONDS: '60' },
    })
    const request = await requestFor(g)
    const { socket, received } = await open(g, '')
    socket.pause()
    for (let count = 0; count < times; count++) socket.write(request)
    // Only writes reveal that the connection is closed. Empty lines between requests are valid.
    trickle(socket, '\r\n')
    await received
    await served(g)
  })
})

const ALL = 'id text createdAt lang source publicMetrics { likeCount } author { id username name }'

/** GraphiQL's script has 8 MB. */
const scriptPath = async ({ url }: TestGateway): Promise<string> => {
  const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })
  return /src="(\/graphiql\/[^"]+)"/.exec(await page.text())?.[1] ?? ''
}

const posting = (query: string): string => {
  const body = JSON.stringify({ query })
  return `${HEAD}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

describe('a normal client', () => {
  it('receives a large script completely', async () => {
    await using g = await createTestGateway({ timeouts: { responseMs: 5000 } })
    const headers = { 'accept-encoding': 'identity' }
    const script = await fetch(`${g.url}${await scriptPath(g)}`, { headers })
    const text = await script.text()
    expect(Buffer.byteLength(text)).toBe(Number(script.headers.get('content-length')))
    expect(text.length).toBeGreaterThan(5_000_000)
  })
})

describe('invalid HTTP gets an error status and a closed connection', () => {
  it.each([
    ['a word', 'hello\r\n\r\n', 400],
    ['bytes', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['no Host', 'GET /graphql HTTP/1.1\r\n\r\n', 400],
    ['two lengths', `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
    [
      'a length and chunks',
      `${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['an invalid chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['headers larger than 16 kB', `${HEAD}X-Large: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['a URL larger than 16 kB', `GET /graphql?${'x'.repeat(17_000)} HTTP/1.1\r\n`, 431],
  ])('%s', async (_, bytes, status) => {
    const faults: unknown[] = []
    await using g = await createTestGateway({ onFault: (error) => faults.push(error) })
    const { received } = await open(g, bytes)
    expect(await received).toMatch(
      new RegExp(`^HTTP/1.1 ${status} [A-Za-z ]+\r\n([A-Za-z-]+: .+\r\n)*Connection: close\r\n`),
    )
    await served(g)
    expect(faults).toEqual([])
  })
})

it('connections beyond MAX_CONNECTIONS are closed immediately', async () => {
  await using g = await createTestGateway({ environment: { MAX_CONNECTIONS: '2' } })
  const held = [await open(g, ''), await open(g, '')]
  const { received } = await open(g, HEAD)
  expect(await received).toBe('')
  for (const { socket } of held) socket.destroy()
  await served(g)
})
