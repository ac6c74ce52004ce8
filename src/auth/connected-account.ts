// The account of a connection: provides its credential, and refreshes an OAuth 2.0 token before it expires.

import { type Account, ReconnectNeeded } from './accounts.ts'
import {
  type Connection,
  type OAuth1Connection,
  type OAuth2Connection,
  scopeOf,
  userTokenOf,
} from './connection-store.ts'
import { credentialIdOf } from './credential-status.ts'
import type { Credential } from './credentials.ts'
import type { KeyPair } from './oauth1.ts'
import type { RefreshTokens } from './token-refresh.ts'

export interface ConnectedAccountOptions {
  readonly consumer: KeyPair | undefined
  readonly refresh: RefreshTokens
  readonly now: () => number
}

/** Tokens are refreshed this long before they expire, so that they do not expire during a call. */
const REFRESH_BEFORE_EXPIRY_MS = 60_000

export const connectedAccount = (
  owner: string,
  connection: Connection,
  options: ConnectedAccountOptions,
): Account => {
  const { userId, method } = connection
  const common = {
    scope: scopeOf(owner, userId),
    userId,
    method,
    owned: false,
    connectedAt: new Date(connection.connectedAt),
  }
  return connection.method === 'OAUTH1'
    ? { ...common, ...oauth1Credentials(connection, options) }
    : {
        ...common,
        scopes: connection.tokens.scopes,
        ...oauth2Credentials(owner, connection, options),
      }
}

const oauth1Credentials = (
  { userId, token }: OAuth1Connection,
  { consumer }: ConnectedAccountOptions,
) => ({
  reconnectNeeded: consumer === undefined,
  credentialId: () => credentialIdOf({ kind: 'oauth1', token }),
  credential: async (): Promise<Credential> => {
    if (consumer === undefined) throw new ReconnectNeeded(userId)
    return { kind: 'oauth1', userId, consumer, token }
  },
  // OAuth 1.0a tokens do not expire: a refused one was revoked.
  renew: () => Promise.reject(new ReconnectNeeded(userId)),
})

const oauth2Credentials = (
  owner: string,
  connection: OAuth2Connection,
  { refresh, now }: ConnectedAccountOptions,
) => {
  const { userId, dead = false } = connection
  let latest = connection
  const credentialOf = ({ tokens: { accessToken } }: OAuth2Connection): Credential => ({
    kind: 'oauth2',
    userId,
    accessToken,
  })
  return {
    reconnectNeeded: dead,
    credentialId: () => credentialIdOf(userTokenOf(latest)),
    credential: async (): Promise<Credential> => {
      if (dead) throw new ReconnectNeeded(userId)
      const { expiresAt } = latest.tokens
      if (now() < expiresAt - REFRESH_BEFORE_EXPIRY_MS) return credentialOf(latest)
      try {
        latest = await refresh(owner, latest)
      } catch (error) {
        // While X's token endpoint is down, the current token serves until it expires.
        if (error instanceof ReconnectNeeded || now() >= expiresAt) throw error
      }
      return credentialOf(latest)
    },
    renew: async (refused: Credential): Promise<Credential> => {
      if (refused.kind === 'oauth2' && refused.accessToken === latest.tokens.accessToken) {
        latest = await refresh(owner, latest)
      }
      return credentialOf(latest)
    },
  }
}
