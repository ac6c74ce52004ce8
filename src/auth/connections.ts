// Accounts that browser sessions have connected: listing, connecting and disconnecting.

import type { Account } from './accounts.ts'
import { connectedAccount } from './connected-account.ts'
import {
  type Connection,
  type ConnectionStoreOptions,
  createConnectionStore,
  userTokenOf,
} from './connection-store.ts'
import type { CredentialStatus } from './credential-status.ts'
import type { KeyPair, OAuth1 } from './oauth1.ts'
import type { OAuth2 } from './oauth2.ts'
import type { Revocation, Revocations } from './revocations.ts'
import { createTokenRefresh } from './token-refresh.ts'

export interface Disconnection {
  /** Whether X has revoked all tokens. If not, revocation is retried in the background. */
  readonly revoked: boolean
}

export interface Connections {
  list(owner: string): Promise<readonly Account[]>
  /** All connected accounts, of all owners. */
  listAll(): Promise<readonly Account[]>
  save(owner: string, connection: Connection): Promise<void>
  /** Removes an account and revokes its tokens, after `beforeRemoval`. Undefined when there is no such account. */
  disconnect(
    owner: string,
    userId: string,
    beforeRemoval?: () => Promise<void>,
  ): Promise<Disconnection | undefined>
  disconnectAll(owner: string): Promise<Disconnection>
  /** Removes a user's account from all owners. Returns how many had it. */
  disconnectUser(userId: string): Promise<Disconnection & { readonly owners: number }>
  /** Extends the life of the owner's connections along with its session. */
  extend(owner: string): Promise<void>
}

export interface ConnectionsOptions extends ConnectionStoreOptions {
  readonly consumer: KeyPair | undefined
  readonly oauth1: OAuth1 | undefined
  readonly oauth2: OAuth2 | undefined
  readonly credentialStatus: CredentialStatus
  readonly revocations: Revocations
  readonly now: () => number
}

export const createConnections = (options: ConnectionsOptions): Connections => {
  const { revocations, credentialStatus } = options
  const connections = createConnectionStore(options)
  const refresh = createTokenRefresh({ ...options, connections })

  const revoke = async (connection: Connection): Promise<Disconnection> => {
    const results = await Promise.all(revocationsOf(connection, options).map(revocations.run))
    return { revoked: !results.includes(false) }
  }

  const disconnect: Connections['disconnect'] = (owner, userId, beforeRemoval) =>
    // Exclusive, because a refresh in flight would save the connection again.
    connections.exclusively(owner, userId, async () => {
      const connection = await connections.find(owner, userId)
      if (connection === undefined) return undefined
      await beforeRemoval?.()
      await connections.remove(owner, userId)
      // Stops requests in flight, here and in other processes, from using the credential.
      credentialStatus.refuse(userTokenOf(connection))
      return revoke(connection)
    })

  const list: Connections['list'] = async (owner) =>
    (await connections.list(owner)).map((connection) =>
      connectedAccount(owner, connection, { ...options, refresh }),
    )

  return {
    list,
    listAll: async () => (await Promise.all((await connections.owners()).map(list))).flat(),
    save: async (owner, connection) => {
      // X issues the same OAuth 1.0a token again; OAuth 2.0 tokens are new at each login.
      if (connection.method === 'OAUTH1') await revocations.cancel(connection.token.key)
      const mark = credentialStatus.mark()
      await connections.exclusively(owner, connection.userId, () =>
        connections.save(owner, connection),
      )
      // X has just issued the token.
      credentialStatus.accept(userTokenOf(connection), mark)
    },
    disconnect,
    disconnectAll: async (owner) => {
      const userIds = await connections.userIds(owner)
      const results = await Promise.all(userIds.map((userId) => disconnect(owner, userId)))
      return { revoked: results.every((result) => result?.revoked !== false) }
    },
    disconnectUser: async (userId) => {
      const all = await connections.owners()
      const results = await Promise.all(all.map((owner) => disconnect(owner, userId)))
      const ended = results.filter((result) => result !== undefined)
      return { owners: ended.length, revoked: ended.every(({ revoked }) => revoked) }
    },
    extend: connections.extend,
  }
}

const revocationsOf = (
  connection: Connection,
  { oauth1, oauth2 }: ConnectionsOptions,
): readonly Revocation[] => {
  const { userId: account } = connection
  if (connection.method === 'OAUTH1') {
    const { token } = connection
    return oauth1 ? [{ account, token: token.key, revoke: () => oauth1.revoke(token) }] : []
  }
  const { accessToken, refreshToken } = connection.tokens
  return [refreshToken, accessToken].flatMap((token) =>
    token && oauth2 ? { account, token, revoke: () => oauth2.revoke(token) } : [],
  )
}
