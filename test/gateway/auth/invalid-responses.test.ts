// Invalid responses of X's login endpoints: each becomes an error with a code, and nothing is stored.

import { describe, expect, it } from 'vitest'

import { createAppCredential } from '../../../src/auth/app-credential.ts'
import { findUserId } from '../../../src/auth/identity.ts'
import { createOAuth1 } from '../../../src/auth/oauth1.ts'
import { createOAuth2 } from '../../../src/auth/oauth2.ts'
import { GatewayError } from '../../../src/infra/errors.ts'
import { startFixedResponse } from '../../kit/fixed-response.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { createSend } from '../../kit/send.ts'

/** Responses that no endpoint of X sends. */
const INVALID: readonly (readonly [status: number, body: string | Buffer])[] = [
  [200, ''],
  [200, 'null'],
  [200, '7'],
  [200, '[]'],
  [200, '"text"'],
  [200, '<html></html>'],
  [200, '{"data":null}'],
  [200, '{"data":{"id":12345678901234567890}}'],
  [200, '{"data":{"id":["20"]}}'],
  [200, '{"data":{"id":{"toString":1}}}'],
  [200, '{"access_token":7,"token_type":"bearer"}'],
  [200, '{"access_token":"","token_type":"bearer"}'],
  [200, '{"access_token":"a\\r\\nset-cookie: b","token_type":"bearer"}'],
  [200, '{"access_token":"ü","token_type":"bearer"}'],
  [200, '{"access_token":{"toString":1},"token_type":{}}'],
  [200, 'oauth_token=&oauth_token_secret=&oauth_callback_confirmed=true&user_id=20'],
  [200, 'oauth_token=a&oauth_token_secret=b&user_id=me'],
  [200, Buffer.from([0x7b, 0xff, 0x7d])],
  [204, ''],
  [206, '{}'],
  [301, ''],
  [304, ''],
  [404, '<html></html>'],
  [418, '{}'],
  [999, '{}'],
]

const consumer = { key: 'key', secret: 'secret' }
const common = () => ({ callback: 'http://127.0.0.1/back', send: createSend(), now: () => NOW })

const calls: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  'the user of a token': (apiUrl) => findUserId('a-token', { apiUrl, send: createSend() }),
  'the app-only token': (apiUrl) =>
    createAppCredential({
      keys: { app: consumer },
      apiUrl,
      send: createSend(),
      now: () => NOW,
    }).credential(),
  'the start of an OAuth 1.0a login': (apiUrl) =>
    createOAuth1({ consumer, apiUrl, ...common() }).begin(),
  'an OAuth 1.0a login': (apiUrl) =>
    createOAuth1({ consumer, apiUrl, ...common() }).redeem(consumer, 'verifier'),
  'an OAuth 2.0 login': (apiUrl) =>
    createOAuth2({ keys: { id: 'id' }, apiUrl, webUrl: apiUrl, ...common() }).redeem(
      new URLSearchParams({ code: 'code', state: 'state' }),
      'state',
      'verifier',
    ),
  'an OAuth 2.0 refresh': (apiUrl) =>
    createOAuth2({ keys: { id: 'id' }, apiUrl, webUrl: apiUrl, ...common() }).refresh('refresh'),
}

describe.each(Object.entries(calls))('%s', (_, call) => {
  it.each(INVALID)('answered with %i and %s is an error with a code', async (status, body) => {
    await using x = await startFixedResponse(status, body)
    await expect(call(x.url)).rejects.toBeInstanceOf(GatewayError)
  })
})

it('an access token’s lifetime is capped at the documented one', async () => {
  await using x = await startFixedResponse(
    200,
    '{"access_token":"a","token_type":"bearer","expires_in":1e300,"refresh_token":"r"}',
  )
  const keys = { id: 'id' }
  const tokens = await createOAuth2({ keys, apiUrl: x.url, webUrl: x.url, ...common() }).refresh(
    'r',
  )
  expect(tokens.expiresAt).toBe(NOW + 7200_000)
})

it('an app-only token that cannot be sent in a header is rejected', async () => {
  const keys = { app: consumer }
  const answers = ['{"access_token":"a b"}', '{"access_token":"AAAA%2Fb%3D"}']
  for (const [index, body] of answers.entries()) {
    await using x = await startFixedResponse(200, body)
    const app = createAppCredential({ keys, apiUrl: x.url, send: createSend(), now: () => NOW })
    const credential = app.credential()
    if (index === 0)
      await expect(credential).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
    else expect(await credential).toEqual({ kind: 'app', token: 'AAAA%2Fb%3D' })
  }
})

it('any request token is encoded in the URL of X’s consent page', async () => {
  await using x = await startFixedResponse(
    200,
    'oauth_token=a%0D%0A%26b&oauth_token_secret=c&oauth_callback_confirmed=true',
  )
  const { loginUrl } = await createOAuth1({ consumer, apiUrl: x.url, ...common() }).begin()
  expect(loginUrl).toBe(`${x.url}/oauth/authorize?oauth_token=a%0D%0A%26b`)
})
