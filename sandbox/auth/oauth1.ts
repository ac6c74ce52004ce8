// OAuth 1.0a, three-legged: request token, consent (or a PIN), access token. Its tokens never expire.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens

import { randomInt } from 'node:crypto'

import {
  type Answer,
  type Endpoint,
  form,
  html,
  type Incoming,
  json,
  redirect,
} from '../exchange.ts'
import { consentPage, deniedPage, type LoginAccount, mistakePage, pinPage } from './consent.ts'
import { type Credentials, unguessable } from './credentials.ts'
import { createShelf } from './shelf.ts'
import { type Secrets, type Verified, verify } from './signature.ts'

export interface OAuth1 {
  /** The user whose token signed this request. */
  userOf(request: Incoming): string | undefined
  readonly endpoints: Readonly<Record<string, Endpoint>>
  revoke(userId: string): void
  reset(): void
}

interface RequestToken {
  readonly secret: string
  readonly callback: string
  /** Once a user has allowed it. */
  readonly allowed?: { readonly userId: string; readonly verifier: string }
}

interface AccessToken {
  readonly secret: string
  readonly userId: string
}

const REQUEST_TOKEN_LIFE_MS = 15 * 60_000
/** Timestamps may be five minutes off either way; older nonces cannot come again. */
const NONCE_LIFE_MS = 11 * 60_000
const OUT_OF_BAND = 'oob'

const v1Error = (code: number, message: string): Answer =>
  json(401, { errors: [{ code, message }] })

export interface OAuth1Options {
  readonly credentials: Credentials
  readonly accounts: readonly LoginAccount[]
  readonly now: () => number
}

export const createOAuth1 = ({ credentials, accounts, now }: OAuth1Options): OAuth1 => {
  const nonces = createShelf<true>({ now, lifeMs: NONCE_LIFE_MS, most: 100_000 })
  const requestTokens = createShelf<RequestToken>({ now, lifeMs: REQUEST_TOKEN_LIFE_MS })
  const accessTokens = createShelf<AccessToken>({ now })
  const given: AccessToken = {
    secret: credentials.accessTokenSecret,
    userId: credentials.userId,
  }

  const accessTokenOf = (token: string): AccessToken | undefined =>
    token === credentials.accessToken ? given : accessTokens.get(token)

  const check = (request: Incoming, token: Secrets['token']): Verified =>
    verify(request, {
      consumer: (key) => (key === credentials.apiKey ? credentials.apiKeySecret : undefined),
      token,
      fresh: (nonce) => {
        if (nonces.has(nonce)) return false
        nonces.put(nonce, true)
        return true
      },
      now,
    })

  /** The endpoints of the dance speak as v1.1 does. */
  const refuse = (verified: Extract<Verified, { ok: false }>): Answer =>
    verified.why === 'timestamp'
      ? v1Error(135, 'Timestamp out of bounds.')
      : v1Error(32, 'Could not authenticate you.')

  const requestToken: Endpoint = (request) => {
    // No token signs this one.
    const verified = check(request, () => undefined)
    if (!verified.ok) return refuse(verified)
    const callback = parameter(request, verified, 'oauth_callback')
    if (callback !== OUT_OF_BAND && !isWebAddress(callback)) {
      return json(403, {
        errors: [{ code: 415, message: 'Callback URL not approved for this client application.' }],
      })
    }
    const token = unguessable()
    const secret = unguessable()
    requestTokens.put(token, { secret, callback })
    return form(200, {
      oauth_token: token,
      oauth_token_secret: secret,
      oauth_callback_confirmed: 'true',
    })
  }

  const unknownRequest = (): Answer =>
    html(
      400,
      mistakePage('This request is unknown, too old or used already. Start again at the app.'),
    )

  const authorize: Endpoint = ({ search }) => {
    const token = new URLSearchParams(search).get('oauth_token') ?? ''
    if (!requestTokens.has(token)) return unknownRequest()
    const hidden = { oauth_token: token }
    return html(200, consentPage({ action: '/oauth/authorize', accounts, hidden }))
  }

  const decide: Endpoint = ({ body }) => {
    const answer = new URLSearchParams(body)
    const token = answer.get('oauth_token') ?? ''
    const asked = requestTokens.get(token)
    if (asked === undefined || asked.allowed !== undefined) return unknownRequest()
    const back = asked.callback === OUT_OF_BAND ? undefined : new URL(asked.callback)
    if (answer.get('decision') !== 'allow') {
      requestTokens.remove(token)
      back?.searchParams.set('denied', token)
      return back === undefined ? html(200, deniedPage()) : redirect(back.href)
    }
    const account = accounts.find(({ id }) => id === answer.get('account'))
    if (account === undefined) return html(400, mistakePage('Choose an account to log in with.'))
    const verifier = back === undefined ? String(randomInt(1_000_000, 10_000_000)) : unguessable()
    requestTokens.put(token, { ...asked, allowed: { userId: account.id, verifier } })
    if (back === undefined) return html(200, pinPage(verifier))
    back.searchParams.set('oauth_token', token)
    back.searchParams.set('oauth_verifier', verifier)
    return redirect(back.href)
  }

  const accessToken: Endpoint = (request) => {
    const verified = check(request, (token) => requestTokens.get(token)?.secret)
    if (!verified.ok) return refuse(verified)
    // Whatever comes of it, a request token is used once.
    const asked = requestTokens.take(verified.token)
    const verifier = parameter(request, verified, 'oauth_verifier')
    if (asked?.allowed === undefined || asked.allowed.verifier !== verifier) {
      return v1Error(32, 'Could not authenticate you.')
    }
    const { userId } = asked.allowed
    const token = `${userId}-${unguessable()}`
    const secret = unguessable()
    accessTokens.put(token, { secret, userId })
    return form(200, {
      oauth_token: token,
      oauth_token_secret: secret,
      user_id: userId,
      screen_name: accounts.find(({ id }) => id === userId)?.username ?? '',
    })
  }

  const invalidate: Endpoint = (request) => {
    const verified = check(request, (token) => accessTokenOf(token)?.secret)
    if (!verified.ok || verified.token === '') {
      return v1Error(89, 'Invalid or expired token.')
    }
    accessTokens.remove(verified.token)
    return json(200, { access_token: verified.token })
  }

  return {
    userOf: (request) => {
      const verified = check(request, (token) => accessTokenOf(token)?.secret)
      return verified.ok ? accessTokenOf(verified.token)?.userId : undefined
    },
    endpoints: {
      'POST /oauth/request_token': requestToken,
      'GET /oauth/authorize': authorize,
      'GET /oauth/authenticate': authorize,
      'POST /oauth/authorize': decide,
      'POST /oauth/access_token': accessToken,
      'POST /1.1/oauth/invalidate_token': invalidate,
    },
    revoke: (userId) => accessTokens.removeWhere((token) => token.userId === userId),
    reset: () => {
      for (const shelf of [nonces, requestTokens, accessTokens]) shelf.clear()
    },
  }
}

/** Clients put it into the header, the body or the query. */
const parameter = (
  { search, body }: Incoming,
  { parameters }: Extract<Verified, { ok: true }>,
  name: string,
): string =>
  parameters.get(name) ??
  new URLSearchParams(body).get(name) ??
  new URLSearchParams(search).get(name) ??
  ''

const isWebAddress = (address: string): boolean =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
