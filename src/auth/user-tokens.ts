// Tokens of users that come with their requests: nothing is kept of them but a hash, and whose they are.

import { createHash } from 'node:crypto'

import { GatewayError } from '../errors.ts'
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

/** The oldest is asked about again. */
const MOST_TOKENS = 1000

export interface UserTokensOptions extends IdentityOptions {
  readonly credentialStatus: CredentialStatus
}

/** The account of a token that came with a request. Only its hash is remembered, and whose it is. */
export const createUserTokens = (options: UserTokensOptions) => {
  const { credentialStatus } = options
  const users = new Map<string, string>()

  const userOf = async (token: string, name: string, onCall: () => void): Promise<string> => {
    const known = users.get(name)
    if (known !== undefined) return known
    onCall()
    const mark = credentialStatus.mark()
    const userId = await userIdOf(token, options)
    if (userId === undefined) {
      credentialStatus.refuse({ kind: 'oauth2', accessToken: token })
      throw refusedToken()
    }
    credentialStatus.accept({ kind: 'oauth2', accessToken: token }, mark)
    users.set(name, userId)
    if (users.size > MOST_TOKENS) users.delete([...users.keys()][0] ?? '')
    return userId
  }

  return async (token: string, onCall: () => void): Promise<Account> => {
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
      renew: () => Promise.reject(refusedToken()),
    }
  }
}

const refusedToken = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'X does not accept the token in X-User-Token: it has ended, or lacks the scopes tweet.read and users.read. Send another.',
  )
