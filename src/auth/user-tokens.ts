// Users' access tokens that come with requests. Only a token's hash is stored, with the user that X named for it.

import { GatewayError } from '../infra/errors.ts'
import { createLru } from '../infra/lru.ts'
import type { Account } from './accounts.ts'
import { type CredentialStatus, credentialIdOf } from './credential-status.ts'
import { sha256 } from './digest.ts'
import { findUserId, type IdentityOptions } from './identity.ts'
import type { RequestHeaders } from './request-origin.ts'

/** X's tokens are shorter, and consist of these characters. */
const USER_TOKEN = /^[\w.~+/=:-]{1,1000}$/

export const userTokenOf = (headers: RequestHeaders): string | undefined => {
  const token = headers.get('x-user-token')
  if (token === null || token === '') return undefined
  if (USER_TOKEN.test(token)) return token
  throw new GatewayError('BAD_USER_INPUT', 'X-User-Token is not an OAuth 2.0 access token of X.')
}

const MAX_ACCEPTED = 1000
const MAX_REFUSED = 10_000

/** X's access tokens live two hours. A token that X refuses earlier is dropped at that moment. */
const ACCEPTED_TTL_MS = 60 * 60_000

/** Bounds the calls that a refused token can cause. Not forever: X also answers 401 while it has an outage. */
const REFUSED_TTL_MS = 5 * 60_000

export interface UserTokensOptions extends IdentityOptions {
  readonly credentialStatus: CredentialStatus
  readonly now: () => number
}

/** `onCall` is called when X is called. @throws UNAUTHENTICATED when X does not accept the token */
export type AccountOfToken = (token: string, onCall: () => void) => Promise<Account>

export const createUserTokens = (options: UserTokensOptions): AccountOfToken => {
  const { now, credentialStatus } = options
  /** The users of accepted tokens, by hash of the token. */
  const accepted = createLru<{ readonly userId: string; readonly until: number }>(MAX_ACCEPTED)
  /** The end of each refusal, by hash of the token. */
  const refusedUntil = createLru<number>(MAX_REFUSED)
  const inFlight = new Map<string, Promise<string>>()

  const refuse = (hash: string): GatewayError => {
    accepted.delete(hash)
    refusedUntil.set(hash, now() + REFUSED_TTL_MS)
    return tokenRefused()
  }

  const fetchUserId = async (token: string, hash: string): Promise<string> => {
    const credential = { kind: 'oauth2', accessToken: token } as const
    const mark = credentialStatus.mark()
    const userId = await findUserId(token, options)
    if (userId === undefined) {
      credentialStatus.refuse(credential)
      throw refuse(hash)
    }
    credentialStatus.accept(credential, mark)
    accepted.set(hash, { userId, until: now() + ACCEPTED_TTL_MS })
    return userId
  }

  const userIdOf = async (token: string, hash: string, onCall: () => void): Promise<string> => {
    if (now() < (refusedUntil.get(hash) ?? 0)) throw tokenRefused()
    const known = accepted.get(hash)
    if (known !== undefined && now() < known.until) return known.userId
    const pending = inFlight.get(hash)
    if (pending !== undefined) return pending
    onCall()
    const fetching = fetchUserId(token, hash).finally(() => inFlight.delete(hash))
    inFlight.set(hash, fetching)
    return fetching
  }

  return async (token, onCall) => {
    const hash = sha256(token)
    const userId = await userIdOf(token, hash, onCall)
    const credential = { kind: 'oauth2', userId, accessToken: token } as const
    return {
      scope: `token:${hash}`,
      userId,
      method: 'OAUTH2',
      owned: false,
      fromRequest: true,
      reconnectNeeded: false,
      credentialId: () => credentialIdOf(credential),
      credential: () => Promise.resolve(credential),
      renew: () => Promise.reject(refuse(hash)),
    }
  }
}

const tokenRefused = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'X does not accept the token in X-User-Token: it has expired, or lacks the scopes tweet.read and users.read. Send another one.',
  )
