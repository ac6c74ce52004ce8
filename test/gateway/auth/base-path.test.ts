// GATEWAY_URL with a path: a proxy serves the gateway below a path of its site.

import { afterAll, beforeAll, expect, it } from 'vitest'

import { createBrowser } from '../../kit/browser.ts'
import { createTestGateway, type TestGateway } from '../../kit/gateway.ts'
import { freePort } from '../../kit/redis.ts'

const USER = '1289001122334455808'
const BASE = '/team/metrics'

let g: TestGateway
let base: string
beforeAll(async () => {
  const port = await freePort()
  base = `http://127.0.0.1:${port}${BASE}`
  g = await createTestGateway({
    asX: true,
    environment: { PORT: `${port}`, GATEWAY_URL: `${base}/` },
  })
})
afterAll(() => g[Symbol.asyncDispose]())

it('loginUrl has the path', async () => {
  const { data } = await g.query('{ viewer { loginUrl } }')
  expect(data.viewer.loginUrl).toBe(`${base}/auth/login`)
})

// A proxy may remove the path from requests, or leave it.
it.each(['', BASE])('serves GraphiQL and its files to requests for %j', async (path) => {
  const get = (address: string) => fetch(`${g.url}${address}`, { headers: { accept: 'text/html' } })
  const html = await (await get(`${path}/graphql`)).text()
  const files = [...html.matchAll(/(?:src|href)="([^"]*\/graphiql\/[^"]+)"/g)]
  expect(files).toHaveLength(3)
  for (const [, file = ''] of files) {
    expect(file).toMatch(/^\/team\/metrics\/graphiql\//)
    expect((await get(file.replace(BASE, path))).status).toBe(200)
  }
  expect(html).toContain(`"endpoint":"${BASE}/graphql"`)
  expect(html).toContain(`href="${BASE}/"`)
  for (const each of ['/live', '/schema.graphql']) {
    expect((await get(`${path}${each}`)).status).toBe(200)
  }
})

it('redirects the path itself to the dashboard', async () => {
  const response = await fetch(`${g.url}${BASE}`, { redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([308, `${BASE}/`])
  expect((await fetch(`${g.url}/team`)).status).toBe(404)
})

it.each(['oauth1', 'oauth2'] as const)('logs in by %s and out', async (way) => {
  const browser = createBrowser()
  const back = await browser.logIn(g.url, USER, { way, returnTo: '/?post=1' })
  expect(back.url.href).toBe(`${base}/?post=1`)
  const { data } = await browser.query(base, '{ viewer { accounts { user { id } } } }')
  expect(data.viewer.accounts).toContainEqual({ user: { id: USER } })
  const form = await browser.visit(`${base}/auth/logout?returnTo=${BASE}/graphql`)
  const action = /action="([^"]+)"/.exec(form.text)?.[1]?.replace('&#37;', '%') ?? ''
  const out = await browser.visit(new URL(action, form.url), { method: 'POST' })
  expect(out.url.href).toBe(`${base}/graphql`)
})

it('leads back to the login after an error', async () => {
  const { text } = await createBrowser().visit(`${base}/auth/callback`)
  expect(text).toContain(`href="${BASE}/auth/login"`)
})
