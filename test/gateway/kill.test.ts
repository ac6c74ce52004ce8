// A gateway that is killed and restarted loses no account. Only accounts whose refresh was in flight have to log in
// again, because X's response was lost with the process.

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, it } from 'vitest'

import { createRandom } from '../../sandbox/world/random.ts'
import { type Browser, createBrowser } from '../kit/browser.ts'
import { type Running, start } from '../kit/command.ts'
import { keysOf, temporary } from '../kit/gateway.ts'
import { createMarkedWorld } from '../kit/marked-world.ts'
import { type Observer, startRecordingProxy } from '../kit/recording-proxy.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'

const KILLS = 2
const ACCOUNTS = 12
const QUERIES_EACH = 3
/** The maximum time before each kill. */
const MOST_MS = 8000
/** The percentage of lookups whose token X rejects. */
const ENDED = 40
const TOKEN_LIFE_MS = 7_200_000
/** Determines how long a claim outlives a killed process. */
const UPSTREAM_TIMEOUT_MS = '1000'

/** The tokens that came of one login. */
interface Chain {
  userId: string
}

/** Knows whose tokens X has replaced without having seen the new ones: only those can be lost. */
const createTokenWatch = (onStep: () => void) => {
  const refreshTokens = new Map<string, Chain>()
  const accessTokens = new Map<string, Chain>()
  const open = new Set<Chain>()
  let refreshes = 0
  const chainOf = (body: string): Chain | undefined =>
    refreshTokens.get(new URLSearchParams(body).get('refresh_token') ?? '')

  const onRequest: Observer['onRequest'] = ({ authorization = '', body }) => {
    const refreshed = chainOf(body)
    const used = accessTokens.get(authorization)
    if (refreshed !== undefined) open.add(refreshed)
    if (used !== undefined) open.delete(used)
    onStep()
  }

  const onResponse: Observer['onResponse'] = ({ path, authorization = '', body }, answer) => {
    if (path === '/2/users/me') {
      const chain = accessTokens.get(authorization)
      if (chain !== undefined) chain.userId = JSON.parse(answer).data.id
    }
    if (path === '/2/oauth2/token') {
      const chain = chainOf(body) ?? { userId: '' }
      if (open.has(chain)) refreshes += 1
      const { access_token, refresh_token } = JSON.parse(answer)
      refreshTokens.set(refresh_token, chain)
      // Earlier access tokens no longer count, even if one is used again.
      for (const [token, each] of accessTokens) if (each === chain) accessTokens.delete(token)
      accessTokens.set(`Bearer ${access_token}`, chain)
    }
    onStep()
  }

  return {
    witness: { onRequest, onResponse },
    refreshes: () => refreshes,
    /** The users whose refresh is in flight. */
    takeOpen: (): ReadonlySet<string> => {
      const users = new Set([...open].map(({ userId }) => userId))
      open.clear()
      return users
    },
  }
}

const addressOf = ({ firstOutput }: Running): string =>
  /http:\/\/[\d.:]+(?=\/graphql)/.exec(firstOutput)?.[0] ?? ''

/** Reads a copy: the gateway must recover the file itself. */
const inspect = (directory: string): { readonly check: unknown; readonly accounts: unknown } => {
  using copy = temporary()
  cpSync(directory, copy.path, { recursive: true })
  const database = new DatabaseSync(join(copy.path, 'accounts.sqlite'))
  const check = database.prepare('PRAGMA integrity_check').get()?.integrity_check
  const accounts = database
    .prepare("SELECT count(*) AS count FROM entries WHERE key LIKE 'accounts:%'")
    .get()?.count
  database.close()
  return { check, accounts }
}

it('is killed again and again while tokens are refreshed, and loses no account', async () => {
  const random = createRandom(20_261_121)
  const world = createMarkedWorld({
    seed: 1,
    now: Date.now(),
    accounts: ACCOUNTS + KILLS + 1,
    rounds: 1,
  })
  const ahead = { ms: 0 }
  await using x = await sandboxAt({ seed: world, now: () => Date.now() + ahead.ms })
  let isLoaded = false
  let steps = 0
  let killAt = Number.POSITIVE_INFINITY
  let die = (): void => {}
  x.fault({
    kind: 'refuse',
    as: 'unauthorized',
    when: ({ path }) => isLoaded && path === '/2/tweets' && random.between(1, 100) <= ENDED,
  })
  const watch = createTokenWatch(() => {
    if (!isLoaded) return
    steps += 1
    if (steps === killAt) die()
  })
  await using relay = await startRecordingProxy(x.url, watch.witness)
  using directory = temporary()
  const environment = {
    ...keysOf(x, directory.path),
    X_API_URL: relay.url,
    PORT: '0',
    UPSTREAM_TIMEOUT_MS,
  }

  const [, ...accounts] = world.accounts
  const newcomers = accounts.splice(ACCOUNTS)
  const browsers = new Map<string, Browser>()
  const logIn = async (url: string, userId: string): Promise<void> => {
    const browser = browsers.get(userId) ?? createBrowser()
    await browser.logIn(url, userId, { returnTo: '/done' })
    if (browser.cookies.has('xmg')) browsers.set(userId, browser)
  }

  const own = new Map([...world.posts.values()].toReversed().map((post) => [post.authorId, post]))
  /** The number that only its owner sees, or why it is not there. */
  const ask = async (url: string, userId: string): Promise<number | string> => {
    const post = own.get(userId)
    const answer = await browsers
      .get(userId)
      ?.query(
        url,
        `{ post(id: "${post?.id}") { organicMetrics { urlLinkClicks } unavailableMetrics { reason } } }`,
      )
    const { organicMetrics, unavailableMetrics } = answer?.data.post ?? {}
    return (
      organicMetrics?.urlLinkClicks ??
      unavailableMetrics?.[0]?.reason ??
      answer?.errors?.[0]?.extensions.code
    )
  }
  /** Asks again while X is too slow for the short timeout. */
  const settled = async (url: string, userId: string): Promise<number | string> => {
    for (let tries = 1; ; tries++) {
      const shown = await ask(url, userId)
      if (tries === 10 || !(shown === 'REFUSED' || String(shown).startsWith('UPSTREAM')))
        return shown
    }
  }
  const truth = (userId: string): number | undefined => own.get(userId)?.numbers.organic.urlClicks

  let gateway = await start('start', [], environment)
  try {
    // Calls have a second: on a slow machine a login may need another try.
    for (let tries = 0; tries < 5 && browsers.size < accounts.length; tries++) {
      const others = accounts.filter((userId) => !browsers.has(userId))
      await Promise.all(others.map((userId) => logIn(addressOf(gateway), userId).catch(() => {})))
    }
    expect(browsers.size).toBe(accounts.length)
    for (let kill = 0; kill < KILLS; kill++) {
      const url = addressOf(gateway)
      isLoaded = true
      const dead = Promise.withResolvers<void>()
      die = () => {
        isLoaded = false
        gateway.kill().then(dead.resolve, dead.reject)
      }
      killAt = steps + random.between(50, 400)
      // On a slow machine there may not be as many.
      const latest = setTimeout(() => die(), MOST_MS)
      const load = accounts.flatMap((userId) =>
        Array.from({ length: QUERIES_EACH }, async () => {
          while (isLoaded) await ask(url, userId).catch(() => 'broken off')
        }),
      )
      const [newcomer = ''] = newcomers.splice(0, 1)
      await Promise.all([...load, logIn(url, newcomer).catch(() => {}), dead.promise])
      clearTimeout(latest)
      if (browsers.has(newcomer)) accounts.push(newcomer)
      const open = watch.takeOpen()
      const { check, accounts: kept } = inspect(directory.path)
      expect(check).toBe('ok')
      expect(kept).toBeGreaterThanOrEqual(accounts.length)

      // Whatever X has given out lately is of no use any more: refresh tokens have to show what they are worth.
      ahead.ms += TOKEN_LIFE_MS
      gateway = await start('start', [], environment)
      const shown = await Promise.all(accounts.map((userId) => settled(addressOf(gateway), userId)))
      const lost = accounts.filter((userId, index) => shown[index] !== truth(userId))
      for (const userId of lost) {
        // The second, when X has heard the killed one's refresh after the new one's, and takes back what that brought.
        expect(['RECONNECT_NEEDED', 'CREDENTIALS_REJECTED']).toContain(
          shown[accounts.indexOf(userId)],
        )
        expect(open.has(userId)).toBe(true)
        await logIn(addressOf(gateway), userId)
        expect(await settled(addressOf(gateway), userId)).toBe(truth(userId))
      }
      watch.takeOpen()
    }
  } finally {
    isLoaded = false
    await gateway.kill()
  }
  expect(watch.refreshes()).toBeGreaterThan(ACCOUNTS)
})
