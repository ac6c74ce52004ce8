// Authentication of requests: the app by its bearer token, users by OAuth 1.0a and 2.0.

import type { Caller, Endpoint, HttpRequest } from '../http.ts'
import { createAppOnly } from './app.ts'
import type { LoginAccount } from './consent.ts'
import { type Credentials, credentialsOf } from './credentials.ts'
import { createOAuth1 } from './oauth1.ts'
import { createOAuth2 } from './oauth2.ts'

export type { LoginAccount } from './consent.ts'
export type { Credentials } from './credentials.ts'

export interface AuthOptions {
  readonly seed: number
  readonly now: () => number
  /** The accounts that can log in. The credentials include an access token of the first one. */
  readonly accounts: readonly LoginAccount[]
}

export interface Auth {
  readonly credentials: Credentials
  /** Authenticates a request. This marks the nonce of an OAuth 1.0a request as used. */
  identify(request: HttpRequest): Caller | undefined
  /** Endpoints by method and path, such as `POST /2/oauth2/token`. */
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** Revokes all tokens issued for a user, but not the built-in credentials. */
  revoke(userId: string): void
  /** Revokes all issued tokens, but not the built-in credentials. */
  reset(): void
}

export const createAuth = ({ seed, now, accounts }: AuthOptions): Auth => {
  const credentials = credentialsOf(seed, accounts[0]?.id ?? '0')
  const app = createAppOnly(credentials)
  const oauth1 = createOAuth1({ credentials, accounts, now })
  const oauth2 = createOAuth2({ credentials, accounts, now })

  const bearerCaller = (token: string): Caller | undefined => {
    if (app.isBearer(token)) return { kind: 'app' }
    const grant = oauth2.grantOf(token)
    return grant && { kind: 'user', userId: grant.userId, scopes: grant.scopes }
  }

  return {
    credentials,
    identify: (request) => {
      const { authorization } = request.headers
      if (authorization === undefined) return undefined
      const token = /^Bearer (.+)$/i.exec(authorization)?.[1]
      if (token !== undefined) return bearerCaller(token)
      const userId = oauth1.userOf(request)
      return userId === undefined ? undefined : { kind: 'user', userId }
    },
    endpoints: new Map(
      Object.entries({ ...app.endpoints, ...oauth1.endpoints, ...oauth2.endpoints }),
    ),
    revoke: (userId) => {
      oauth1.revoke(userId)
      oauth2.revoke(userId)
    },
    reset: () => {
      for (const method of [app, oauth1, oauth2]) method.reset()
    },
  }
}
