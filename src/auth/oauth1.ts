// OAuth 1.0a at X: signatures, and the three-legged login. The `oauth-1.0a` package signs with the nonce and the hash
// function given here; its defaults are Math.random() and PLAINTEXT.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/creating-a-signature
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens

import { createHmac, randomBytes } from 'node:crypto'

import OAuth from 'oauth-1.0a'

import { GatewayError } from '../infra/errors.ts'
import type { HttpResponse } from '../infra/http.ts'
import type { Send } from '../infra/upstream.ts'
import { invalidLoginResponse, loginUnavailable } from './login-errors.ts'

export interface KeyPair {
  readonly key: string
  readonly secret: string
}

export interface OAuth1Keys {
  readonly consumer: KeyPair
  /** Absent for the request token. */
  readonly token?: KeyPair
}

export interface OAuth1Request {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Additional `oauth_` parameters of the request. */
  readonly data?: Readonly<Record<string, string>>
}

export const signOAuth1 = (
  { consumer, token }: OAuth1Keys,
  request: OAuth1Request,
  now: number,
  nonce = randomBytes(16).toString('hex'),
): string => {
  const oauth = new OAuth({
    consumer: { ...consumer },
    signature_method: 'HMAC-SHA1',
    hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
  })
  oauth.getTimeStamp = () => Math.floor(now / 1000)
  oauth.getNonce = () => nonce
  return oauth.toHeader(oauth.authorize({ ...request }, token && { ...token })).Authorization
}

export interface OAuth1 {
  /** Obtains a request token, and the URL of X's consent page. */
  begin(): Promise<{ readonly requestToken: KeyPair; readonly loginUrl: string }>
  redeem(
    requestToken: KeyPair,
    verifier: string,
  ): Promise<{ readonly userId: string; readonly token: KeyPair }>
  revoke(token: KeyPair): Promise<void>
}

export interface OAuth1Options {
  readonly consumer: KeyPair
  readonly apiUrl: string
  readonly callback: string
  readonly send: Send
  readonly now: () => number
}

export const createOAuth1 = (options: OAuth1Options): OAuth1 => {
  const { consumer, apiUrl, callback, send, now } = options

  const call = (
    as: 'login' | 'token',
    path: string,
    token: KeyPair | undefined,
    data: Readonly<Record<string, string>>,
  ): Promise<HttpResponse> => {
    const url = `${apiUrl}${path}`
    const authorization = signOAuth1(
      { consumer, ...(token && { token }) },
      { method: 'POST', url, data },
      now(),
    )
    return send({
      as,
      endpoint: `POST ${path}`,
      method: 'POST',
      url,
      headers: { authorization },
    })
  }

  /** Sends a login request, whose response is form-encoded. */
  const post = async (
    path: string,
    token: KeyPair | undefined,
    data: Readonly<Record<string, string>>,
  ): Promise<URLSearchParams> => {
    const { status, text } = await call('login', path, token, data)
    if (status !== 200) throw refused(status)
    return new URLSearchParams(text)
  }

  return {
    begin: async () => {
      const response = await post('/oauth/request_token', undefined, { oauth_callback: callback })
      const requestToken = parseKeyPair(response)
      // RFC 5849 §2.1 requires the confirmation.
      if (response.get('oauth_callback_confirmed') !== 'true') throw invalidLoginResponse()
      return {
        requestToken,
        loginUrl: `${apiUrl}/oauth/authorize?oauth_token=${encodeURIComponent(requestToken.key)}`,
      }
    },
    redeem: async (requestToken, verifier) => {
      const response = await post('/oauth/access_token', requestToken, { oauth_verifier: verifier })
      const userId = response.get('user_id')
      if (userId === null || !/^\d{1,19}$/.test(userId)) throw invalidLoginResponse()
      return { userId, token: parseKeyPair(response) }
    },
    revoke: async (token) => {
      const { status, text } = await call('token', '/1.1/oauth/invalidate_token', token, {})
      if (status !== 200 && !isUnknownToken(text)) throw refused(status)
    },
  }
}

/** X's error 89, "Invalid or expired token": the token is revoked already. */
const isUnknownToken = (text: string): boolean => /"code":\s*89\b/.test(text)

const parseKeyPair = (response: URLSearchParams): KeyPair => {
  const key = response.get('oauth_token')
  const secret = response.get('oauth_token_secret')
  if (!key || !secret) throw invalidLoginResponse()
  return { key, secret }
}

const refused = (status: number): GatewayError =>
  status >= 500 || status === 429
    ? loginUnavailable(status)
    : new GatewayError(
        'CREDENTIALS_REJECTED',
        'X refuses this login. Check X_API_KEY and X_API_KEY_SECRET, that the callback URL is registered with the app, and that this machine’s clock is correct; then log in again.',
      )
