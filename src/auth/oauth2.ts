// OAuth 2.0 with PKCE at X, by `oauth4webapi` over our own HTTP: login, refresh and revocation.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code
// @see https://www.rfc-editor.org/rfc/rfc7636

import * as oauth from 'oauth4webapi'

import type { XClientKeys } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Send } from '../infra/upstream.ts'
import { isToken } from './credentials.ts'

const SCOPES = ['tweet.read', 'users.read', 'offline.access'] as const

export interface OAuth2Tokens {
  readonly accessToken: string
  /** Single use: each refresh brings another, and ends this one. */
  readonly refreshToken?: string
  readonly expiresAt: number
  readonly scopes: readonly string[]
}

/** X's answer to a refresh token that was used, revoked or forgotten. */
export class RefreshTokenDead extends Error {
  override readonly name = 'RefreshTokenDead'
}

export interface OAuth2 {
  /** Where X asks its user. */
  loginAddress(state: string, verifier: string): Promise<string>
  redeem(answer: URLSearchParams, state: string, verifier: string): Promise<OAuth2Tokens>
  /** @throws RefreshTokenDead */
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

/** Documented; each answer says it again. */
const ACCESS_LIFE_S = 7200

/** X's word for a dead refresh token, and the RFC's. */
const DEAD = new Set(['invalid_request', 'invalid_grant'])

export const createOAuth2 = (options: OAuth2Options): OAuth2 => {
  const { keys, apiUrl, webUrl, callback, send, now } = options
  const server: oauth.AuthorizationServer = {
    issuer: webUrl,
    authorization_endpoint: `${webUrl}/i/oauth2/authorize`,
    token_endpoint: `${apiUrl}/2/oauth2/token`,
    revocation_endpoint: `${apiUrl}/2/oauth2/revoke`,
  }
  const client: oauth.Client = { client_id: keys.id }
  const authentication = keys.secret === undefined ? oauth.None() : asConfidential(keys.secret)
  const sentAs = (as: 'login' | 'token') => ({
    // Where X is, is for the settings to say; on loopback it speaks http.
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
      if (status >= 500 || status === 429) throw unavailable(status)
      const type = String(headers['content-type'] ?? '')
      return new Response(text, { status, headers: { 'content-type': type } })
    },
  })

  const tokens = (answer: oauth.TokenEndpointResponse): OAuth2Tokens => {
    if (!isToken(answer.access_token)) throw notAnAnswer()
    return {
      accessToken: answer.access_token,
      ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
      // Later is too late to find out that it is over.
      expiresAt: now() + Math.min(answer.expires_in ?? ACCESS_LIFE_S, ACCESS_LIFE_S) * 1000,
      scopes: (answer.scope ?? SCOPES.join(' ')).split(' '),
    }
  }

  return {
    loginAddress: async (state, verifier) => {
      const address = new URL(server.authorization_endpoint ?? '')
      address.search = new URLSearchParams({
        response_type: 'code',
        client_id: keys.id,
        redirect_uri: callback,
        scope: SCOPES.join(' '),
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).toString()
      return address.href
    },
    redeem: async (answer, state, verifier) => {
      try {
        const valid = oauth.validateAuthResponse(server, client, answer, state)
        return tokens(
          await oauth.processAuthorizationCodeResponse(
            server,
            client,
            await oauth.authorizationCodeGrantRequest(
              server,
              client,
              authentication,
              valid,
              callback,
              verifier,
              sentAs('login'),
            ),
          ),
        )
      } catch (error) {
        throw explained(error)
      }
    },
    refresh: async (refreshToken) => {
      try {
        return tokens(
          await oauth.processRefreshTokenResponse(
            server,
            client,
            await oauth.refreshTokenGrantRequest(
              server,
              client,
              authentication,
              refreshToken,
              sentAs('token'),
            ),
          ),
        )
      } catch (error) {
        if (error instanceof oauth.ResponseBodyError && DEAD.has(error.error)) {
          throw new RefreshTokenDead()
        }
        throw explained(error)
      }
    },
    revoke: async (token) => {
      try {
        await oauth.processRevocationResponse(
          await oauth.revocationRequest(server, client, authentication, token, sentAs('token')),
        )
      } catch (error) {
        throw explained(error)
      }
    },
  }
}

/** X takes both halves as they are; the library's own would percent-encode the - and _ that its secrets have. */
const asConfidential =
  (secret: string): oauth.ClientAuth =>
  (_, client, __, headers) => {
    const pair = Buffer.from(`${client.client_id}:${secret}`).toString('base64')
    headers.set('authorization', `Basic ${pair}`)
  }

const unavailable = (status: number): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `X’s login is not available just now (status ${status}). Try again in a moment.`,
  )

/** What the library throws carries whole answers, tokens included: none of it goes further. */
const explained = (error: unknown): GatewayError => {
  if (error instanceof GatewayError) return error
  if (error instanceof oauth.AuthorizationResponseError) {
    return new GatewayError(
      'FORBIDDEN',
      'X was not allowed to connect the account. Nothing was kept.',
    )
  }
  if (error instanceof oauth.ResponseBodyError) {
    return error.status === 401
      ? new GatewayError(
          'CREDENTIALS_REJECTED',
          'X does not accept the app’s client id and secret. Check X_CLIENT_ID and X_CLIENT_SECRET: a confidential client needs its secret, a public one must have none.',
        )
      : new GatewayError(
          'FORBIDDEN',
          'X did not accept the login: its code is used, too old, or was made for another login. Begin again.',
        )
  }
  return notAnAnswer()
}

const notAnAnswer = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s answer is not what its login sends. Try again in a moment.',
  )
