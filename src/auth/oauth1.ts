// OAuth 1.0a at X: signing, and the three-legged login. Signing is the `oauth-1.0a` package's with a nonce and
// a hash of our own: left alone it draws nonces from Math.random() and falls back to PLAINTEXT.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/creating-a-signature
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens

import { createHmac, randomBytes } from 'node:crypto'

import OAuth from 'oauth-1.0a'

import { GatewayError } from '../infra/errors.ts'
import type { HttpResponse } from '../infra/http.ts'
import type { Send } from '../infra/upstream.ts'

export interface KeyPair {
  readonly key: string
  readonly secret: string
}

export interface OAuth1Keys {
  readonly consumer: KeyPair
  /** None before there is one. */
  readonly token?: KeyPair
}

export interface OAuth1Request {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** `oauth_` parameters of the request's own. */
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
  /** A request token, and where X asks its user. */
  begin(): Promise<{ readonly request: KeyPair; readonly address: string }>
  redeem(
    request: KeyPair,
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

  /** Answers are form text. */
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
      const answer = await post('/oauth/request_token', undefined, { oauth_callback: callback })
      const request = pairOf(answer)
      // RFC 5849 §2.1: X says that it has heard of the callback, or it was lost on the way.
      if (answer.get('oauth_callback_confirmed') !== 'true') throw notAnAnswer()
      return {
        request,
        address: `${apiUrl}/oauth/authorize?oauth_token=${encodeURIComponent(request.key)}`,
      }
    },
    redeem: async (request, verifier) => {
      const answer = await post('/oauth/access_token', request, { oauth_verifier: verifier })
      const userId = answer.get('user_id')
      if (userId === null || !/^\d{1,19}$/.test(userId)) throw notAnAnswer()
      return { userId, token: pairOf(answer) }
    },
    revoke: async (token) => {
      const { status, text } = await call('token', '/1.1/oauth/invalidate_token', token, {})
      if (status !== 200 && !isUnknownToken(text)) throw refused(status)
    },
  }
}

/** X's error 89, "Invalid or expired token": its user, or another session, has revoked it. */
const isUnknownToken = (text: string): boolean => /"code":\s*89\b/.test(text)

const pairOf = (answer: URLSearchParams): KeyPair => {
  const key = answer.get('oauth_token')
  const secret = answer.get('oauth_token_secret')
  if (!key || !secret) throw notAnAnswer()
  return { key, secret }
}

const refused = (status: number): GatewayError =>
  status >= 500 || status === 429
    ? new GatewayError(
        'UPSTREAM_UNAVAILABLE',
        `X’s login is not available just now (status ${status}). Try again in a moment.`,
      )
    : new GatewayError(
        'CREDENTIALS_REJECTED',
        'X does not take part in this login. Check X_API_KEY and X_API_KEY_SECRET, that the callback address is registered with the app, and that this machine’s clock is right; then begin again.',
      )

const notAnAnswer = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s answer is not what its login sends. Try again in a moment.',
  )
