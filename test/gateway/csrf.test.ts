// What other sites’ pages can make a browser send: nothing of it gets to X.

import { describe, expect, it } from 'vitest'

import { createTestGateway, type TestGateway } from '../kit/gateway.ts'
import { first, foreignPosts } from '../kit/sandbox/posts.ts'

interface Asked {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
}

/** The status, the code, and how often X was asked. */
const outcome = async (
  g: TestGateway,
  { method, headers }: Asked,
): Promise<readonly [status: number, code: string | undefined, calls: number]> => {
  const query = `{ post(id: "${first(foreignPosts(g.x)).id}") { text } }`
  const asForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const response = await fetch(
    `${g.url}/graphql${method === 'GET' ? `?${new URLSearchParams({ query })}` : ''}`,
    {
      method,
      headers,
      ...(method === 'POST' && {
        // A type is added to a string by itself.
        body: Buffer.from(
          asForm ? String(new URLSearchParams({ query })) : JSON.stringify({ query }),
        ),
      }),
    },
  )
  const text = await response.text()
  const said = text.startsWith('{') ? JSON.parse(text) : {}
  return [response.status, said.errors?.[0]?.extensions.code, g.asked().length]
}

const JSON_TYPE = { 'content-type': 'application/json' }
const FORBIDDEN = [403, 'FORBIDDEN', 0]
const UNSUPPORTED = [415, 'UNSUPPORTED_MEDIA_TYPE', 0]
const SERVED = [200, undefined, 1]
const PAGE = [200, undefined, 0]

describe('is turned away:', () => {
  it.each<[string, Asked, unknown]>([
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
      'a page that comes from nowhere',
      { method: 'POST', headers: { ...JSON_TYPE, origin: 'null' } },
      FORBIDDEN,
    ],
    [
      'a page of this host on another port',
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
    ].map((type): [string, Asked, unknown] => [
      `a body of type "${type}"`,
      { method: 'POST', headers: type === '' ? {} : { 'content-type': type } },
      UNSUPPORTED,
    ]),
  ])('%s', async (_, asked, expected) => {
    await using g = await createTestGateway()
    expect(await outcome(g, asked)).toEqual(expected)
  })
})

describe('is let in:', () => {
  it.each<[string, Asked, unknown]>([
    ['a program', { method: 'POST', headers: JSON_TYPE }, SERVED],
    ['a program’s GET', { method: 'GET', headers: {} }, SERVED],
    [
      'a form’s kind of body from whoever can send a header',
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
      'a page of its own',
      { method: 'POST', headers: { ...JSON_TYPE, 'sec-fetch-site': 'same-origin' } },
      SERVED,
    ],
    [
      'an address that somebody typed',
      { method: 'GET', headers: { 'sec-fetch-site': 'none' } },
      SERVED,
    ],
    [
      'a link from another site, to GraphiQL and no further',
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
  ])('%s', async (_, asked, expected) => {
    await using g = await createTestGateway()
    expect(await outcome(g, asked)).toEqual(expected)
  })

  it('a page of its own public address, and of its host behind a proxy that takes https off', async () => {
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

  it('a page of a listed origin, but not its images', async () => {
    const origin = 'https://app.example'
    await using g = await createTestGateway({ environment: { CORS_ORIGINS: origin } })
    const headers = { 'sec-fetch-site': 'same-site' }
    expect(await outcome(g, { method: 'GET', headers: { ...headers, origin } })).toEqual(SERVED)
    expect(await outcome(g, { method: 'GET', headers })).toEqual(FORBIDDEN)
  })
})

it('both refusals say what to do', async () => {
  await using g = await createTestGateway()
  const refused = async (headers: Record<string, string>): Promise<string> =>
    (await fetch(`${g.url}/graphql`, { method: 'POST', headers, body: '{}' })).text()
  expect(await refused({ 'content-type': 'text/plain' })).toContain(
    'Content-Type: application/json',
  )
  expect(await refused({ origin: 'https://a.example' })).toContain('CORS_ORIGINS')
})
