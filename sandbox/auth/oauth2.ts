// OAuth 2.0 authorization code with PKCE, with X's lifetimes: a code lives thirty seconds, an access token two
// hours, and a refresh token is used once and replaced.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code
// @see https://www.rfc-editor.org/rfc/rfc7636

import { createHash } from 'node:crypto'

import { type Endpoint, type HttpResponse, html, json, redirect } from '../http.ts'
import { consentPage, errorPage, type LoginAccount } from './consent.ts'
import { type Credentials, randomToken, readFields } from './credentials.ts'
import { createExpiringMap, type ExpiringMap } from './expiring-map.ts'
import { clientOf, invalidRequest, missing, readAuthorizationRequest } from './oauth2-requests.ts'

/** The account and the scopes that a user has granted to an app. */
export interface Grant {
  readonly userId: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Links tokens to the authorization code that they were issued for. */
  readonly id: string
}

interface Code extends Grant {
  readonly redirectUri: string
  readonly challenge: string
  readonly method: string
}

export interface OAuth2 {
  /** The grant of a valid access token. */
  grantOf(accessToken: string): Grant | undefined
  readonly endpoints: Readonly<Record<string, Endpoint>>
  /** Revokes all authorization codes and tokens of a user. */
  revoke(userId: string): void
  reset(): void
}

const CODE_LIFETIME_MS = 30_000
const ACCESS_TOKEN_LIFETIME_S = 7_200

export interface OAuth2Options {
  readonly credentials: Credentials
  readonly accounts: readonly LoginAccount[]
  readonly now: () => number
}

interface State extends Omit<OAuth2Options, 'now'> {
  readonly codes: ExpiringMap<Code>
  /** Grant ids by redeemed code, which detects a second use. */
  readonly redeemed: ExpiringMap<string>
  readonly accessTokens: ExpiringMap<Grant>
  readonly refreshTokens: ExpiringMap<Grant>
  /** Grants whose code was used twice: all tokens issued for them are invalid. */
  readonly voided: ExpiringMap<true>
}

export const createOAuth2 = ({ credentials, accounts, now }: OAuth2Options): OAuth2 => {
  const tokenLifetime = { now, lifetimeMs: ACCESS_TOKEN_LIFETIME_S * 1000 }
  const maps = {
    codes: createExpiringMap<Code>({ now, lifetimeMs: CODE_LIFETIME_MS }),
    redeemed: createExpiringMap<string>(tokenLifetime),
    accessTokens: createExpiringMap<Grant>(tokenLifetime),
    refreshTokens: createExpiringMap<Grant>({ now }),
    voided: createExpiringMap<true>({ now }),
  }
  const state: State = { credentials, accounts, ...maps }
  return {
    grantOf: (accessToken) => valid(state, maps.accessTokens.get(accessToken)),
    endpoints: {
      'GET /i/oauth2/authorize': showConsent(state),
      'POST /i/oauth2/authorize': decide(state),
      'POST /2/oauth2/token': token(state),
      'POST /2/oauth2/revoke': revoke(state),
    },
    revoke: (userId) => {
      for (const map of [maps.codes, maps.accessTokens, maps.refreshTokens]) {
        map.deleteWhere((grant) => grant.userId === userId)
      }
    },
    reset: () => {
      for (const map of Object.values(maps)) map.clear()
    },
  }
}

const valid = ({ voided }: State, grant: Grant | undefined): Grant | undefined =>
  grant && !voided.has(grant.id) ? grant : undefined

const showConsent =
  ({ accounts, credentials }: State): Endpoint =>
  ({ search }) => {
    const request = readAuthorizationRequest(new URLSearchParams(search), credentials)
    if (typeof request === 'string') return html(400, errorPage(request))
    return html(
      200,
      consentPage({
        action: '/i/oauth2/authorize',
        accounts,
        scopes: request.scope.split(' '),
        hidden: { ...request },
      }),
    )
  }

const decide =
  ({ accounts, codes, credentials }: State): Endpoint =>
  ({ body }) => {
    const decision = new URLSearchParams(body)
    const request = readAuthorizationRequest(decision, credentials)
    if (typeof request === 'string') return html(400, errorPage(request))
    const callback = new URL(request.redirect_uri)
    callback.searchParams.set('state', request.state)
    if (decision.get('decision') !== 'allow') {
      // The error code of RFC 6749; X does not document its own.
      callback.searchParams.set('error', 'access_denied')
      return redirect(callback.href)
    }
    const account = accounts.find(({ id }) => id === decision.get('account'))
    if (account === undefined) return html(400, errorPage('Choose an account to log in with.'))
    const code = randomToken()
    codes.set(code, {
      id: randomToken(),
      userId: account.id,
      clientId: request.client_id,
      scopes: request.scope.split(' '),
      redirectUri: request.redirect_uri,
      challenge: request.code_challenge,
      method: request.code_challenge_method,
    })
    callback.searchParams.set('code', code)
    return redirect(callback.href)
  }

const token =
  (state: State): Endpoint =>
  (request) => {
    const body = readFields(request)
    const client = clientOf(request, body, state.credentials)
    if (typeof client !== 'string') return client
    switch (body.get('grant_type')) {
      case 'authorization_code':
        return redeem(state, client, body)
      case 'refresh_token':
        return rotate(state, client, body)
      case null:
        return invalidRequest('Missing required parameter [grant_type].')
      default:
        // The error code of RFC 6749; X's was not recorded.
        return json(400, {
          error: 'unsupported_grant_type',
          error_description: 'Value passed for the grant type was invalid.',
        })
    }
  }

const issue = ({ accessTokens, refreshTokens }: State, grant: Grant): HttpResponse => {
  const accessToken = randomToken()
  accessTokens.set(accessToken, grant)
  const refreshToken = grant.scopes.includes('offline.access') ? randomToken() : undefined
  if (refreshToken !== undefined) refreshTokens.set(refreshToken, grant)
  return json(200, {
    token_type: 'bearer',
    expires_in: ACCESS_TOKEN_LIFETIME_S,
    access_token: accessToken,
    scope: grant.scopes.join(' '),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  })
}

const redeem = (state: State, client: string, body: URLSearchParams): HttpResponse => {
  const incomplete = missing(body, ['code', 'redirect_uri', 'code_verifier'])
  if (incomplete !== undefined) return incomplete
  const badCode = invalidRequest('Value passed for the authorization code was invalid.')
  const sent = body.get('code') ?? ''
  const grantId = state.redeemed.get(sent)
  if (grantId !== undefined) {
    state.voided.set(grantId, true)
    return badCode
  }
  const code = state.codes.take(sent)
  if (code === undefined || code.clientId !== client) return badCode
  state.redeemed.set(sent, code.id)
  if (code.redirectUri !== body.get('redirect_uri')) {
    return invalidRequest(
      'Value passed for the redirect uri did not match the uri of the authorization code.',
    )
  }
  if (challengeOf(body.get('code_verifier') ?? '', code.method) !== code.challenge) {
    return invalidRequest('Value passed for the code verifier did not match the code challenge.')
  }
  return issue(state, code)
}

const rotate = (state: State, client: string, body: URLSearchParams): HttpResponse => {
  const incomplete = missing(body, ['refresh_token'])
  if (incomplete !== undefined) return incomplete
  const sent = body.get('refresh_token') ?? ''
  const grant = valid(state, state.refreshTokens.get(sent))
  if (grant === undefined || grant.clientId !== client) {
    return invalidRequest('Value passed for the token was invalid.')
  }
  state.refreshTokens.delete(sent)
  return issue(state, grant)
}

const revoke =
  (state: State): Endpoint =>
  (request) => {
    const body = readFields(request)
    const client = clientOf(request, body, state.credentials)
    if (typeof client !== 'string') return client
    const incomplete = missing(body, ['token'])
    if (incomplete !== undefined) return incomplete
    const sent = body.get('token') ?? ''
    for (const tokens of [state.accessTokens, state.refreshTokens]) {
      if (tokens.get(sent)?.clientId === client) tokens.delete(sent)
    }
    return json(200, { revoked: true })
  }

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.6 */
export const challengeOf = (verifier: string, method: string): string =>
  method.toUpperCase() === 'S256'
    ? createHash('sha256').update(verifier).digest('base64url')
    : verifier
