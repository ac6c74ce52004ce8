// Composes authentication: callers, the routes of login and logout, and the app-only credential.

import type { XKeys } from '../config/index.ts'
import type { StoreEvents } from '../infra/recovering.ts'
import type { Send } from '../infra/upstream.ts'
import { ownedAccount } from './accounts.ts'
import { type AppCredential, createAppCredential } from './app-credential.ts'
import { type Callers, type CallersOptions, createCallers, type Logins } from './callers.ts'
import { createConnections } from './connections.ts'
import type { CredentialStatus } from './credential-status.ts'
import type { ApiKeys } from './keys/api-keys.ts'
import { createKeyRoutes } from './keys/key-routes.ts'
import { createKeySessions } from './keys/key-session.ts'
import { createLiveKeys } from './live-keys.ts'
import { createOAuth1 } from './oauth1.ts'
import { createOAuth2 } from './oauth2.ts'
import { createRevocations, type RevocationsOptions } from './revocations.ts'
import { type AuthRoutes, createAuthRoutes, noLogins } from './routes.ts'
import { createSessions, SESSION_LIFE_MS } from './sessions.ts'
import { type OpenedStore, openCookieVault, openStore, type StoreLocation } from './store/index.ts'
import type { StoreState } from './store/recovering-store.ts'

export interface AuthOptions extends Pick<RevocationsOptions, 'schedule' | 'onRevocation'> {
  readonly keys: XKeys
  readonly apiUrl: string
  readonly webUrl: string
  readonly apiKeys: ApiKeys
  readonly ownedFor: CallersOptions['ownedFor']
  /** The gateway's origin as browsers see it; undefined when X cannot redirect to it. */
  readonly origin: string | undefined
  /** The path below which browsers see the gateway; empty for the root. */
  readonly basePath: string
  /** Other origins whose pages may use a session. */
  readonly listedOrigins: ReadonlySet<string>
  readonly store: StoreLocation
  readonly storeEvents: StoreEvents
  /** Whether a store that is down fails the start. */
  readonly strict: boolean
  readonly send: Send
  /** The timeout of a call to X. */
  readonly timeoutMs: number
  readonly credentialStatus: CredentialStatus
  /** Called when the exchange of the API key pair starts to fail, and when it succeeds again. */
  readonly onExchange: (failing: boolean) => void
  readonly now: () => number
  /** The wall clock, by which tokens, logins and stored sessions expire. */
  readonly wall: () => number
}

export interface Auth {
  readonly app: AppCredential
  readonly callers: Callers
  readonly routes: AuthRoutes
  /** The URL of the login; undefined without logins. */
  readonly loginUrl: string | undefined
  /** The user id of the account of the settings. */
  readonly ownedId: string | undefined
  /** Uses other keys of X from the next call on, with the same kinds of credentials. */
  replaceKeys(keys: XKeys): void
  /** Whether sessions and accounts can be read and written; undefined without logins. */
  storeState(): StoreState | undefined
  close(): Promise<void>
}

export const createAuth = async (options: AuthOptions): Promise<Auth> => {
  const { origin } = options
  const keys = createLiveKeys(options.keys)
  let owned = ownedAccount(options.keys)
  const app = createAppCredential(options)
  const login = origin === undefined ? undefined : await openLogins(options, keys.live, origin)
  const keySessions =
    origin === undefined || !options.apiKeys.required
      ? undefined
      : createKeySessions({
          keys: options.apiKeys,
          vault: openCookieVault(options.store),
          origin,
          wall: options.wall,
        })
  const callers = createCallers({
    ...options,
    owned: () => owned,
    logins: login?.logins,
    keySessions,
  })
  const routes = login?.routes ?? noLogins
  return {
    app,
    callers,
    routes:
      keySessions === undefined || origin === undefined
        ? routes
        : createKeyRoutes(keySessions, { ...options, origin }, routes),
    loginUrl: login === undefined ? undefined : `${origin}${options.basePath}/auth/login`,
    ownedId: owned?.userId,
    replaceKeys: (others) => {
      keys.replace(others)
      owned = ownedAccount(others)
      app.replaceKeys(others)
    },
    storeState: () => login?.state(),
    close: async () => login?.close(),
  }
}

interface OpenedLogins {
  readonly logins: Logins
  readonly routes: AuthRoutes
  readonly state: OpenedStore['state']
  close(): Promise<void>
}

const openLogins = async (
  options: AuthOptions,
  keys: XKeys,
  origin: string,
): Promise<OpenedLogins | undefined> => {
  const { now, wall, timeoutMs } = options
  const { app, client } = keys
  const onWallClock = { ...options, now: wall }
  if (client === undefined && app === undefined) return undefined
  const callback = `${origin}${options.basePath}/auth/callback`
  const oauth1 = app && createOAuth1({ ...onWallClock, callback, consumer: app })
  const oauth2 = client && createOAuth2({ ...onWallClock, callback, keys: client })
  const { strict, storeEvents } = options
  const opened = await openStore(options.store, { ...storeEvents, strict, now: wall })
  const { store, vault, cookieVault } = opened
  const revocations = createRevocations({ ...options, store })
  const connections = createConnections({
    store,
    vault,
    lifeMs: SESSION_LIFE_MS,
    timeoutMs,
    credentialStatus: options.credentialStatus,
    consumer: app,
    oauth1,
    oauth2,
    revocations,
    now: wall,
  })
  const sessions = createSessions({ store, vault, now, onExtend: connections.extend })
  // The __Host- prefix, which requires https, keeps other hosts of the same domain from setting the cookie.
  const cookieName = origin.startsWith('https:') ? '__Host-xmg' : 'xmg'
  const logins: Logins = { sessions, connections, cookieName }
  return {
    logins,
    state: opened.state,
    routes: createAuthRoutes({
      ...onWallClock,
      logins,
      store,
      cookieVault,
      oauth1,
      oauth2,
      origin,
    }),
    close: async () => {
      revocations.close()
      await store.close()
    },
  }
}
