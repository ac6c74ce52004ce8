// Refreshes OAuth 2.0 tokens. A refresh token is valid once, so a connection is refreshed by one process at a time.

import { ReconnectNeeded } from './accounts.ts'
import {
  type ConnectionStore,
  type OAuth2Connection,
  scopeOf,
  userTokenOf,
} from './connection-store.ts'
import type { CredentialStatus } from './credential-status.ts'
import { type OAuth2, RefreshTokenRejected } from './oauth2.ts'

export interface TokenRefreshOptions {
  readonly connections: ConnectionStore
  readonly oauth2: OAuth2 | undefined
  readonly credentialStatus: CredentialStatus
}

/**
 * Returns the stored connection if it is newer than the caller's, and otherwise a refreshed one.
 * @throws ReconnectNeeded when X refuses the refresh token
 */
export type RefreshTokens = (owner: string, current: OAuth2Connection) => Promise<OAuth2Connection>

export const createTokenRefresh = (options: TokenRefreshOptions): RefreshTokens => {
  const { connections, oauth2, credentialStatus } = options
  const inFlight = new Map<string, Promise<OAuth2Connection>>()

  const requestTokens = async (connection: OAuth2Connection): Promise<OAuth2Connection> => {
    const { refreshToken } = connection.tokens
    if (oauth2 === undefined || refreshToken === undefined) return { ...connection, dead: true }
    try {
      const mark = credentialStatus.mark()
      const tokens = { refreshToken, ...(await oauth2.refresh(refreshToken)) }
      const refreshed = { ...connection, tokens }
      credentialStatus.accept(userTokenOf(refreshed), mark)
      return refreshed
    } catch (error) {
      if (error instanceof RefreshTokenRejected) return { ...connection, dead: true }
      throw error
    }
  }

  const refresh = async (owner: string, current: OAuth2Connection): Promise<OAuth2Connection> => {
    const { userId } = current
    const stored = await connections.find(owner, userId)
    if (stored?.method !== 'OAUTH2' || stored.dead) throw new ReconnectNeeded(userId)
    if (stored.tokens.accessToken !== current.tokens.accessToken) return stored
    const refreshed = await requestTokens(stored)
    // Saved before its first use, so that a crash cannot lose the new refresh token.
    await connections.saveWithRetries(owner, refreshed)
    if (refreshed.dead) {
      credentialStatus.refuse(userTokenOf(stored))
      throw new ReconnectNeeded(userId)
    }
    return refreshed
  }

  return (owner, current) => {
    const key = scopeOf(owner, current.userId)
    const refreshing =
      inFlight.get(key) ??
      connections
        .exclusively(owner, current.userId, () => refresh(owner, current))
        .finally(() => inFlight.delete(key))
    inFlight.set(key, refreshing)
    return refreshing
  }
}
