// Access tokens of users that come with requests. Only their hashes are kept, with what X said of them.

import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { GatewayError } from '../infra/errors.ts'
import type { Account } from './accounts.ts'
import { type CredentialStatus, credentialIdOf } from './credential-status.ts'
import { type IdentityOptions, userIdOf } from './identity.ts'

/** What X gives out is shorter, and of these characters. */
const USER_TOKEN = /^[\w.~+/=:-]{1,1000}$/

export const userTokenOf = (headers: { get(name: string): string | null }): string | undefined => {
  const token = headers.get('x-user-token')
  if (token === null || token === '') return undefined
  if (USER_TOKEN.test(token)) return token
  throw new GatewayError(
    'BAD_USER_INPUT',
    'X-User-Token does not hold an OAuth 2.0 access token of X.',
  )
}

export const digestOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url')

/** The least recently used token is asked about again. */
const MOST_ACCEPTED = 1000
const MOST_REFUSED = 10_000

/** X's access tokens live two hours. One that X refuses earlier counts no more from then on. */
const ACCEPTED_MS = 60 * 60_000

/**
 * A token that X refuses stays refused: asking again at each request would spend calls. But X has been seen answering
 * 401 while it had trouble, so no token is refused for good by one answer.
 */
const REFUSED_MS = 5 * 60_000

export interface UserTokensOptions extends IdentityOptions {
  readonly credentialStatus: CredentialStatus
  readonly now: () => number
}

/** `onCall` is called when X is asked. @throws UNAUTHENTICATED when X does not accept the token */
export type UserOfToken = (token: string, onCall: () => void) => Promise<Account>

/** The account of a token that came with a request. Only the token's hash is kept, and what X said of it. */
export const createUserTokens = (options: UserTokensOptions): UserOfToken => {
  const { now, credentialStatus } = options
  const accepted = new LRUCache<string, { readonly userId: string; readonly until: number }>({
    max: MOST_ACCEPTED,
  })
  /** Until when. */
  const refused = new LRUCache<string, number>({ max: MOST_REFUSED })
  const inFlight = new Map<string, Promise<string>>()

  const refuse = (name: string): GatewayError => {
    accepted.delete(name)
    refused.set(name, now() + REFUSED_MS)
    return refusedToken()
  }

  const ask = async (token: string, name: string): Promise<string> => {
    const credential = { kind: 'oauth2', accessToken: token } as const
    const mark = credentialStatus.mark()
    const userId = await userIdOf(token, options)
    if (userId === undefined) {
      credentialStatus.refuse(credential)
      throw refuse(name)
    }
    credentialStatus.accept(credential, mark)
    accepted.set(name, { userId, until: now() + ACCEPTED_MS })
    return userId
  }

  const userOf = async (token: string, name: string, onCall: () => void): Promise<string> => {
    if (now() < (refused.get(name) ?? 0)) throw refusedToken()
    const known = accepted.get(name)
    if (known !== undefined && now() < known.until) return known.userId
    const pending = inFlight.get(name)
    if (pending !== undefined) return pending
    onCall()
    const asking = ask(token, name).finally(() => inFlight.delete(name))
    inFlight.set(name, asking)
    return asking
  }

  return async (token, onCall) => {
    const name = digestOf(token)
    const userId = await userOf(token, name, onCall)
    const credential = { kind: 'oauth2', userId, accessToken: token } as const
    return {
      scope: `token:${name}`,
      userId,
      method: 'OAUTH2',
      owned: false,
      fromRequest: true,
      reconnectNeeded: false,
      credentialId: () => credentialIdOf(credential),
      credential: () => Promise.resolve(credential),
      renew: () => Promise.reject(refuse(name)),
    }
  }
}

const refusedToken = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'X does not accept the token in X-User-Token: it has ended, or lacks the scopes tweet.read and users.read. Send another.',
  )
