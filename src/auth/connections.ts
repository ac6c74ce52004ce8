// Accounts that sessions have connected: kept sealed, refreshed one at a time, and given up when X says so.

import { setTimeout as pause } from 'node:timers/promises'

import { type Account, ReconnectNeeded } from './accounts.ts'
import { type CredentialStatus, credentialIdOf, type UserToken } from './credential-status.ts'
import type { Credential } from './credentials.ts'
import type { KeyPair, OAuth1 } from './oauth1.ts'
import { type OAuth2, type OAuth2Tokens, RefreshTokenDead } from './oauth2.ts'
import { exclusively, type Store } from './store/store.ts'
import type { Vault } from './vault.ts'

/** What is kept of a connected account. */
export type Connection = { readonly userId: string; readonly connectedAt: number } & (
  | { readonly method: 'OAUTH1'; readonly token: KeyPair }
  | {
      readonly method: 'OAUTH2'
      readonly tokens: OAuth2Tokens
      /** X has refused the refresh token. */
      readonly dead?: true
    }
)

export interface Connections {
  of(owner: string): Promise<readonly Account[]>
  put(owner: string, connection: Connection): Promise<void>
  /** Forgets it, and has X forget it; `first` is done before. False when there is none. */
  end(owner: string, userId: string, first?: () => Promise<void>): Promise<boolean>
  endAll(owner: string): Promise<void>
  /** As long as its owner is. */
  extend(owner: string): Promise<void>
}

export interface ConnectionsOptions {
  readonly store: Store
  readonly vault: Vault
  readonly lifeMs: number
  readonly timeoutMs: number
  readonly consumer: KeyPair | undefined
  readonly oauth1: OAuth1 | undefined
  readonly oauth2: OAuth2 | undefined
  readonly credentialStatus: CredentialStatus
  readonly now: () => number
}

/** A token is refreshed this long before it ends, so that it does not end on its way. */
const EARLY_MS = 60_000

type Kept<M extends Connection['method']> = Extract<Connection, { readonly method: M }>

const tokenOf = (connection: Connection): UserToken =>
  connection.method === 'OAUTH1'
    ? { kind: 'oauth1', token: connection.token }
    : { kind: 'oauth2', accessToken: connection.tokens.accessToken }

export const createConnections = (options: ConnectionsOptions): Connections => {
  const { store, vault, lifeMs, credentialStatus, now } = options
  const keyOf = (owner: string): string => `accounts:${owner}`
  const purposeOf = (owner: string, userId: string): string => `${keyOf(owner)} ${userId}`
  /** The longest that a refresh can take, with room for keeping what it brings. */
  const claimMs = options.timeoutMs * 2 + 2000
  /** Refreshes under way in this process. */
  const refreshing = new Map<string, Promise<Kept<'OAUTH2'>>>()

  const readAll = async (owner: string): Promise<Connection[]> =>
    [...(await store.read(keyOf(owner)))].flatMap(([userId, sealed]) => {
      const connection = vault.open(sealed, purposeOf(owner, userId))
      return connection === undefined ? [] : [connection as Connection]
    })

  const read = async (owner: string, userId: string): Promise<Connection | undefined> =>
    (await readAll(owner)).find((each) => each.userId === userId)

  const put = (owner: string, connection: Connection): Promise<void> =>
    store.write(
      keyOf(owner),
      connection.userId,
      vault.seal(connection, purposeOf(owner, connection.userId)),
      lifeMs,
    )

  /** A new refresh token is the only one there is: a store that is gone for a moment is asked again. */
  const putAtLast = async (owner: string, connection: Connection): Promise<void> => {
    for (const wait of [100, 400, 1500]) {
      try {
        return await put(owner, connection)
      } catch {
        await pause(wait)
      }
    }
    return put(owner, connection)
  }

  const alone = <T>(owner: string, userId: string, work: () => Promise<T>): Promise<T> =>
    exclusively(store, purposeOf(owner, userId), claimMs, work)

  /** Gives what is kept now when that is newer than what the caller has seen. */
  const refreshed = (owner: string, seen: Kept<'OAUTH2'>): Promise<Kept<'OAUTH2'>> => {
    const { userId } = seen
    const name = purposeOf(owner, userId)
    const underWay =
      refreshing.get(name) ??
      alone(owner, userId, async () => {
        const kept = await read(owner, userId)
        if (kept?.method !== 'OAUTH2' || kept.dead) throw new ReconnectNeeded(userId)
        if (kept.tokens.accessToken !== seen.tokens.accessToken) return kept
        const next = await refresh(kept)
        // Kept before it is used: whatever happens from here on, the token is not lost.
        await putAtLast(owner, next)
        if (next.dead) {
          credentialStatus.refuse(tokenOf(kept))
          throw new ReconnectNeeded(userId)
        }
        return next
      }).finally(() => refreshing.delete(name))
    refreshing.set(name, underWay)
    return underWay
  }

  const refresh = async (kept: Kept<'OAUTH2'>): Promise<Kept<'OAUTH2'>> => {
    const { oauth2 } = options
    const { refreshToken } = kept.tokens
    if (oauth2 === undefined || refreshToken === undefined) return { ...kept, dead: true }
    try {
      const mark = credentialStatus.mark()
      const next = { ...kept, tokens: { refreshToken, ...(await oauth2.refresh(refreshToken)) } }
      credentialStatus.accept(tokenOf(next), mark)
      return next
    } catch (error) {
      if (error instanceof RefreshTokenDead) return { ...kept, dead: true }
      throw error
    }
  }

  const accountOf = (owner: string, connection: Connection): Account => {
    const { userId, method } = connection
    const scope = purposeOf(owner, userId)
    const common = {
      scope,
      userId,
      method,
      owned: false,
      connectedAt: new Date(connection.connectedAt),
    }
    return connection.method === 'OAUTH1'
      ? { ...common, ...byOAuth1(connection) }
      : { ...common, scopes: connection.tokens.scopes, ...byOAuth2(owner, connection) }
  }

  const byOAuth1 = ({ userId, token }: Kept<'OAUTH1'>) => ({
    reconnectNeeded: options.consumer === undefined,
    credentialId: () => credentialIdOf({ kind: 'oauth1', token }),
    credential: async (): Promise<Credential> => {
      if (options.consumer === undefined) throw new ReconnectNeeded(userId)
      return { kind: 'oauth1', userId, consumer: options.consumer, token }
    },
    // It does not expire: its user has taken it back.
    renew: () => Promise.reject(new ReconnectNeeded(userId)),
  })

  const byOAuth2 = (owner: string, connection: Kept<'OAUTH2'>) => {
    const { userId, dead = false } = connection
    const credentialOf = ({ tokens: { accessToken } }: Kept<'OAUTH2'>): Credential => ({
      kind: 'oauth2',
      userId,
      accessToken,
    })
    let latest = connection
    return {
      reconnectNeeded: dead,
      credentialId: () => credentialIdOf(tokenOf(latest)),
      credential: async (): Promise<Credential> => {
        if (dead) throw new ReconnectNeeded(userId)
        const { expiresAt } = latest.tokens
        if (now() < expiresAt - EARLY_MS) return credentialOf(latest)
        try {
          latest = await refreshed(owner, latest)
        } catch (error) {
          // X's login is down, but the token has a moment left.
          if (error instanceof ReconnectNeeded || now() >= expiresAt) throw error
        }
        return credentialOf(latest)
      },
      renew: async (refused: Credential): Promise<Credential> => {
        if (refused.kind === 'oauth2' && refused.accessToken === latest.tokens.accessToken) {
          latest = await refreshed(owner, latest)
        }
        return credentialOf(latest)
      },
    }
  }

  /** X is asked to forget the tokens; whether it can be reached does not matter to whoever leaves. */
  const revoke = async (connection: Connection): Promise<void> => {
    if (connection.method === 'OAUTH1') {
      await options.oauth1?.revoke(connection.token).catch(() => {})
      return
    }
    const { accessToken, refreshToken } = connection.tokens
    await Promise.all(
      [refreshToken, accessToken].map((token) =>
        token === undefined ? undefined : options.oauth2?.revoke(token).catch(() => {}),
      ),
    )
  }

  const end: Connections['end'] = async (owner, userId, first) =>
    // Not while it is being refreshed, which would bring it back.
    alone(owner, userId, async () => {
      const connection = await read(owner, userId)
      if (connection === undefined) return false
      await first?.()
      await store.remove(keyOf(owner), userId)
      // Requests in flight, here and in other processes, must not go on with it.
      credentialStatus.refuse(tokenOf(connection))
      await revoke(connection)
      return true
    })

  return {
    of: async (owner) => (await readAll(owner)).map((each) => accountOf(owner, each)),
    put: async (owner, connection) => {
      const mark = credentialStatus.mark()
      await alone(owner, connection.userId, () => put(owner, connection))
      // X has just issued it.
      credentialStatus.accept(tokenOf(connection), mark)
    },
    end,
    endAll: async (owner) => {
      const userIds = [...(await store.read(keyOf(owner))).keys()]
      await Promise.all(userIds.map((userId) => end(owner, userId)))
    },
    extend: (owner) => store.extend(keyOf(owner), lifeMs),
  }
}
