// OAuth 1.0a, three-legged: request token, consent (or a PIN), access token. Its tokens never expire.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens

import { randomInt } from 'node:crypto'

import {
  type Endpoint,
  form,
  type HttpRequest,
  type HttpResponse,
  html,
  json,
  redirect,
} from '../http.ts'
import { consentPage, deniedPage, errorPage, type LoginAccount, pinPage } from './consent.ts'
import { type Credentials, randomToken } from './credentials.ts'
import { createExpiringMap, type ExpiringMap } from './expiring-map.ts'
import { type Secrets, type Verified, verify } from './signature.ts'

export interface OAuth1 {
  /** The user whose token signed this request. */
  userOf(request: HttpRequest): string | undefined
  readonly endpoints: Readonly<Record<string, Endpoint>>
  /** Revokes all access tokens of a user. */
  revoke(userId: string): void
  reset(): void
}

interface RequestToken {
  readonly secret: string
  readonly callback: string
  /** Present once a user has allowed the request. */
  readonly allowed?: { readonly userId: string; readonly verifier: string }
}

interface AccessToken {
  readonly secret: string
  readonly userId: string
}

const REQUEST_TOKEN_LIFETIME_MS = 15 * 60_000
/** Timestamps may be five minutes off either way, so an older nonce cannot be replayed. */
const NONCE_LIFETIME_MS = 11 * 60_000
const OUT_OF_BAND = 'oob'

export interface OAuth1Options {
  readonly credentials: Credentials
  readonly accounts: readonly LoginAccount[]
  readonly now: () => number
}

interface State {
  readonly accounts: readonly LoginAccount[]
  readonly requestTokens: ExpiringMap<RequestToken>
  readonly accessTokens: ExpiringMap<AccessToken>
  /** Verifies the signature, and marks the nonce as used. */
  verify(request: HttpRequest, tokenSecret: Secrets['token']): Verified
  verifyAccess(request: HttpRequest): Verified
}

export const createOAuth1 = ({ credentials, accounts, now }: OAuth1Options): OAuth1 => {
  const nonces = createExpiringMap<true>({
    now,
    lifetimeMs: NONCE_LIFETIME_MS,
    maxEntries: 100_000,
  })
  const requestTokens = createExpiringMap<RequestToken>({
    now,
    lifetimeMs: REQUEST_TOKEN_LIFETIME_MS,
  })
  const accessTokens = createExpiringMap<AccessToken>({ now })
  const builtIn: AccessToken = {
    secret: credentials.accessTokenSecret,
    userId: credentials.userId,
  }

  const accessTokenOf = (token: string): AccessToken | undefined =>
    token === credentials.accessToken ? builtIn : accessTokens.get(token)

  const verifyWith: State['verify'] = (request, token) =>
    verify(request, {
      consumer: (key) => (key === credentials.apiKey ? credentials.apiKeySecret : undefined),
      token,
      isNewNonce: (nonce) => {
        if (nonces.has(nonce)) return false
        nonces.set(nonce, true)
        return true
      },
      now,
    })
  const verifyAccess: State['verifyAccess'] = (request) =>
    verifyWith(request, (token) => accessTokenOf(token)?.secret)

  const state: State = { accounts, requestTokens, accessTokens, verify: verifyWith, verifyAccess }
  const consent = showConsent(state)
  return {
    userOf: (request) => {
      const verified = verifyAccess(request)
      return verified.ok ? accessTokenOf(verified.token)?.userId : undefined
    },
    endpoints: {
      'POST /oauth/request_token': issueRequestToken(state),
      'GET /oauth/authorize': consent,
      'GET /oauth/authenticate': consent,
      'GET /i/oauth/authenticate': consent,
      'POST /oauth/authorize': decide(state),
      'POST /oauth/access_token': issueAccessToken(state),
      'POST /1.1/oauth/invalidate_token': invalidate(state),
    },
    revoke: (userId) => accessTokens.deleteWhere((token) => token.userId === userId),
    reset: () => {
      for (const map of [nonces, requestTokens, accessTokens]) map.clear()
    },
  }
}

const v1Error = (code: number, message: string): HttpResponse =>
  json(401, { errors: [{ code, message }] })

/** The OAuth 1.0a endpoints return the errors of API v1.1. */
const verificationError = ({ reason }: Extract<Verified, { ok: false }>): HttpResponse =>
  reason === 'timestamp'
    ? v1Error(135, 'Timestamp out of bounds.')
    : v1Error(32, 'Could not authenticate you.')

const issueRequestToken =
  ({ requestTokens, verify }: State): Endpoint =>
  (request) => {
    // This request is signed without a token.
    const verified = verify(request, () => undefined)
    if (!verified.ok) return verificationError(verified)
    const callback = parameter(request, verified, 'oauth_callback')
    if (callback !== OUT_OF_BAND && !isWebAddress(callback)) {
      return json(403, {
        errors: [{ code: 415, message: 'Callback URL not approved for this client application.' }],
      })
    }
    const token = randomToken()
    const secret = randomToken()
    requestTokens.set(token, { secret, callback })
    return form(200, {
      oauth_token: token,
      oauth_token_secret: secret,
      oauth_callback_confirmed: 'true',
    })
  }

const unknownRequest = (): HttpResponse =>
  html(400, errorPage('This request is unknown, expired or already used. Start again in the app.'))

const showConsent =
  ({ accounts, requestTokens }: State): Endpoint =>
  ({ search }) => {
    const token = new URLSearchParams(search).get('oauth_token') ?? ''
    if (!requestTokens.has(token)) return unknownRequest()
    const hidden = { oauth_token: token }
    return html(200, consentPage({ action: '/oauth/authorize', accounts, hidden }))
  }

const decide =
  ({ accounts, requestTokens }: State): Endpoint =>
  ({ body }) => {
    const decision = new URLSearchParams(body)
    const token = decision.get('oauth_token') ?? ''
    const requested = requestTokens.get(token)
    if (requested === undefined || requested.allowed !== undefined) return unknownRequest()
    const callback = requested.callback === OUT_OF_BAND ? undefined : new URL(requested.callback)
    if (decision.get('decision') !== 'allow') {
      requestTokens.delete(token)
      callback?.searchParams.set('denied', token)
      return callback === undefined ? html(200, deniedPage()) : redirect(callback.href)
    }
    const account = accounts.find(({ id }) => id === decision.get('account'))
    if (account === undefined) return html(400, errorPage('Choose an account to log in with.'))
    const verifier =
      callback === undefined ? String(randomInt(1_000_000, 10_000_000)) : randomToken()
    requestTokens.set(token, { ...requested, allowed: { userId: account.id, verifier } })
    if (callback === undefined) return html(200, pinPage(verifier))
    callback.searchParams.set('oauth_token', token)
    callback.searchParams.set('oauth_verifier', verifier)
    return redirect(callback.href)
  }

const issueAccessToken =
  ({ accounts, requestTokens, accessTokens, verify }: State): Endpoint =>
  (request) => {
    const verified = verify(request, (token) => requestTokens.get(token)?.secret)
    if (!verified.ok) return verificationError(verified)
    // A request token is used up even if the exchange fails.
    const requested = requestTokens.take(verified.token)
    const verifier = parameter(request, verified, 'oauth_verifier')
    if (requested?.allowed === undefined || requested.allowed.verifier !== verifier) {
      return v1Error(32, 'Could not authenticate you.')
    }
    const { userId } = requested.allowed
    const token = `${userId}-${randomToken()}`
    const secret = randomToken()
    accessTokens.set(token, { secret, userId })
    return form(200, {
      oauth_token: token,
      oauth_token_secret: secret,
      user_id: userId,
      screen_name: accounts.find(({ id }) => id === userId)?.username ?? '',
    })
  }

const invalidate =
  ({ accessTokens, verifyAccess }: State): Endpoint =>
  (request) => {
    const verified = verifyAccess(request)
    if (!verified.ok || verified.token === '') return v1Error(89, 'Invalid or expired token.')
    accessTokens.delete(verified.token)
    return json(200, { access_token: verified.token })
  }

/** Clients send an OAuth parameter in the header, the body or the query. */
const parameter = (
  { search, body }: HttpRequest,
  { parameters }: Extract<Verified, { ok: true }>,
  name: string,
): string =>
  parameters.get(name) ??
  new URLSearchParams(body).get(name) ??
  new URLSearchParams(search).get(name) ??
  ''

const isWebAddress = (address: string): boolean =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
