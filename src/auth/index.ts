// The parts of this folder, put together: whose request it is, the ways in and out, and the app's own token.

import type { XKeys } from '../config/index.ts'
import type { Send } from '../infra/upstream.ts'
import { ownedAccount } from './accounts.ts'
import { type AppContext, createAppContext } from './app.ts'
import { type Callers, createCallers, type Logins } from './callers.ts'
import { createConnections } from './connections.ts'
import type { CredentialStatus } from './credential-status.ts'
import { createOAuth1 } from './oauth1.ts'
import { createOAuth2 } from './oauth2.ts'
import { createRevocations, type RevocationsOptions } from './revocations.ts'
import { type AuthRoutes, createAuthRoutes, noLogins } from './routes.ts'
import { createSessions, SESSION_LIFE_MS } from './sessions.ts'
import { openStore, type StorePlace } from './store/index.ts'

export interface AuthOptions extends Pick<RevocationsOptions, 'wake' | 'onRevocation'> {
  readonly keys: XKeys
  readonly apiUrl: string
  readonly webUrl: string
  /** Asked of whoever calls. */
  readonly key: string | undefined
  readonly ownedFor: 'nobody' | 'this machine' | 'everybody'
  /** Where browsers find the gateway; nothing when logins cannot come back. */
  readonly origin: string | undefined
  /** Whose pages may come with a session of here. */
  readonly listedOrigins: ReadonlySet<string>
  readonly place: StorePlace
  readonly send: Send
  /** The longest that a call to X takes. */
  readonly timeoutMs: number
  readonly credentialStatus: CredentialStatus
  /** Told when X begins to give no token for key and secret, and when it gives one again. */
  readonly onExchange: (failing: boolean) => void
  readonly now: () => number
}

export interface Auth {
  readonly app: AppContext
  readonly callers: Callers
  readonly routes: AuthRoutes
  /** Where to log in; nothing when logins are not set up. */
  readonly loginUrl: string | undefined
  readonly ownedId: string | undefined
  close(): Promise<void>
}

export const createAuth = async (options: AuthOptions): Promise<Auth> => {
  const { keys, origin } = options
  const app = createAppContext(options)
  const owned = ownedAccount(keys)
  const ways = origin === undefined ? undefined : await openLogins(options, origin)
  const callers = createCallers({ ...options, owned, logins: ways?.logins })
  return {
    app,
    callers,
    routes: ways?.routes ?? noLogins,
    loginUrl: ways === undefined ? undefined : `${origin}/auth/login`,
    ownedId: owned?.userId,
    close: async () => ways?.close(),
  }
}

interface Ways {
  readonly logins: Logins
  readonly routes: AuthRoutes
  close(): Promise<void>
}

const openLogins = async (options: AuthOptions, origin: string): Promise<Ways | undefined> => {
  const { keys, now, timeoutMs } = options
  if (keys.client === undefined && keys.app === undefined) return undefined
  const callback = `${origin}/auth/callback`
  const oauth1 = keys.app && createOAuth1({ ...options, callback, consumer: keys.app })
  const oauth2 = keys.client && createOAuth2({ ...options, callback, keys: keys.client })
  const { store, vault, cookieVault } = await openStore(options.place, now)
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
  const sessions = createSessions({ store, vault, now, onExtend: connections.extend })
  // Behind https a name that other hosts of the same domain cannot set.
  const cookieName = origin.startsWith('https:') ? '__Host-xmg' : 'xmg'
  const logins: Logins = { sessions, connections, cookieName }
  return {
    logins,
    routes: createAuthRoutes({ ...options, logins, store, cookieVault, oauth1, oauth2, origin }),
    close: async () => {
      revocations.close()
      await store.close()
    },
  }
}
