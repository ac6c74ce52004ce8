// A cluster of processes on one port: they share rate-limit windows, logins and token refreshes, and replace processes that
// exit.

import { readdirSync } from 'node:fs'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts'
import { createBrowser } from '../kit/browser.ts'
import { createTokenHolder } from '../kit/callers.ts'
import { type Running, runFailing, start } from '../kit/command.ts'
import { type GraphQLResponse, keysOf, literal, temporary } from '../kit/gateway.ts'
import { canLook, commandOf, isAlive, processesOf } from '../kit/processes.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { first, postsOf, visiblePosts } from '../kit/sandbox/posts.ts'

const USER = '1289001122334455808'
const TOKEN_LIFE_MS = 7_200_000

const WORKERS = ['--workers', '2']

const addressOf = ({ firstOutput }: Running): string =>
  new URL(/http:\/\/\S+\/graphql/.exec(firstOutput)?.[0] ?? '').origin

/** Opens a new connection, so that any of the processes may serve the query. */
const query = async (
  url: string,
  document: string,
  signal?: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphQLResponse> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    body: JSON.stringify({ query: document }),
    ...(signal && { signal }),
  })
  return (await response.json()) as GraphQLResponse
}

const onX = async (options: SandboxOptions = {}, environment: Record<string, string> = {}) => {
  const directory = temporary()
  const x = await sandboxAt({ limits: '2026', now: Date.now, ...options })
  const running = await start('start', WORKERS, {
    ...keysOf(x, directory.path),
    PORT: '0',
    ...environment,
  })
  return {
    x,
    running,
    url: addressOf(running),
    [Symbol.asyncDispose]: async () => {
      await running.stop()
      await x.close()
      directory[Symbol.dispose]()
    },
  }
}

/** The number of lookups. The check of the credentials at the start has no ids. */
const lookups = (x: Sandbox): number =>
  x.requests.filter(({ path, query: { ids } }) => path === '/2/tweets' && ids).length

const publicPost = (x: Sandbox): string =>
  `{ posts(ids: ${literal([first(visiblePosts(x)).id])}) { id } }`

describe.runIf(canLook)('with --workers 2', () => {
  const ahead = { ms: 0 }
  let s: Awaited<ReturnType<typeof onX>>
  beforeAll(async () => {
    s = await onX(
      { now: () => Date.now() + ahead.ms },
      { CACHE_TTL_SECONDS: '600', PRIVATE_CACHE_TTL_SECONDS: '600', MEMORY_MB: '576' },
    )
  })
  afterAll(() => s[Symbol.asyncDispose]())

  it('two processes serve one port, each with its own cache', async () => {
    expect(s.running.firstOutput).toMatch(/Processes +2/)
    const { workers } = processesOf(s.running)
    expect(workers).toHaveLength(2)
    for (const pid of workers) expect(commandOf(pid)).toContain('--max-old-space-size=115')
    const document = publicPost(s.x)
    await expect
      .poll(async () => {
        await query(s.url, document)
        return lookups(s.x)
      })
      .toBe(2)
    for (let time = 0; time < 6; time++) {
      expect((await query(s.url, document)).extensions.upstream.fromCache).toBe(1)
    }
    expect(lookups(s.x)).toBe(2)
  })

  it('each process knows the states of both', async () => {
    const { data } = await query(
      s.url,
      '{ gateway { process { pid } processes { pid host lastHour { requests } } } }',
    )
    const { process, processes } = data.gateway
    const pids = processes.map(({ pid }: { pid: number }) => pid)
    expect(pids[0]).toBe(process.pid)
    expect(new Set(pids)).toEqual(new Set(processesOf(s.running).workers))
    for (const { lastHour } of processes) {
      expect(lastHour.some(({ requests }: { requests: number }) => requests > 0)).toBe(true)
    }
  })

  it('a credential refused in one process serves no private data in the other', async () => {
    const holder = await createTokenHolder('with a token', s.x, USER)
    const headers = holder.headers()
    const [one, other] = postsOf(s.x).filter(({ authorId }) => authorId === USER)
    const see = async (id = '') =>
      query(s.url, `{ post(id: "${id}") { organicMetrics { likeCount } } }`, undefined, headers)
    const before = lookups(s.x)
    await expect
      .poll(async () => {
        await see(one?.id)
        return lookups(s.x) - before
      })
      .toBe(2)
    s.x.reset()
    expect((await see(other?.id)).errors).toBeDefined()
    const isRefused = async (): Promise<boolean> => {
      const all = await Promise.all(Array.from({ length: 6 }, () => see(one?.id)))
      return all.every(({ errors }) => errors !== undefined)
    }
    await expect.poll(isRefused).toBe(true)
  })

  it('forty queries with an expired token cause one refresh', async () => {
    const browser = createBrowser()
    await browser.logIn(s.url, USER)
    const posts = postsOf(s.x).filter(({ authorId }) => authorId === USER)
    const refreshes = (): number =>
      s.x.requests.filter(({ path }) => path === '/2/oauth2/token').length - 1
    for (let round = 1; round <= 2; round++) {
      ahead.ms += TOKEN_LIFE_MS
      const answers = await Promise.all(
        Array.from({ length: 40 }, () =>
          browser.query(
            s.url,
            `{ post(id: "${posts[round]?.id}") { organicMetrics { likeCount } } }`,
            {
              connection: 'close',
            },
          ),
        ),
      )
      expect(answers.map(({ data }) => data.post.organicMetrics)).not.toContain(null)
      expect(refreshes()).toBe(round)
    }
  })

  it('a killed process is replaced, and meanwhile the other serves', async () => {
    const document = publicPost(s.x)
    const [victim = 0] = processesOf(s.running).workers
    process.kill(victim, 'SIGKILL')
    // At most the connection that was being handed over is lost.
    let lost = 0
    await expect
      .poll(async () => {
        const response = query(s.url, document, AbortSignal.timeout(5000))
        const answer = await response.catch(() => {
          lost += 1
        })
        expect(answer?.errors).toBeUndefined()
        return processesOf(s.running).workers.filter((pid) => pid !== victim).length
      })
      .toBe(2)
    expect(lost).toBeLessThanOrEqual(1)
    for (let time = 0; time < 5; time++)
      expect((await query(s.url, document)).errors).toBeUndefined()
  })

  it('metrics are summed over the processes', async () => {
    for (let request = 0; request < 6; request++) await query(s.url, 'query Summed { __typename }')
    const text = await (await fetch(`${s.url}/metrics`)).text()
    expect(text).toContain('gateway_requests_total{operation="Summed",code="OK"} 6\n')
  })

  it('a signal stops all processes with exit code 0', async () => {
    const { leader, workers } = processesOf(s.running)
    process.kill(leader, 'SIGTERM')
    expect(await s.running.exited).toBe(0)
    expect([leader, ...workers].filter(isAlive)).toEqual([])
    expect(s.running.output()).not.toMatch(/error/i)
  })

  it('a window used up in one process is known to the other, and both exit when the primary process is killed', async () => {
    // The check at the start takes one call.
    await using s = await onX({ limits: { 'GET /2/tweets': { app: 2, user: 900 } } })
    const document = publicPost(s.x)
    expect((await query(s.url, document)).errors).toBeUndefined()
    const isKnown = async (): Promise<boolean> => {
      const all = await Promise.all(
        Array.from({ length: 6 }, () => query(s.url, '{ rateLimits { remaining } }')),
      )
      return all.every(({ data }) => data.rateLimits[0]?.remaining === 0)
    }
    await expect.poll(isKnown).toBe(true)
    // The settings' account, with its own window, serves the queries instead of the app.
    for (let time = 0; time < 6; time++) await query(s.url, document)
    expect(s.x.requests.filter(({ context }) => context === 'app')).toHaveLength(2)
    const { leader, workers } = processesOf(s.running)
    process.kill(leader, 'SIGKILL')
    await expect.poll(() => workers.filter(isAlive)).toEqual([])
  })

  it('they share one sandbox, its logins, and a temporary directory', async () => {
    using directory = temporary()
    const running = await start('start', WORKERS, { PORT: '0', TMPDIR: directory.path })
    try {
      const url = addressOf(running)
      const browser = createBrowser()
      await browser.logIn(url, USER)
      const document = '{ viewer { accounts { user { id } } } }'
      for (let time = 0; time < 4; time++) {
        const { data } = await browser.query(url, document, { connection: 'close' })
        expect(data.viewer.accounts.map(({ user }: { user: { id: string } }) => user.id)).toContain(
          USER,
        )
      }
      const created = (): string[] =>
        readdirSync(directory.path).filter((name) => name.startsWith('x-metrics-gateway-'))
      expect(created()).toHaveLength(1)
      process.kill(processesOf(running).leader, 'SIGTERM')
      expect(await running.exited).toBe(0)
      expect(created()).toEqual([])
    } finally {
      await running.stop()
    }
  })

  it('a failed start is reported once', async () => {
    await using x = await sandboxAt()
    const { port } = new URL(x.url)
    expect(await runFailing('start', { PORT: port, WORKERS: '2' })).toEqual({
      code: 1,
      output: `Port ${port} is in use. Stop the program that uses it, or set PORT.\n`,
    })
  })
})
