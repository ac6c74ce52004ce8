// Opens the store of sessions and accounts, and composes what connects and disconnects accounts.

import type { XKeys } from '../config/index.ts'
import type { StoreEvents } from '../infra/recovering.ts'
import type { Send } from '../infra/upstream.ts'
import { type Connections, createConnections } from './connections.ts'
import type { CredentialStatus } from './credential-status.ts'
import { createOAuth1, type OAuth1 } from './oauth1.ts'
import { createOAuth2, type OAuth2 } from './oauth2.ts'
import { createRevocations, type RevocationsOptions } from './revocations.ts'
import { SESSION_LIFE_MS } from './sessions.ts'
import { type OpenedStore, openStore, type StoreLocation } from './store/index.ts'

export interface ConnectionsSource extends Pick<RevocationsOptions, 'schedule' | 'onRevocation'> {
  readonly keys: XKeys
  readonly apiUrl: string
  readonly webUrl: string
  readonly store: StoreLocation
  readonly storeEvents: StoreEvents
  /** Whether a store that is down fails the start. */
  readonly strict: boolean
  readonly send: Send
  /** The timeout of a call to X. */
  readonly timeoutMs: number
  readonly credentialStatus: CredentialStatus
  /** The wall clock, by which tokens, logins and stored sessions expire. */
  readonly wall: () => number
}

export interface OpenedConnections extends OpenedStore {
  readonly connections: Connections
  readonly oauth1: OAuth1 | undefined
  readonly oauth2: OAuth2 | undefined
  close(): Promise<void>
}

/** @param callback the URL to which X redirects after a login */
export const openConnections = async (
  options: ConnectionsSource,
  callback: string,
): Promise<OpenedConnections> => {
  const { keys, wall: now, timeoutMs, strict, storeEvents } = options
  const oauth1 = keys.app && createOAuth1({ ...options, now, callback, consumer: keys.app })
  const oauth2 = keys.client && createOAuth2({ ...options, now, callback, keys: keys.client })
  const opened = await openStore(options.store, { ...storeEvents, strict, now })
  const { store, vault } = opened
  const revocations = createRevocations({ ...options, store })
  const connections = createConnections({
    store,
    vault,
    lifeMs: SESSION_LIFE_MS,
    timeoutMs,
    credentialStatus: options.credentialStatus,
    consumer: keys.app,
    oauth1,
    oauth2,
    revocations,
    now,
  })
  return {
    ...opened,
    connections,
    oauth1,
    oauth2,
    close: async () => {
      revocations.close()
      await store.close()
    },
  }
}
