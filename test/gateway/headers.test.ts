// Security headers of all responses, and of pages.

import { describe, expect, it } from 'vitest'

import { createTestGateway } from '../kit/gateway.ts'

const query = JSON.stringify({ query: '{ viewer { loginUrl } }' })
const posted = { method: 'POST', headers: { 'content-type': 'application/json' }, body: query }

const RESPONSES: readonly (readonly [what: string, path: string, init: RequestInit])[] = [
  ['a response of the fast path', '/graphql', posted],
  ['a response of Yoga', '/graphql', { ...posted, body: '{' }],
  ['a rejection', '/graphql', { method: 'POST', body: query }],
  ['a GET', '/graphql?query={viewer{loginUrl}}', { headers: { accept: 'application/json' } }],
]

const PAGES: readonly (readonly [what: string, path: string, init: RequestInit])[] = [
  ['GraphiQL', '/graphql', { headers: { accept: 'text/html' } }],
  ['a login page', '/auth/logout', {}],
  ['a failed login', '/auth/callback', {}],
  ['a page that does not exist', '/nowhere', {}],
]

describe('browsers neither sniff nor embed', () => {
  const others = [
    ['the redirect to GraphiQL', '/', { redirect: 'manual' }],
    ['the redirect to X', '/auth/login', { redirect: 'manual' }],
    ['a preflight', '/graphql', { method: 'OPTIONS' }],
  ] as const
  it.each([...RESPONSES, ...PAGES, ...others])('%s', async (_, path, init) => {
    await using g = await createTestGateway()
    const { headers } = await fetch(`${g.url}${path}`, init)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.has('strict-transport-security')).toBe(false)
  })
})

describe('pages cannot be framed, and send no referrer to other sites:', () => {
  it.each(PAGES)('%s', async (_, path, init) => {
    await using g = await createTestGateway()
    const { headers } = await fetch(`${g.url}${path}`, init)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    const policy = headers.get('content-security-policy')
    expect(policy).toMatch(/^default-src 'none'; /)
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(policy).toContain(`base-uri 'none'`)
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  })
})

it('with HTTPS, all responses have Strict-Transport-Security', async () => {
  await using g = await createTestGateway({
    environment: { GATEWAY_URL: 'https://gateway.example' },
  })
  for (const [what, path, init] of [...RESPONSES, ...PAGES]) {
    const { headers } = await fetch(`${g.url}${path}`, init)
    expect(headers.get('strict-transport-security'), what).toBe('max-age=31536000')
  }
})
