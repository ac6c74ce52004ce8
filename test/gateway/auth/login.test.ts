// Login and logout by both protocols in a browser, and attacks against them.

import { describe, expect, it } from 'vitest'

import { type Browser, createBrowser } from '../../kit/browser.ts'
import { createTestGateway, type TestGateway } from '../../kit/gateway.ts'
import { DAY, NOW } from '../../kit/sandbox/call.ts'
import { first, postsOf } from '../../kit/sandbox/posts.ts'

const USER = '1289001122334455808'
const OTHER_USER = '2244994945'

const ACCOUNTS = '{ viewer { accounts { method owned scopes connectedAt user { id } } } }'

/** Ids of the accounts that the browser's session has connected. */
const connected = async (browser: Browser, g: TestGateway): Promise<string[]> => {
  const { data } = await browser.query(g.url, ACCOUNTS)
  return data.viewer.accounts
    .filter(({ owned }: { owned: boolean }) => !owned)
    .map(({ user }: { user: { id: string } }) => user.id)
}

const protocols = ['oauth2', 'oauth1'] as const

describe.each(protocols)('a login by %s', (way) => {
  it('redirects to X and back to the starting page, and connects the account', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    const back = await browser.logIn(g.url, USER, { way, returnTo: '/graphql?x=1' })
    expect([back.status, back.url.href]).toEqual([200, `${g.url}/graphql?x=1`])
    const { data } = await browser.query(g.url, ACCOUNTS)
    expect(data.viewer.accounts[1]).toEqual({
      method: way.toUpperCase(),
      owned: false,
      scopes: way === 'oauth2' ? ['tweet.read', 'users.read', 'offline.access'] : null,
      connectedAt: new Date(NOW).toISOString(),
      user: { id: USER },
    })
    const { id } = first(postsOf(g.x), ({ authorId }) => authorId === USER)
    const answer = await browser.query(
      g.url,
      `{ post(id: "${id}") { organicMetrics { likeCount } } }`,
    )
    expect(answer.data.post.organicMetrics).not.toBeNull()
  })

  it('that the user denies stores nothing', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    const page = await browser.logIn(g.url, USER, { way, decision: 'deny' })
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('Nothing was stored')])
    expect(browser.cookies.has('xmg')).toBe(false)
  })

  it('tells its result to a page that wants it', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    const logIn = async (decision: 'allow' | 'deny') => {
      const returnTo = '/?login=#/posts?period=7d'
      const { status, url } = await browser.logIn(g.url, USER, { way, returnTo, decision })
      return [status, url.href, browser.cookies.has('xmg'), browser.cookies.has('xmg-login')]
    }
    expect(await logIn('deny')).toEqual([
      ...[200, `${g.url}/?login=denied#/posts?period=7d`, false, false],
    ])
    expect(await logIn('allow')).toEqual([
      ...[200, `${g.url}/?login=${USER}#/posts?period=7d`, true, false],
    ])
  })

  it('rejects a replayed callback', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    const answer = await browser.decide(await browser.toConsent(g.url, { way }), USER)
    const cookie = browser.cookies.get('xmg-login') ?? ''
    expect((await browser.visit(answer)).status).toBe(200)
    expect(browser.cookies.has('xmg-login')).toBe(false)
    browser.cookies.set('xmg-login', cookie)
    const again = await browser.visit(answer)
    expect([again.status, again.text]).toEqual([403, expect.stringContaining('completed already')])
  })

  it('can be completed only in the browser that started it', async () => {
    await using g = await createTestGateway({ asX: true })
    const attacker = createBrowser()
    const answer = await attacker.decide(await attacker.toConsent(g.url, { way }), OTHER_USER)
    const stranger = createBrowser()
    expect((await stranger.visit(answer)).status).toBe(403)
    expect(stranger.cookies.size).toBe(0)
    // A browser with its own pending login rejects the callback too, and can still complete its own.
    const victim = createBrowser()
    const consent = await victim.toConsent(g.url, { way })
    expect((await victim.visit(answer)).text).toContain('did not start this login')
    expect((await victim.visit(await victim.decide(consent, USER))).status).toBe(200)
    expect(await connected(victim, g)).toEqual([USER])
  })

  it('expires after ten minutes', async () => {
    let time = NOW
    await using g = await createTestGateway({ asX: true, now: () => time })
    const browser = createBrowser()
    const answer = await browser.decide(await browser.toConsent(g.url, { way }), USER)
    time += 10 * 60_000
    expect((await browser.visit(answer)).text).toContain('longer than ten minutes')
  })

  it('reports that X is unavailable', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    const answer = await browser.decide(await browser.toConsent(g.url, { way }), USER)
    g.x.fault({ kind: 'refuse', as: 'unavailable', times: 1 })
    const page = await browser.visit(answer)
    expect([page.status, page.text]).toEqual([502, expect.stringContaining('not available')])
  })
})

describe('a login by oauth2', () => {
  it('works with a public client', async () => {
    await using g = await createTestGateway()
    const { publicClientId } = g.x.credentials
    await using other = await createTestGateway({
      on: g.x,
      asX: true,
      environment: { X_CLIENT_ID: publicClientId, X_CLIENT_SECRET: '' },
    })
    const browser = createBrowser()
    expect((await browser.logIn(other.url, USER)).status).toBe(200)
    expect(await connected(browser, other)).toEqual([USER])
  })

  it('fails at X with a code of another login, because of its verifier', async () => {
    await using g = await createTestGateway({ asX: true })
    const attacker = createBrowser()
    const stolen = await attacker.decide(await attacker.toConsent(g.url), OTHER_USER)
    const browser = createBrowser()
    const answer = await browser.decide(await browser.toConsent(g.url), USER)
    answer.searchParams.set('code', stolen.searchParams.get('code') ?? '')
    const page = await browser.visit(answer)
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('Log in again')])
    expect(browser.cookies.has('xmg')).toBe(false)
  })

  it('with a wrong client secret reports the setting and not its value', async () => {
    await using g = await createTestGateway({
      asX: true,
      environment: { X_CLIENT_SECRET: 'planted-wrong-secret' },
    })
    const page = await createBrowser().logIn(g.url, USER)
    expect([page.status, page.text]).toEqual([502, expect.stringContaining('X_CLIENT_SECRET')])
    expect(page.text).not.toContain('planted')
  })

  it('started at localhost continues at 127.0.0.1, to which X redirects', async () => {
    await using g = await createTestGateway({ asX: true })
    const start = await fetch(`${g.url.replace('127.0.0.1', 'localhost')}/auth/login?returnTo=/`, {
      redirect: 'manual',
    })
    expect(start.headers.get('location')).toBe(`${g.url}/auth/login?returnTo=/`)
  })
})

it.each([
  'https://elsewhere.example/',
  '//elsewhere.example/',
  '/\\elsewhere.example',
  '/\t/elsewhere.example',
  'javascript:alert(1)',
  'graphql',
  '',
])('returnTo=%j is rejected', async (returnTo) => {
  await using g = await createTestGateway()
  for (const path of ['/auth/login', '/auth/login/oauth1', '/auth/logout']) {
    const url = new URL(path, g.url)
    url.searchParams.set('returnTo', returnTo)
    const { status, headers } = await fetch(url, { redirect: 'manual' })
    expect([status, headers.get('location')]).toEqual([400, null])
  }
})

describe('the session’s cookie', () => {
  it('is HttpOnly, and behind https Secure with a __Host- prefix', async () => {
    const cookieOf = async (environment: Record<string, string>): Promise<string> => {
      await using g = await createTestGateway({ asX: true, environment })
      const browser = createBrowser()
      const { search } = await browser.decide(await browser.toConsent(g.url), USER)
      const cookie = [...browser.cookies].map((pair) => pair.join('=')).join()
      const answer = await fetch(`${g.url}/auth/callback${search}`, {
        headers: { cookie },
        redirect: 'manual',
      })
      return answer.headers.getSetCookie()[0] ?? ''
    }
    expect(await cookieOf({})).toMatch(
      /^xmg=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    )
    expect(
      await cookieOf({
        GATEWAY_URL: 'https://gateway.example',
        GATEWAY_KEY: 'a key that nobody guesses',
      }),
    ).toMatch(/^__Host-xmg=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/)
  })

  it('is invalid when edited, invented, used by another browser, or replaced by a login', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    await browser.logIn(g.url, USER)
    const cookie = browser.cookies.get('xmg') ?? ''
    const as = async (value: string, agent?: string): Promise<string[]> => {
      const other = createBrowser(agent)
      other.cookies.set('xmg', value)
      return connected(other, g)
    }
    expect(await as(cookie)).toEqual([USER])
    const edited = (cookie.startsWith('A') ? 'B' : 'A') + cookie.slice(1)
    for (const value of [edited, 'A'.repeat(43), '', `${cookie}x`, '%00', '../../']) {
      expect(await as(value), value).toEqual([])
    }
    expect(await as(cookie, 'curl/8.5.0')).toEqual([])
    // A browser update keeps the session valid.
    const { data } = await browser.query(g.url, ACCOUNTS, {
      'user-agent':
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.1.0.0 Safari/537.36',
    })
    expect(data.viewer.accounts).toHaveLength(2)
    await browser.logIn(g.url, OTHER_USER, { way: 'oauth1' })
    expect(await connected(browser, g)).toEqual(expect.arrayContaining([USER, OTHER_USER]))
    expect(await as(cookie)).toEqual([])
  })

  it('is replaced at the login, which prevents session fixation', async () => {
    await using g = await createTestGateway({ asX: true })
    const victim = createBrowser()
    const planted = 'P'.repeat(43)
    victim.cookies.set('xmg', planted)
    await victim.logIn(g.url, USER)
    expect(victim.cookies.get('xmg')).not.toBe(planted)
    const attacker = createBrowser()
    attacker.cookies.set('xmg', planted)
    expect(await connected(attacker, g)).toEqual([])
  })

  it('expires thirty days after its last use', async () => {
    let time = NOW
    await using g = await createTestGateway({ asX: true, now: () => time })
    const browser = createBrowser()
    await browser.logIn(g.url, USER, { way: 'oauth1' })
    for (let days = 0; days < 60; days += 20) {
      time += 20 * DAY
      expect(await connected(browser, g)).toEqual([USER])
    }
    time += 31 * DAY
    expect(await connected(browser, g)).toEqual([])
  })
})

describe.each(protocols)('an account connected by %s', (way) => {
  const isStillUsed = async (g: TestGateway): Promise<boolean> => {
    const before = g.x.requests.length
    const { id } = first(postsOf(g.x), ({ authorId }) => authorId === USER)
    await g.query(`{ post(id: "${id}") { organicMetrics { likeCount } } }`)
    return g.x.requests.slice(before).some(({ context }) => context === USER)
  }

  it('is removed and revoked by disconnectAccount', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    await browser.logIn(g.url, OTHER_USER)
    await browser.logIn(g.url, USER, { way })
    const { data } = await browser.query(
      g.url,
      `mutation { disconnectAccount(userId: "${USER}") { viewer { accounts { user { id } } } } }`,
    )
    expect(
      data.disconnectAccount.viewer.accounts.map(({ user }: { user: { id: string } }) => user.id),
    ).toEqual([g.x.credentials.userId, OTHER_USER])
    const revocations = g.x.requests.filter(({ path }) =>
      /^\/(2\/oauth2\/revoke|1\.1\/oauth\/invalidate_token)$/.test(path),
    )
    expect(revocations.map(({ status }) => status)).toEqual(way === 'oauth2' ? [200, 200] : [200])
    expect(await isStillUsed(g)).toBe(false)
  })

  it('is removed by logging out, even when X is unreachable', async () => {
    await using g = await createTestGateway({ asX: true })
    const browser = createBrowser()
    await browser.logIn(g.url, USER, { way })
    const cookie = browser.cookies.get('xmg') ?? ''
    expect((await browser.visit(`${g.url}/auth/logout`)).text).toContain('<form method="post"')
    expect(await connected(browser, g)).toEqual([USER])
    const foreign = await browser.visit(`${g.url}/auth/logout`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
    })
    expect(foreign.status).toBe(403)
    expect(await connected(browser, g)).toEqual([USER])
    g.x.fault({ kind: 'reset' })
    const out = await browser.visit(`${g.url}/auth/logout?returnTo=/graphql`, {
      method: 'POST',
      headers: { origin: g.url },
    })
    expect([out.status, browser.cookies.has('xmg')]).toEqual([200, false])
    browser.cookies.set('xmg', cookie)
    g.x.reset()
    expect(await connected(browser, g)).toEqual([])
  })
})

it('disconnectAccount returns the remaining accounts', async () => {
  await using g = await createTestGateway({ asX: true })
  const browser = createBrowser()
  await browser.logIn(g.url, USER)
  await browser.logIn(g.url, OTHER_USER)
  const { data } = await browser.query(
    g.url,
    `mutation {
      one: disconnectAccount(userId: "${USER}") { viewer { accounts { owned } } }
      other: disconnectAccount(userId: "${OTHER_USER}") { viewer { accounts { owned } } }
    }`,
  )
  expect([data.one.viewer.accounts.length, data.other.viewer.accounts.length]).toEqual([2, 1])
})

it('a session can disconnect only its own accounts', async () => {
  await using g = await createTestGateway({ asX: true })
  const browser = createBrowser()
  await browser.logIn(g.url, USER)
  const codeFor = async (client: Browser, userId: string, headers = {}): Promise<string> => {
    const mutation = `mutation { disconnectAccount(userId: "${userId}") { viewer { loginUrl } } }`
    const { errors = [] } = await client.query(g.url, mutation, headers)
    return errors.map(({ extensions }) => extensions.code).join()
  }
  expect(await codeFor(browser, g.x.credentials.userId)).toBe('FORBIDDEN')
  expect(await codeFor(browser, OTHER_USER)).toBe('BAD_USER_INPUT')
  expect(await codeFor(createBrowser(), USER)).toBe('UNAUTHENTICATED')
  // This browser sends the cookie with another site's form, because it ignores SameSite.
  expect(await codeFor(browser, USER, { origin: 'https://elsewhere.example' })).toBe(
    'UNAUTHENTICATED',
  )
  const stranger = createBrowser()
  await stranger.logIn(g.url, OTHER_USER)
  expect(await codeFor(stranger, USER)).toBe('BAD_USER_INPUT')
  expect(await connected(browser, g)).toEqual([USER])
})

it('without keys for logins, the login page names the missing settings', async () => {
  await using g = await createTestGateway({
    asX: true,
    environment: {
      X_API_KEY: '',
      X_API_KEY_SECRET: '',
      X_ACCESS_TOKEN: '',
      X_ACCESS_TOKEN_SECRET: '',
      X_CLIENT_ID: '',
      X_CLIENT_SECRET: '',
    },
  })
  expect((await g.query('{ viewer { loginUrl } }')).data.viewer.loginUrl).toBeNull()
  const page = await fetch(`${g.url}/auth/login`)
  expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('X_CLIENT_ID')])
})

it('with only the API key pair, logins use OAuth 1.0a', async () => {
  await using g = await createTestGateway({
    asX: true,
    environment: { X_CLIENT_ID: '', X_CLIENT_SECRET: '' },
  })
  const browser = createBrowser()
  await browser.logIn(g.url, USER)
  const { data } = await browser.query(g.url, ACCOUNTS)
  expect(data.viewer.accounts[1]).toMatchObject({ method: 'OAUTH1', user: { id: USER } })
})
