// The encrypted connections of browser sessions in the store, by the owner that a session leads to.

import { setTimeout as delay } from 'node:timers/promises'

import type { UserToken } from './credential-status.ts'
import type { KeyPair } from './oauth1.ts'
import type { OAuth2Tokens } from './oauth2.ts'
import { exclusively, type Store } from './store/store.ts'
import type { Vault } from './vault.ts'

/** A stored connection of an account. */
export type Connection = { readonly userId: string; readonly connectedAt: number } & (
  | { readonly method: 'OAUTH1'; readonly token: KeyPair }
  | {
      readonly method: 'OAUTH2'
      readonly tokens: OAuth2Tokens
      /** Set after X has refused the refresh token. */
      readonly dead?: true
    }
)

export type OAuth1Connection = Extract<Connection, { readonly method: 'OAUTH1' }>
export type OAuth2Connection = Extract<Connection, { readonly method: 'OAUTH2' }>

export type ConnectionStore = ReturnType<typeof createConnectionStore>

export interface ConnectionStoreOptions {
  readonly store: Store
  readonly vault: Vault
  readonly lifeMs: number
  /** The timeout of a call to X. */
  readonly timeoutMs: number
}

const SAVE_RETRY_DELAYS_MS = [100, 400, 1500]

export const createConnectionStore = (options: ConnectionStoreOptions) => {
  const { store, vault, lifeMs } = options
  /** The longest possible refresh, with time to save its result. */
  const claimMs = options.timeoutMs * 2 + 2000

  const list = async (owner: string): Promise<Connection[]> =>
    [...(await store.read(keyOf(owner)))].flatMap(
      ([userId, sealed]) => vault.open<Connection>(sealed, scopeOf(owner, userId)) ?? [],
    )

  const save = (owner: string, connection: Connection): Promise<void> =>
    store.write(
      keyOf(owner),
      connection.userId,
      vault.seal(connection, scopeOf(owner, connection.userId)),
      lifeMs,
    )

  return {
    list,
    find: async (owner: string, userId: string): Promise<Connection | undefined> =>
      (await list(owner)).find((each) => each.userId === userId),
    save,
    /** Saves a connection whose tokens exist nowhere else: retries while the store is unavailable. */
    saveWithRetries: async (owner: string, connection: Connection): Promise<void> => {
      for (const ms of SAVE_RETRY_DELAYS_MS) {
        try {
          return await save(owner, connection)
        } catch {
          await delay(ms)
        }
      }
      return save(owner, connection)
    },
    remove: (owner: string, userId: string) => store.remove(keyOf(owner), userId),
    extend: (owner: string) => store.extend(keyOf(owner), lifeMs),
    /** The owners of all connections. */
    owners: async (): Promise<readonly string[]> =>
      (await store.keys(keyOf(''))).map((key) => key.slice(keyOf('').length)),
    userIds: async (owner: string) => [...(await store.read(keyOf(owner))).keys()],
    /** Runs work on one connection while no other process does. */
    exclusively: <T>(owner: string, userId: string, work: () => Promise<T>): Promise<T> =>
      exclusively(store, scopeOf(owner, userId), claimMs, work),
  }
}

const keyOf = (owner: string): string => `accounts:${owner}`

/** The scope of a connected account's private data, and the purpose of its encrypted value. */
export const scopeOf = (owner: string, userId: string): string => `${keyOf(owner)} ${userId}`

export const userTokenOf = (connection: Connection): UserToken =>
  connection.method === 'OAUTH1'
    ? { kind: 'oauth1', token: connection.token }
    : { kind: 'oauth2', accessToken: connection.tokens.accessToken }
