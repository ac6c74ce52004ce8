// Runs a gateway process through all kinds of failures, behind a proxy that records X's tokens: no key, token, cookie or
// secret occurs in its output or its responses.

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

const USER = '1289001122334455808'
const KEY = 'planted-gateway-key-planted'
const SECRET = 'planted-gateway-secret-planted-gateway-secret'

/** A proxy between the gateway and X that records the tokens of X's responses. */
const startRecorder = async (x: Sandbox) => {
  const tokens = new Set<string>()
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
        tokens.add(token)
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
    tokens,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

it('secrets occur in no log line and no response', async () => {
  const ahead = { ms: 0 }
  using directory = temporary()
  await using x = await sandboxAt({ now: () => Date.now() + ahead.ms })
  await using recorder = await startRecorder(x)
  const gateway = await start('start', [], {
    ...keysOf(x, directory.path),
    X_API_URL: recorder.url,
    PORT: '0',
    GATEWAY_KEY: KEY,
    GATEWAY_SECRET: SECRET,
  })
  const url = /http:\/\/[\d.:]+(?=\/graphql)/.exec(gateway.firstOutput)?.[0] ?? ''
  const responses: string[] = []
  const secrets = new Set<string>([KEY, SECRET])

  const record = async (response: Response): Promise<void> => {
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie')
    responses.push(JSON.stringify(headers), await response.text())
  }
  const query = async (headers: Record<string, string>, body?: string): Promise<void> => {
    const ids = [...ownPosts(x), ...foreignPosts(x)].slice(0, 3).map(({ id }) => id)
    const document = `{ posts(ids: ${literal(ids)}) { id organicMetrics { likeCount } unavailableMetrics { message } }
      viewer { loginUrl accounts { reconnectNeeded user { id name } } } }`
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body ?? JSON.stringify({ query: document }),
    })
    await record(response)
  }

  try {
    const browser = createBrowser('a browser')
    await browser.logIn(url, USER)
    await browser.logIn(url, '2244994945', { way: 'oauth1' })
    const session = { 'user-agent': 'a browser', cookie: `xmg=${browser.cookies.get('xmg')}` }
    const key = { authorization: `Bearer ${KEY}` }
    const token = await logIn(x, USER)
    secrets.add(browser.cookies.get('xmg') ?? '')
    secrets.add(token)
    const callers = [session, key, { ...session, ...key }, { 'x-user-token': token }]
    const queryAll = async (): Promise<void> => {
      for (const caller of callers) await query(caller)
    }
    await queryAll()

    for (const as of ['unauthorized', 'forbidden', 'rate-limited', 'unavailable'] as const) {
      const fault = x.fault({ kind: 'refuse', as })
      await queryAll()
      fault.remove()
    }
    for (const kind of ['html', 'reset', 'half-body', 'garbage', 'empty'] as const) {
      const fault = x.fault({ kind })
      await queryAll()
      fault.remove()
    }
    // Rejected callers and malformed requests, with their secrets.
    await query({ authorization: 'Bearer planted-wrong-key-planted' })
    await query({ 'x-user-token': 'planted wrong token' })
    await query({ 'x-user-token': 'planted-wrong-token' })
    await query(key, '{"query":"{')
    await query(key, JSON.stringify({ query: '{ nothing }' }))
    secrets.add('planted-wrong-key-planted').add('planted-wrong-token')
    // Logins whose callback fails, with their parameters.
    for (const way of ['oauth2', 'oauth1'] as const) {
      const answer = await browser.decide(await browser.toConsent(url, { way }), USER)
      for (const name of ['code', 'state', 'oauth_token', 'oauth_verifier']) {
        const value = answer.searchParams.get(name)
        if (value !== null) secrets.add(value)
      }
      const fault = x.fault({ kind: 'html' })
      const failed = await browser.visit(answer)
      fault.remove()
      expect(failed.status).toBe(502)
      responses.push(failed.text)
    }
    // Tokens that expire, are refreshed, and are refused.
    ahead.ms += 7_200_000
    await queryAll()
    x.reset()
    await queryAll()
    await record(await fetch(`${url}/auth/logout`, { headers: session }))
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
    ...recorder.tokens,
  ]) {
    secrets.add(secret)
  }
  // Two logins, one refresh, and the token of the caller.
  expect(recorder.tokens.size).toBeGreaterThanOrEqual(6)
  expect(responses.length).toBeGreaterThan(80)
  const output = gateway.output()
  expect(output).toContain('X metrics gateway')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(15)
    expect(output.includes(secret), 'in the log').toBe(false)
    for (const text of responses) expect(text.includes(secret), text.slice(0, 300)).toBe(false)
  }
})
