// Cross-site request forgery: requests that pages of other sites can make a browser send do not reach X.

import { describe, expect, it } from 'vitest'

import { createTestGateway, type TestGateway } from '../kit/gateway.ts'
import { first, foreignPosts } from '../kit/sandbox/posts.ts'

interface Sent {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
}

/** The status, the error code, and the number of calls to X. */
const outcome = async (
  g: TestGateway,
  { method, headers }: Sent,
): Promise<readonly [status: number, code: string | undefined, calls: number]> => {
  const query = `{ post(id: "${first(foreignPosts(g.x)).id}") { text } }`
  const asForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const response = await fetch(
    `${g.url}/graphql${method === 'GET' ? `?${new URLSearchParams({ query })}` : ''}`,
    {
      method,
      headers,
      ...(method === 'POST' && {
        // With a string, fetch would add a Content-Type.
        body: Buffer.from(
          asForm ? String(new URLSearchParams({ query })) : JSON.stringify({ query }),
        ),
      }),
    },
  )
  const text = await response.text()
  const json = text.startsWith('{') ? JSON.parse(text) : {}
  return [response.status, json.errors?.[0]?.extensions.code, g.takeRequests().length]
}

const JSON_TYPE = { 'content-type': 'application/json' }
const FORBIDDEN = [403, 'FORBIDDEN', 0]
const UNSUPPORTED = [415, 'UNSUPPORTED_MEDIA_TYPE', 0]
const SERVED = [200, undefined, 1]
const PAGE = [200, undefined, 0]

describe('rejected:', () => {
  it.each<[string, Sent, unknown]>([
    [
      'an image of another site',
      { method: 'GET', headers: { 'sec-fetch-site': 'cross-site', accept: 'image/avif,*/*' } },
      FORBIDDEN,
    ],
    [
      'a script of another host of this site',
      { method: 'GET', headers: { 'sec-fetch-site': 'same-site' } },
      FORBIDDEN,
    ],
    [
      'a script’s GET from an older browser',
      { method: 'GET', headers: { origin: 'https://elsewhere.example' } },
      FORBIDDEN,
    ],
    [
      'a page with an opaque origin',
      { method: 'POST', headers: { ...JSON_TYPE, origin: 'null' } },
      FORBIDDEN,
    ],
    [
      'a page of the same host on another port',
      { method: 'POST', headers: { ...JSON_TYPE, origin: 'http://127.0.0.1:1' } },
      FORBIDDEN,
    ],
    [
      'a form of another site',
      {
        method: 'POST',
        headers: {
          'content-type': 'text/plain',
          'sec-fetch-site': 'cross-site',
          accept: 'text/html',
        },
      },
      FORBIDDEN,
    ],
    ...[
      'application/x-www-form-urlencoded',
      'Application/X-WWW-Form-Urlencoded; charset=utf-8',
      'multipart/form-data; boundary=x',
      'text/plain',
      'text/plain; application/json',
      '',
    ].map((type): [string, Sent, unknown] => [
      `a body of type "${type}"`,
      { method: 'POST', headers: type === '' ? {} : { 'content-type': type } },
      UNSUPPORTED,
    ]),
  ])('%s', async (_, sent, expected) => {
    await using g = await createTestGateway()
    expect(await outcome(g, sent)).toEqual(expected)
  })
})

describe('admitted:', () => {
  it.each<[string, Sent, unknown]>([
    ['a client that is not a browser', { method: 'POST', headers: JSON_TYPE }, SERVED],
    ['its GET request', { method: 'GET', headers: {} }, SERVED],
    [
      'a form body with the header Apollo-Require-Preflight',
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'apollo-require-preflight': 'true',
        },
      },
      SERVED,
    ],
    [
      'a page of the gateway',
      { method: 'POST', headers: { ...JSON_TYPE, 'sec-fetch-site': 'same-origin' } },
      SERVED,
    ],
    [
      'a URL that a user has typed',
      { method: 'GET', headers: { 'sec-fetch-site': 'none' } },
      SERVED,
    ],
    [
      'a link from another site, which opens GraphiQL and runs nothing',
      {
        method: 'GET',
        headers: {
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'navigate',
          accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        },
      },
      PAGE,
    ],
  ])('%s', async (_, sent, expected) => {
    await using g = await createTestGateway()
    expect(await outcome(g, sent)).toEqual(expected)
  })

  it('a page of GATEWAY_URL, and of the Host behind a proxy that terminates TLS', async () => {
    await using g = await createTestGateway({
      environment: { HOST: '127.0.0.1', GATEWAY_URL: 'https://gateway.example' },
    })
    const { host } = new URL(g.url)
    for (const origin of ['https://gateway.example', `https://${host}`]) {
      expect(await outcome(g, { method: 'POST', headers: { ...JSON_TYPE, origin } })).toEqual(
        SERVED,
      )
    }
  })

  it('a script of a listed origin, but not its images', async () => {
    const origin = 'https://app.example'
    await using g = await createTestGateway({ environment: { CORS_ORIGINS: origin } })
    const headers = { 'sec-fetch-site': 'same-site' }
    expect(await outcome(g, { method: 'GET', headers: { ...headers, origin } })).toEqual(SERVED)
    expect(await outcome(g, { method: 'GET', headers })).toEqual(FORBIDDEN)
  })
})

it('both errors say what to do', async () => {
  await using g = await createTestGateway()
  const refused = async (headers: Record<string, string>): Promise<string> =>
    (await fetch(`${g.url}/graphql`, { method: 'POST', headers, body: '{}' })).text()
  expect(await refused({ 'content-type': 'text/plain' })).toContain(
    'Content-Type: application/json',
  )
  expect(await refused({ origin: 'https://a.example' })).toContain('CORS_ORIGINS')
})
