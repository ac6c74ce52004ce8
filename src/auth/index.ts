// Composes authentication: callers, the routes of login and logout, and the app-only credential.

import type { XKeys } from '../config/index.ts'
import { type Account, ownedAccount } from './accounts.ts'
import { type AppCredential, createAppCredential } from './app-credential.ts'
import {
  type Callers,
  type CallersOptions,
  createCallers,
  type Logins,
  uniqueByUser,
} from './callers.ts'
import type { ApiKeys } from './keys/api-keys.ts'
import { createKeyRoutes } from './keys/key-routes.ts'
import { createKeySessions } from './keys/key-session.ts'
import { createLiveKeys } from './live-keys.ts'
import { type ConnectionsSource, openConnections } from './open-connections.ts'
import { type AuthRoutes, createAuthRoutes, noLogins } from './routes.ts'
import { createSessions } from './sessions.ts'
import { type OpenedStore, openCookieVault } from './store/index.ts'
import type { StoreState } from './store/recovering-store.ts'

export interface AuthOptions extends ConnectionsSource {
  readonly apiKeys: ApiKeys
  readonly ownedFor: CallersOptions['ownedFor']
  /** Whether the gateway is reachable from its own machine only. */
  readonly local: boolean
  /** The gateway's origin as browsers see it; undefined when X cannot redirect to it. */
  readonly origin: string | undefined
  /** The path below which browsers see the gateway; empty for the root. */
  readonly basePath: string
  /** Other origins whose pages may use a session. */
  readonly listedOrigins: ReadonlySet<string>
  /** Called when the exchange of the API key pair starts to fail, and when it succeeds again. */
  readonly onExchange: (failing: boolean) => void
  readonly now: () => number
}

export interface Auth {
  readonly app: AppCredential
  readonly callers: Callers
  /** All accounts that are connected, one of each user. */
  accounts(): Promise<readonly Account[]>
  readonly routes: AuthRoutes
  /** The URL of the login; undefined without logins. */
  readonly loginUrl: string | undefined
  /** The URL where browsers enter an API key; undefined without keys. */
  readonly keyUrl: string | undefined
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
    accounts: async () =>
      uniqueByUser([
        ...(owned === undefined ? [] : [owned]),
        ...((await login?.logins.connections.listAll()) ?? []),
      ]),
    routes:
      keySessions === undefined || origin === undefined
        ? routes
        : createKeyRoutes(keySessions, { ...options, origin }, routes),
    loginUrl: login === undefined ? undefined : `${origin}${options.basePath}/auth/login`,
    keyUrl: keySessions && `${origin}${options.basePath}/auth/key`,
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
  const { now, wall } = options
  if (keys.client === undefined && keys.app === undefined) return undefined
  const callback = `${origin}${options.basePath}/auth/callback`
  const opened = await openConnections({ ...options, keys }, callback)
  const { store, vault, connections } = opened
  const sessions = createSessions({ store, vault, now, onExtend: connections.extend })
  // The __Host- prefix, which requires https, keeps other hosts of the same domain from setting the cookie.
  const cookieName = origin.startsWith('https:') ? '__Host-xmg' : 'xmg'
  const logins: Logins = { sessions, connections, cookieName }
  return {
    logins,
    state: opened.state,
    routes: createAuthRoutes({
      ...options,
      ...opened,
      now: wall,
      logins,
      origin,
    }),
    close: opened.close,
  }
}
