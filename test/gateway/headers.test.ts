// What every answer says of itself, and pages more.

import { describe, expect, it } from 'vitest'

import { createTestGateway } from '../kit/gateway.ts'

const query = JSON.stringify({ query: '{ viewer { loginUrl } }' })
const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: query }

const ANSWERS: readonly (readonly [what: string, path: string, init: RequestInit])[] = [
  ['an answer of the lean way', '/graphql', asked],
  ['an answer of yoga', '/graphql', { ...asked, body: '{' }],
  ['a refusal', '/graphql', { method: 'POST', body: query }],
  ['a GET', '/graphql?query={viewer{loginUrl}}', { headers: { accept: 'application/json' } }],
]

const PAGES: readonly (readonly [what: string, path: string, init: RequestInit])[] = [
  ['GraphiQL', '/graphql', { headers: { accept: 'text/html' } }],
  ['a login page', '/auth/logout', {}],
  ['a login that did not work', '/auth/callback', {}],
  ['what is not there', '/nowhere', {}],
]

describe('every answer is what it says, and nobody else’s to embed', () => {
  const others = [
    ['the way to GraphiQL', '/', { redirect: 'manual' }],
    ['the way to X', '/auth/login', { redirect: 'manual' }],
    ['a preflight', '/graphql', { method: 'OPTIONS' }],
  ] as const
  it.each([...ANSWERS, ...PAGES, ...others])('%s', async (_, path, init) => {
    await using g = await createTestGateway()
    const { headers } = await fetch(`${g.url}${path}`, init)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.has('strict-transport-security')).toBe(false)
  })
})

describe('a page may not be framed, and tells other sites nothing', () => {
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

it('behind https everything is to be asked by https from then on', async () => {
  await using g = await createTestGateway({
    environment: { GATEWAY_URL: 'https://gateway.example' },
  })
  for (const [what, path, init] of [...ANSWERS, ...PAGES]) {
    const { headers } = await fetch(`${g.url}${path}`, init)
    expect(headers.get('strict-transport-security'), what).toBe('max-age=31536000')
  }
})
