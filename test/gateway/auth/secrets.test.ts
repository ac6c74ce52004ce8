// A gateway in a process of its own, taken through everything that can go wrong, by way of an ear that hears what X
// gives out: no key, token, cookie or secret is in anything that the gateway says.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { request } from 'undici'
import { expect, it } from 'vitest'

import type { Sandbox } from '../../../sandbox/index.ts'
import { createBrowser } from '../../kit/browser.ts'
import { start } from '../../kit/command.ts'
import { keysOf, literal, temporary } from '../../kit/gateway.ts'
import { sandboxAt } from '../../kit/sandbox/call.ts'
import { logIn } from '../../kit/sandbox/login.ts'
import { foreignPosts, ownPosts } from '../../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const KEY = 'planted-gateway-key-planted'
const SECRET = 'planted-gateway-secret-planted-gateway-secret'

/** Between the gateway and X: hands on, and remembers the tokens of X's answers. */
const startEar = async (x: Sandbox) => {
  const heard = new Set<string>()
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    try {
      const answer = await request(`${x.url}${incoming.url}`, {
        method: incoming.method as 'GET',
        headers: incoming.headers,
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      })
      const body = Buffer.from(await answer.body.arrayBuffer())
      for (const [, , token = ''] of String(body).matchAll(
        /(access_token|refresh_token|oauth_token|oauth_token_secret)[="]+:?"?([\w-]{16,})/g,
      )) {
        heard.add(token)
      }
      outgoing.statusCode = answer.statusCode
      for (const name of ['content-type', 'location']) {
        const value = answer.headers[name]
        if (value !== undefined) outgoing.setHeader(name, value)
      }
      outgoing.end(body)
    } catch {
      outgoing.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

it('nothing secret is ever said', async () => {
  const ahead = { ms: 0 }
  using directory = temporary()
  await using x = await sandboxAt({ now: () => Date.now() + ahead.ms })
  await using ear = await startEar(x)
  const gateway = await start('start', [], {
    ...keysOf(x, directory.path),
    X_API_URL: ear.url,
    PORT: '0',
    GATEWAY_KEY: KEY,
    GATEWAY_SECRET: SECRET,
  })
  const url = /http:\/\/[\d.:]+(?=\/graphql)/.exec(gateway.printed)?.[0] ?? ''
  const heardByCallers: string[] = []
  const secrets = new Set<string>([KEY, SECRET])

  const listen = async (response: Response): Promise<void> => {
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie')
    heardByCallers.push(JSON.stringify(headers), await response.text())
  }
  const ask = async (headers: Record<string, string>, body?: string): Promise<void> => {
    const ids = [...ownPosts(x), ...foreignPosts(x)].slice(0, 3).map(({ id }) => id)
    const query = `{ posts(ids: ${literal(ids)}) { id organicMetrics { likeCount } unavailableMetrics { message } }
      viewer { loginUrl accounts { reconnectNeeded user { id name } } } }`
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body ?? JSON.stringify({ query }),
    })
    await listen(response)
  }

  try {
    const browser = createBrowser('a browser')
    await browser.logIn(url, WRITER)
    await browser.logIn(url, '2244994945', { way: 'oauth1' })
    const session = { 'user-agent': 'a browser', cookie: `xmg=${browser.cookies.get('xmg')}` }
    const key = { authorization: `Bearer ${KEY}` }
    const token = await logIn(x, WRITER)
    secrets.add(browser.cookies.get('xmg') ?? '')
    secrets.add(token)
    const callers = [session, key, { ...session, ...key }, { 'x-user-token': token }]
    const all = async (): Promise<void> => {
      for (const caller of callers) await ask(caller)
    }
    await all()

    for (const as of ['unauthorized', 'forbidden', 'rate-limited', 'unavailable'] as const) {
      const armed = x.fault({ kind: 'refuse', as })
      await all()
      armed.remove()
    }
    for (const kind of ['html', 'reset', 'half-body', 'garbage', 'empty'] as const) {
      const armed = x.fault({ kind })
      await all()
      armed.remove()
    }
    // Refused callers, and requests that make no sense, with what they hold.
    await ask({ authorization: 'Bearer planted-wrong-key-planted' })
    await ask({ 'x-user-token': 'planted wrong token' })
    await ask({ 'x-user-token': 'planted-wrong-token' })
    await ask(key, '{"query":"{')
    await ask(key, JSON.stringify({ query: '{ nothing }' }))
    secrets.add('planted-wrong-key-planted').add('planted-wrong-token')
    // Logins that fail on their way back, with what they carry.
    for (const way of ['oauth2', 'oauth1'] as const) {
      const answer = await browser.decide(await browser.toConsent(url, { way }), WRITER)
      for (const name of ['code', 'state', 'oauth_token', 'oauth_verifier']) {
        const value = answer.searchParams.get(name)
        if (value !== null) secrets.add(value)
      }
      const armed = x.fault({ kind: 'html' })
      const failed = await browser.visit(answer)
      armed.remove()
      expect(failed.status).toBe(502)
      heardByCallers.push(failed.text)
    }
    // Tokens that end, are refreshed, and end for good.
    ahead.ms += 7_200_000
    await all()
    x.reset()
    await all()
    await listen(await fetch(`${url}/auth/logout`, { headers: session }))
  } finally {
    await gateway.stop()
  }
  const { credentials } = x
  for (const secret of [
    credentials.bearer,
    credentials.apiKey,
    credentials.apiKeySecret,
    credentials.accessToken,
    credentials.accessTokenSecret,
    credentials.clientSecret,
    ...ear.heard,
  ]) {
    secrets.add(secret)
  }
  // Of two logins, one refresh, and the token of the caller.
  expect(ear.heard.size).toBeGreaterThanOrEqual(6)
  expect(heardByCallers.length).toBeGreaterThan(80)
  const said = gateway.said()
  expect(said).toContain('X metrics gateway')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(15)
    expect(said.includes(secret), 'in the log').toBe(false)
    for (const text of heardByCallers) expect(text.includes(secret), text.slice(0, 300)).toBe(false)
  }
})
