// OAuth 2.0 with PKCE at X: login, refresh and revocation. `oauth4webapi` implements the protocol; requests are sent by
// infra/upstream.ts.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code
// @see https://www.rfc-editor.org/rfc/rfc7636

import * as oauth from 'oauth4webapi'

import type { XClientKeys } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Send } from '../infra/upstream.ts'
import { isToken } from './credentials.ts'
import { ConsentDenied, invalidLoginResponse, loginUnavailable } from './login-errors.ts'

const SCOPES = ['tweet.read', 'users.read', 'offline.access'] as const

export interface OAuth2Tokens {
  readonly accessToken: string
  /** Single use: each refresh replaces it. */
  readonly refreshToken?: string
  readonly expiresAt: number
  readonly scopes: readonly string[]
}

/** X refuses the refresh token: it is used, revoked or unknown. */
export class RefreshTokenRejected extends Error {
  override readonly name = 'RefreshTokenRejected'
}

export interface OAuth2 {
  /** Returns the URL of X's consent page. */
  loginUrl(state: string, verifier: string): Promise<string>
  redeem(parameters: URLSearchParams, state: string, verifier: string): Promise<OAuth2Tokens>
  /** @throws RefreshTokenRejected */
  refresh(refreshToken: string): Promise<OAuth2Tokens>
  revoke(token: string): Promise<void>
}

export interface OAuth2Options {
  readonly keys: XClientKeys
  readonly apiUrl: string
  readonly webUrl: string
  readonly callback: string
  readonly send: Send
  readonly now: () => number
}

/** The documented lifetime of access tokens, which each response repeats. */
const ACCESS_LIFE_S = 7200

/** The error of X, and that of the RFC, for a refused refresh token. */
const REJECTION_ERRORS = new Set(['invalid_request', 'invalid_grant'])

export const createOAuth2 = (options: OAuth2Options): OAuth2 => {
  const { keys, apiUrl, webUrl, callback } = options
  const server: oauth.AuthorizationServer = {
    issuer: webUrl,
    authorization_endpoint: `${webUrl}/i/oauth2/authorize`,
    token_endpoint: `${apiUrl}/2/oauth2/token`,
    revocation_endpoint: `${apiUrl}/2/oauth2/revoke`,
  }
  /** Read for each request: the keys may have been replaced. */
  const client = (): oauth.Client => ({ client_id: keys.id })
  const clientAuth = (): oauth.ClientAuth =>
    keys.secret === undefined ? oauth.None() : confidentialClient(keys.secret)
  const sendAs = (as: 'login' | 'token') => requestOptions(options.send, as)

  return {
    loginUrl: async (state, verifier) => {
      const url = new URL(`${webUrl}/i/oauth2/authorize`)
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: keys.id,
        redirect_uri: callback,
        scope: SCOPES.join(' '),
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).toString()
      return url.href
    },
    redeem: (parameters, state, verifier) =>
      translateErrors(async () => {
        const valid = oauth.validateAuthResponse(server, client(), parameters, state)
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client(),
          clientAuth(),
          valid,
          callback,
          verifier,
          sendAs('login'),
        )
        return parseTokens(
          await oauth.processAuthorizationCodeResponse(server, client(), response),
          options.now(),
        )
      }),
    refresh: (refreshToken) =>
      translateErrors(async () => {
        const response = await oauth.refreshTokenGrantRequest(
          server,
          client(),
          clientAuth(),
          refreshToken,
          sendAs('token'),
        )
        try {
          const tokens = await oauth.processRefreshTokenResponse(server, client(), response)
          return parseTokens(tokens, options.now())
        } catch (error) {
          throw isRejection(error) ? new RefreshTokenRejected() : error
        }
      }),
    revoke: (token) =>
      translateErrors(async () =>
        oauth.processRevocationResponse(
          await oauth.revocationRequest(server, client(), clientAuth(), token, sendAs('token')),
        ),
      ),
  }
}

const requestOptions = (send: Send, as: 'login' | 'token') => ({
  // The settings decide where X is; the sandbox on loopback is served over http.
  [oauth.allowInsecureRequests]: true,
  [oauth.customFetch]: async (
    url: string,
    request: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> => {
    const { status, headers, text } = await send({
      as,
      endpoint: `POST ${new URL(url).pathname}`,
      method: 'POST',
      url,
      headers: request.headers,
      body: String(request.body),
    })
    if (status >= 500 || status === 429) throw loginUnavailable(status)
    const type = String(headers['content-type'] ?? '')
    return new Response(text, { status, headers: { 'content-type': type } })
  },
})

const parseTokens = (response: oauth.TokenEndpointResponse, now: number): OAuth2Tokens => {
  if (!isToken(response.access_token)) throw invalidLoginResponse()
  return {
    accessToken: response.access_token,
    ...(response.refresh_token !== undefined && { refreshToken: response.refresh_token }),
    // A longer lifetime than the documented one is not trusted.
    expiresAt: now + Math.min(response.expires_in ?? ACCESS_LIFE_S, ACCESS_LIFE_S) * 1000,
    scopes: (response.scope ?? SCOPES.join(' ')).split(' '),
  }
}

const isRejection = (error: unknown): boolean =>
  error instanceof oauth.ResponseBodyError && REJECTION_ERRORS.has(error.error)

/** X expects the unencoded pair; oauth4webapi would percent-encode the - and _ of X's secrets. */
const confidentialClient =
  (secret: string): oauth.ClientAuth =>
  (_, client, __, headers) => {
    const pair = Buffer.from(`${client.client_id}:${secret}`).toString('base64')
    headers.set('authorization', `Basic ${pair}`)
  }

/** Replaces errors of oauth4webapi, which carry whole responses including tokens. */
const translateErrors = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw error instanceof RefreshTokenRejected ? error : toGatewayError(error)
  }
}

const toGatewayError = (error: unknown): GatewayError => {
  if (error instanceof GatewayError) return error
  if (error instanceof oauth.AuthorizationResponseError) {
    return new ConsentDenied()
  }
  if (error instanceof oauth.ResponseBodyError) {
    return error.status === 401
      ? new GatewayError(
          'CREDENTIALS_REJECTED',
          'X rejects the app’s client id and secret. Check X_CLIENT_ID and X_CLIENT_SECRET: a confidential client needs its secret, a public client must have none.',
        )
      : new GatewayError(
          'FORBIDDEN',
          'X rejected the login: its code is used, expired, or belongs to another login. Log in again.',
        )
  }
  return invalidLoginResponse()
}
