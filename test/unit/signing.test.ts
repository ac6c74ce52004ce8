// Signatures and encryption, tested against published examples and against the sandbox, which shares no code with the
// gateway.

import { createHash, randomBytes } from 'node:crypto'

import { describe, expect, it } from 'vitest'
import { baseString, sign } from '../../sandbox/auth/signature.ts'
import { signOAuth1 } from '../../src/auth/oauth1.ts'
import { createOAuth2 } from '../../src/auth/oauth2.ts'
import { createVault } from '../../src/auth/vault.ts'

const readHeader = (header: string): Map<string, string> =>
  new Map(
    [...header.matchAll(/(oauth_\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      decodeURIComponent(value),
    ]),
  )

describe('OAuth 1.0a', () => {
  // https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/creating-a-signature
  it.each([
    ['/1.1/statuses/update.json', 'hCtSmYh+iHYCEqBWrE7C7hYmtUk='],
    ['/1/statuses/update.json', 'tnnArxj06cWHq44gCs1OSKk/jLY='],
  ])('produces the documented signature of X’s example at %s', (path, signature) => {
    const header = signOAuth1(
      {
        consumer: {
          key: 'xvz1evFS4wEEPTGEFPHBog',
          secret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
        },
        token: {
          key: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
          secret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
        },
      },
      {
        method: 'POST',
        url: `https://api.twitter.com${path}?include_entities=true`,
        data: { status: 'Hello Ladies + Gentlemen, a signed OAuth request!' },
      },
      1_318_622_958_000,
      'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
    )
    expect(readHeader(header).get('oauth_signature')).toBe(signature)
  })

  // https://www.rfc-editor.org/rfc/rfc5849#section-1.2 and 3.4.1.1; with the oauth_version that X requires.
  it.each([
    ['GET', 'http://photos.example.net/photos?file=vacation.jpg&size=original'],
    ['POST', 'https://photos.example.net/token'],
    // Without the RFC's encoded parameter name, which the package does not support and X does not use.
    ['GET', 'http://example.com/request?b5=%3D%253D&a3=a&a2=r%20b'],
    ['GET', 'http://127.0.0.1:4010/2/tweets?ids=1,2,3&tweet.fields=author_id,public_metrics'],
  ] as const)('signs %s %s as in the RFC', (method, url) => {
    const consumer = { key: 'dpf43f3p2l4k3l03', secret: 'kd94hf93k423kf44' }
    const token = { key: 'nnch734d00sl2jdk', secret: 'pfkkdhi9sl3r4s00' }
    const header = readHeader(signOAuth1({ consumer, token }, { method, url }, 137_131_202_000))
    const { origin, pathname, searchParams } = new URL(url)
    const parameters = [
      ...searchParams,
      ...[...header].filter(([name]) => name !== 'oauth_signature'),
    ]
    const base = baseString(method, origin, pathname, parameters as [string, string][])
    expect(header.get('oauth_signature')).toBe(sign(base, consumer.secret, token.secret))
    expect(header.get('oauth_signature_method')).toBe('HMAC-SHA1')
  })

  it('never repeats a nonce', () => {
    const consumer = { key: 'key', secret: 'secret' }
    const request = { method: 'GET', url: 'https://api.x.com/2/tweets?ids=1' } as const
    const nonces = Array.from({ length: 1000 }, () =>
      readHeader(signOAuth1({ consumer }, request, 0)).get('oauth_nonce'),
    )
    expect(new Set(nonces).size).toBe(1000)
  })
})

// https://www.rfc-editor.org/rfc/rfc7636#appendix-B
it('the PKCE challenge matches the example of RFC 7636', async () => {
  const oauth2 = createOAuth2({
    keys: { id: 'client' },
    apiUrl: 'https://api.x.com',
    webUrl: 'https://x.com',
    callback: 'https://gateway.example/auth/callback',
    send: () => Promise.reject(new Error('unexpected call')),
    now: () => 0,
  })
  const loginUrl = await oauth2.loginUrl('a state', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
  expect(Object.fromEntries(new URL(loginUrl).searchParams)).toEqual({
    response_type: 'code',
    client_id: 'client',
    redirect_uri: 'https://gateway.example/auth/callback',
    scope: 'tweet.read users.read offline.access',
    state: 'a state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
})

describe('a sealed value', () => {
  const secret = (): string => randomBytes(32).toString('base64url')

  it('opens with any listed secret for its purpose only, and uses a random IV', () => {
    const [old, next] = [secret(), secret()]
    const value = { token: 'clear', list: [1, null, 'ü'] }
    const sealed = createVault([old]).seal(value, 'a purpose')
    expect(createVault([next, old]).open(sealed, 'a purpose')).toEqual(value)
    expect(createVault([next]).open(sealed, 'a purpose')).toBeUndefined()
    expect(createVault([old]).open(sealed, 'another purpose')).toBeUndefined()
    expect(createVault([old]).seal(value, 'a purpose')).not.toBe(sealed)
    expect(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').includes('clear')).toBe(false)
  })

  it('does not open when a single bit is changed', () => {
    const vault = createVault([secret()])
    const [id = '', body = ''] = vault.seal('value', 'p').split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = Buffer.from(bytes)
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(vault.open(`${id}.${altered.toString('base64url')}`, 'p')).toBeUndefined()
    }
    for (const other of ['', '.', id, `${id}.`, `.${body}`, `${id}.${body.slice(0, 20)}`]) {
      expect(vault.open(other, 'p')).toBeUndefined()
    }
  })

  it('identifies its key without revealing it', () => {
    const one = secret()
    const [id] = createVault([one]).seal('value', 'p').split('.')
    expect(id).toMatch(/^[0-9a-f]{8}$/)
    expect(createHash('sha256').update(one).digest('hex')).not.toContain(id)
  })
})
