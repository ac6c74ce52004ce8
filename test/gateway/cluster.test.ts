// Several processes on one port do what one does: they share budgets, logins, and the refresh of a token; and one of
// them may end without anybody's noticing.

import { readdirSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts'
import { createBrowser } from '../kit/browser.ts'
import { createTokenHolder } from '../kit/callers.ts'
import { failing, type Running, start } from '../kit/command.ts'
import { type Answer, keysOf, literal, temporary } from '../kit/gateway.ts'
import { canLook, isAlive, processesOf } from '../kit/processes.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { first, postsOf, visiblePosts } from '../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const TOKEN_LIFE_MS = 7_200_000

const WORKERS = ['--workers', '2']

/** Until a process has started. */
const LONGER = { timeout: 10_000 }

const addressOf = ({ printed }: Running): string =>
  new URL(/http:\/\/\S+\/graphql/.exec(printed)?.[0] ?? '').origin

/** Over a connection of its own, and so at any of the processes. */
const ask = async (
  url: string,
  query: string,
  signal?: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  })
  return (await response.json()) as Answer
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

const lookups = (x: Sandbox): number => x.requests.filter(({ path }) => path === '/2/tweets').length

const publicPost = (x: Sandbox): string =>
  `{ posts(ids: ${literal([first(visiblePosts(x)).id])}) { id } }`

describe.runIf(canLook)('with --workers 2', () => {
  it('two processes answer on one port, each with a cache of its own', async () => {
    await using s = await onX({}, { CACHE_TTL_SECONDS: '60' })
    expect(s.running.printed).toMatch(/processes +2/)
    expect(processesOf(s.running).workers).toHaveLength(2)
    const query = publicPost(s.x)
    await expect
      .poll(async () => {
        await ask(s.url, query)
        return lookups(s.x)
      })
      .toBe(2)
    for (let time = 0; time < 6; time++) {
      expect((await ask(s.url, query)).extensions.upstream.fromCache).toBe(1)
    }
    expect(lookups(s.x)).toBe(2)
  })

  it('what one has used up the other does not try', async () => {
    await using s = await onX({ limits: { 'GET /2/tweets': { app: 1, user: 900 } } })
    const query = publicPost(s.x)
    expect((await ask(s.url, query)).errors).toBeUndefined()
    const isKnown = async (): Promise<boolean> => {
      const all = await Promise.all(
        Array.from({ length: 6 }, () => ask(s.url, '{ rateLimits { remaining } }')),
      )
      return all.every(({ data }) => data.rateLimits[0]?.remaining === 0)
    }
    await expect.poll(isKnown).toBe(true)
    // The account of the settings has its own window, and serves; nothing more is asked as the app.
    for (let time = 0; time < 6; time++) await ask(s.url, query)
    expect(s.x.requests.filter(({ context }) => context === 'app')).toHaveLength(1)
  })

  it('what X has refused for one serves nothing private in the other', async () => {
    await using s = await onX({}, { CACHE_TTL_SECONDS: '600', PRIVATE_CACHE_TTL_SECONDS: '600' })
    const holder = await createTokenHolder('with a token', s.x, WRITER)
    const headers = holder.headers()
    const [one, other] = postsOf(s.x).filter(({ authorId }) => authorId === WRITER)
    const see = async (id = '') =>
      ask(s.url, `{ post(id: "${id}") { organicMetrics { likeCount } } }`, undefined, headers)
    await expect
      .poll(async () => {
        await see(one?.id)
        return lookups(s.x)
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

  it('forty queries over a token that has ended are one refresh', async () => {
    const ahead = { ms: 0 }
    await using s = await onX({ now: () => Date.now() + ahead.ms })
    const browser = createBrowser()
    await browser.logIn(s.url, WRITER)
    const post = first(postsOf(s.x), ({ authorId }) => authorId === WRITER)
    const refreshes = (): number =>
      s.x.requests.filter(({ path }) => path === '/2/oauth2/token').length - 1
    for (let round = 1; round <= 2; round++) {
      ahead.ms += TOKEN_LIFE_MS
      const answers = await Promise.all(
        Array.from({ length: 40 }, () =>
          browser.query(s.url, `{ post(id: "${post.id}") { organicMetrics { likeCount } } }`, {
            connection: 'close',
          }),
        ),
      )
      expect(answers.map(({ data }) => data.post.organicMetrics)).not.toContain(null)
      expect(refreshes()).toBe(round)
    }
  })

  it('one that ends is replaced, and meanwhile the other answers', async () => {
    await using s = await onX()
    const query = publicPost(s.x)
    const [victim = 0] = processesOf(s.running).workers
    process.kill(victim, 'SIGKILL')
    // Only a connection that was being handed to it at that moment is lost.
    let lost = 0
    await expect
      .poll(async () => {
        const asked = ask(s.url, query, AbortSignal.timeout(1000))
        const answer = await asked.catch(() => {
          lost += 1
        })
        expect(answer?.errors).toBeUndefined()
        return processesOf(s.running).workers.filter((pid) => pid !== victim).length
      }, LONGER)
      .toBe(2)
    expect(lost).toBeLessThanOrEqual(1)
    for (let time = 0; time < 5; time++) expect((await ask(s.url, query)).errors).toBeUndefined()
  })

  it('a signal ends them all, with success', async () => {
    await using s = await onX()
    const { leader, workers } = processesOf(s.running)
    process.kill(leader, 'SIGTERM')
    expect(await s.running.ended).toBe(0)
    expect([leader, ...workers].filter(isAlive)).toEqual([])
    expect(s.running.said()).not.toMatch(/error/i)
  })

  it('none is left when the first one is killed', async () => {
    await using s = await onX()
    const { leader, workers } = processesOf(s.running)
    process.kill(leader, 'SIGKILL')
    await expect.poll(() => workers.filter(isAlive)).toEqual([])
  })

  it('they share one sandbox, its logins, and a place that is gone with them', async () => {
    using place = temporary()
    const running = await start('start', WORKERS, { PORT: '0', TMPDIR: place.path })
    try {
      const url = addressOf(running)
      const browser = createBrowser()
      await browser.logIn(url, WRITER)
      const query = '{ viewer { accounts { user { id } } } }'
      for (let time = 0; time < 4; time++) {
        const { data } = await browser.query(url, query, { connection: 'close' })
        expect(data.viewer.accounts.map(({ user }: { user: { id: string } }) => user.id)).toContain(
          WRITER,
        )
      }
      const ours = (): string[] =>
        readdirSync(place.path).filter((name) => name.startsWith('x-metrics-gateway-'))
      expect(ours()).toHaveLength(1)
      process.kill(processesOf(running).leader, 'SIGTERM')
      expect(await running.ended).toBe(0)
      expect(ours()).toEqual([])
    } finally {
      await running.stop()
    }
  })

  it('what keeps them from starting is said once', async () => {
    await using x = await sandboxAt()
    const { port } = new URL(x.url)
    expect(await failing('start', { PORT: port, WORKERS: '2' })).toEqual({
      code: 1,
      said: `Port ${port} is in use: stop what listens there, or set PORT.\n`,
    })
  })
})
