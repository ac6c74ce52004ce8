import { describe, expect, it } from 'vitest'

import { challengeOf } from '../../../sandbox/auth/oauth2.ts'
import { baseString, readHeader, sign, verify } from '../../../sandbox/auth/signature.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { httpRequest } from '../../kit/sandbox/request.ts'
import { signed } from '../../kit/sandbox/sign.ts'

describe('published examples', () => {
  // https://www.rfc-editor.org/rfc/rfc5849#section-1.2
  it.each([
    [
      'POST',
      'https://photos.example.net/initiate',
      {
        oauth_consumer_key: 'dpf43f3p2l4k3l03',
        oauth_signature_method: 'HMAC-SHA1',
        oauth_timestamp: '137131200',
        oauth_nonce: 'wIjqoS',
        oauth_callback: 'http://printer.example.com/ready',
      },
      '',
      '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
    ],
    [
      'POST',
      'https://photos.example.net/token',
      {
        oauth_consumer_key: 'dpf43f3p2l4k3l03',
        oauth_token: 'hh5s93j4hdidpola',
        oauth_signature_method: 'HMAC-SHA1',
        oauth_timestamp: '137131201',
        oauth_nonce: 'walatlh',
        oauth_verifier: 'hfdp7dh39dks9884',
      },
      'hdhd0244k9j7ao03',
      'gKgrFCywp7rO0OXSjdot/IHF7IU=',
    ],
    [
      'GET',
      'http://photos.example.net/photos?file=vacation.jpg&size=original',
      {
        oauth_consumer_key: 'dpf43f3p2l4k3l03',
        oauth_token: 'nnch734d00sl2jdk',
        oauth_signature_method: 'HMAC-SHA1',
        oauth_timestamp: '137131202',
        oauth_nonce: 'chapoH',
      },
      'pfkkdhi9sl3r4s00',
      'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
    ],
  ])('RFC 5849: %s %s', (method, address, oauth, tokenSecret, signature) => {
    const url = new URL(address)
    const parameters = [...url.searchParams, ...Object.entries(oauth)]
    const base = baseString(method, url.origin, url.pathname, parameters)
    expect(sign(base, 'kd94hf93k423kf44', tokenSecret)).toBe(signature)
  })

  // https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.1
  it('RFC 5849: the base string of the example with every special case', () => {
    const parameters: [string, string][] = [
      ...new URLSearchParams('b5=%3D%253D&a3=a&c%40=&a2=r%20b'),
      ...new URLSearchParams('c2&a3=2+q'),
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
    ]
    expect(baseString('post', 'HTTP://EXAMPLE.com:80', '/request', parameters)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    )
  })

  // https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/creating-a-signature
  it.each([
    ['/1.1/statuses/update.json', 'hCtSmYh+iHYCEqBWrE7C7hYmtUk='],
    ['/1/statuses/update.json', 'tnnArxj06cWHq44gCs1OSKk/jLY='],
  ])('X: POST %s', (path, signature) => {
    const parameters: [string, string][] = [
      ['status', 'Hello Ladies + Gentlemen, a signed OAuth request!'],
      ['include_entities', 'true'],
      ['oauth_consumer_key', 'xvz1evFS4wEEPTGEFPHBog'],
      ['oauth_nonce', 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1318622958'],
      ['oauth_token', '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb'],
      ['oauth_version', '1.0'],
    ]
    const base = baseString('POST', 'https://api.twitter.com', path, parameters)
    const secrets = [
      'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
      'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
    ] as const
    expect(sign(base, ...secrets)).toBe(signature)
  })

  // https://www.rfc-editor.org/rfc/rfc7636#appendix-B
  it('RFC 7636: the S256 challenge', () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    expect(challengeOf(verifier, 'S256')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  })
})

describe('verification', () => {
  const keys = {
    apiKey: 'key',
    apiKeySecret: 'key secret',
    accessToken: '7-token',
    accessTokenSecret: 'token secret',
  }
  const ADDRESS = 'http://127.0.0.1:4010/2/tweets?ids=1,2&tweet.fields=public_metrics'

  const judge = (now = NOW) => {
    const seen = new Set<string>()
    return (address: string, authorization: string, method = 'GET') =>
      verify(httpRequest({ method, address, authorization }), {
        consumer: (key) => (key === keys.apiKey ? keys.apiKeySecret : undefined),
        token: (token) => (token === keys.accessToken ? keys.accessTokenSecret : undefined),
        isNewNonce: (nonce) => !seen.has(nonce) && Boolean(seen.add(nonce)),
        now: () => now,
      })
  }

  it('accepts a valid signature for http and for https', () => {
    const verifies = judge()
    expect(verifies(ADDRESS, signed(ADDRESS, keys, NOW))).toMatchObject({ ok: true })
    const secure = signed(ADDRESS.replace('http:', 'https:'), keys, NOW)
    expect(verifies(ADDRESS, secure)).toMatchObject({ ok: true })
  })

  it.each<[string, (header: string) => string, string?, string?]>([
    [
      'a changed character of the signature',
      (header) => header.replace(/(oauth_signature=")./, '$1_'),
    ],
    ['a changed token', (header) => header.replace('7-token', '8-token')],
    ['a changed nonce', (header) => header.replace(/(oauth_nonce=")./, '$1_')],
    ['a changed query value', (header) => header, ADDRESS.replace('1,2', '1,3')],
    ['a parameter more', (header) => header, `${ADDRESS}&expansions=author_id`],
    ['a changed path', (header) => header, ADDRESS.replace('tweets', 'users')],
    ['a changed host', (header) => header, ADDRESS.replace('127.0.0.1', 'localhost')],
    ['a changed method', (header) => header, ADDRESS, 'DELETE'],
    ['PLAINTEXT', (header) => header.replace('HMAC-SHA1', 'PLAINTEXT')],
    ['another version', (header) => header.replace('version="1.0"', 'version="2.0"')],
    ['an unknown key', (header) => header.replace('"key"', '"kez"')],
    ['no header', () => ''],
    ['a header that is not well-formed', (header) => header.slice(0, -5)],
    ['a broken escape', (header) => header.replace('oauth_nonce="', 'oauth_nonce="%E0%A4%A')],
  ])('refuses %s', (_, spoil, address = ADDRESS, method = 'GET') => {
    expect(judge()(address, spoil(signed(ADDRESS, keys, NOW)), method)).toEqual({
      ok: false,
      reason: 'signature',
    })
  })

  it('rejects a nonce that was used', () => {
    const verifies = judge()
    const header = signed(ADDRESS, keys, NOW)
    expect(verifies(ADDRESS, header).ok).toBe(true)
    expect(verifies(ADDRESS, header)).toEqual({ ok: false, reason: 'signature' })
  })

  it.each([6, -6])('rejects a clock skew of %i minutes', (minutes) => {
    const header = signed(ADDRESS, keys, NOW + minutes * 60_000)
    expect(judge()(ADDRESS, header)).toEqual({ ok: false, reason: 'timestamp' })
  })

  it.each([4, -4])('accepts a clock skew of %i minutes', (minutes) => {
    expect(judge()(ADDRESS, signed(ADDRESS, keys, NOW + minutes * 60_000)).ok).toBe(true)
  })

  it('ignores the realm', () => {
    const header = readHeader('OAuth realm="Photos", oauth_nonce="a%20b"')
    expect([...(header ?? [])]).toEqual([['oauth_nonce', 'a b']])
  })
})
