// Authenticates the caller of a request, and determines which accounts may serve it. The sources of access add up:
//
//   any client                        the app-only token, unless API keys are set
//   an API key                        what it grants, sent with the request or entered at /auth/key
//   this machine                      also the account of the settings (see `ownedFor`)
//   a browser session                 also the accounts that it connected
//   X-User-Token                      also that user, for this request

import { GatewayError } from '../infra/errors.ts'
import { once } from '../infra/memoize.ts'
import type { Account } from './accounts.ts'
import type { Connections, Disconnection } from './connections.ts'
import { readCookie } from './cookies.ts'
import { sha256 } from './digest.ts'
import type { ApiKey, Grant } from './keys/api-key.ts'
import type { ApiKeys } from './keys/api-keys.ts'
import type { KeySessions } from './keys/key-session.ts'
import { isCrossSite, isFromThisMachine, type RequestHeaders } from './request-origin.ts'
import type { Session, Sessions } from './sessions.ts'
import {
  type AccountOfToken,
  createUserTokens,
  type UserTokensOptions,
  userTokenOf,
} from './user-tokens.ts'

export interface Caller {
  /** The API key of the request. */
  readonly key: ApiKey | undefined
  /** Whether the caller may use something that API keys grant. */
  may(grant: Grant): boolean
  /** Whether the caller may know what concerns the whole gateway. */
  isOperator(): boolean
  /** Whether the caller may use the app-only token. */
  readonly hasAppAccess: boolean
  /** The accounts that may serve the caller. `onCall` is called for each call to X that finding them takes. */
  accounts(onCall: () => void): Promise<readonly Account[]>
  /** Disconnects an account of the caller's session. If `beforeRemoval` fails, the account stays connected. */
  disconnect(userId: string, beforeRemoval: () => Promise<void>): Promise<Disconnection>
  /** A string without secrets that is equal for callers with the same rights. */
  identity(): Promise<string>
  /** A string without secrets that stays the same for as long as the caller's key, session or user does. */
  principal(): Promise<string>
  /** Authenticates the same request again: its session may have ended. @throws UNAUTHENTICATED */
  reauthenticate(): Promise<Caller>
}

export interface CallersOptions extends UserTokensOptions {
  readonly apiKeys: ApiKeys
  /** Undefined if the gateway's origin is unknown. */
  readonly keySessions: KeySessions | undefined
  /** The callers that may use the account of the settings without an API key. */
  readonly ownedFor: 'nobody' | 'this machine' | 'everybody'
  /** Whether the gateway is reachable from its own machine only. */
  readonly local: boolean
  /** The present account of the settings. */
  readonly owned: () => Account | undefined
  readonly logins: Logins | undefined
  /** The gateway's origin as browsers see it. */
  readonly origin: string | undefined
  /** Other origins whose pages may use a session. */
  readonly listedOrigins: ReadonlySet<string>
}

export interface Logins {
  readonly sessions: Sessions
  readonly connections: Connections
  readonly cookieName: string
}

export interface Callers {
  /** @throws UNAUTHENTICATED */
  authenticate(headers: RequestHeaders): Promise<Caller>
}

export const createCallers = (options: CallersOptions): Callers => {
  const { logins } = options
  const accountOfToken = createUserTokens(options)

  const authenticate = async (headers: RequestHeaders): Promise<Caller> => {
    const credentials = readCredentials(headers, options, accountOfToken)
    const { key, hasAppAccess, token, session, tokenAccounts, ownedAccounts } = credentials
    // A token grants access only after X has identified its user.
    if (!hasAppAccess && token !== undefined) await tokenAccounts()
    else if (!hasAppAccess && key === undefined && (await session()) === undefined)
      throw unauthenticated()

    return {
      key,
      isOperator: () => isOperator(headers, key, options),
      hasAppAccess,
      may: (grant) =>
        key?.grants.has(grant) ?? (!options.apiKeys.required || SESSION_GRANTS.has(grant)),
      accounts: async (onCall) => {
        const found = await session()
        const ofToken = tokenAccounts()
        credentials.countCalls(onCall)
        return uniqueByUser([
          ...(await ofToken),
          ...ownedAccounts(),
          ...((found && (await logins?.connections.list(found.owner))) ?? []),
        ])
      },
      disconnect: async (userId, beforeRemoval) => {
        const found = await session()
        if (found === undefined) throw noSession()
        const done = await logins?.connections.disconnect(found.owner, userId, beforeRemoval)
        if (done === undefined) throw notConnected(userId === options.owned()?.userId)
        return done
      },
      identity: async () => {
        // A session has one valid cookie at a time, so its digest identifies all of the session's accounts.
        const cookie = (await session()) && sessionCookie(headers, logins)
        return [
          hasAppAccess ? 'app' : '',
          key?.name ?? '',
          ownedAccounts().length > 0 ? 'owned' : '',
          cookie === undefined ? '' : sha256(cookie),
          token === undefined ? '' : sha256(token),
        ].join(' ')
      },
      principal: async () => {
        if (key !== undefined) return `key ${key.name}`
        const found = await session()
        if (found !== undefined) return `session ${sha256(found.owner)}`
        const [account] = await tokenAccounts()
        return account === undefined ? 'anyone' : `user ${account.userId}`
      },
      reauthenticate: () => authenticate(headers),
    }
  }
  return { authenticate }
}

/** Reads the credentials of one request. Sessions and users of tokens are looked up on first use, once. */
const readCredentials = (
  headers: RequestHeaders,
  options: CallersOptions,
  accountOfToken: AccountOfToken,
) => {
  const { apiKeys, keySessions } = options
  const key = apiKeys.keyOf(headers) ?? keySessions?.find(headers)
  const token = userTokenOf(headers)
  const mayUseOwned = (): boolean =>
    key?.grants.has('OWNED') ||
    options.ownedFor === 'everybody' ||
    (options.ownedFor === 'this machine' && isFromThisMachine(headers, options.origin))
  /** Calls to X that no operation has counted yet. */
  let uncountedCalls = 0
  const onCall = (): void => {
    uncountedCalls += 1
  }
  return {
    key,
    hasAppAccess: key?.grants.has('PUBLIC') ?? !apiKeys.required,
    token,
    session: once(() => findSession(headers, options)),
    tokenAccounts: once(async () =>
      token === undefined ? [] : [await accountOfToken(token, onCall)],
    ),
    ownedAccounts: once(() => {
      const owned = options.owned()
      return owned !== undefined && mayUseOwned() ? [owned] : []
    }),
    countCalls: (count: () => void): void => {
      for (; uncountedCalls > 0; uncountedCalls -= 1) count()
    },
  }
}

const sessionCookie = (headers: RequestHeaders, logins: Logins | undefined): string | undefined =>
  logins && readCookie(headers.get('cookie'), logins.cookieName)

const findSession = async (
  headers: RequestHeaders,
  { logins, listedOrigins, origin }: CallersOptions,
): Promise<Session | undefined> => {
  const cookie = sessionCookie(headers, logins)
  if (cookie === undefined) return undefined
  const isListed = listedOrigins.has(headers.get('origin') ?? '')
  if (!isListed && isCrossSite(headers, origin)) return undefined
  return logins?.sessions.find(cookie, headers.get('user-agent') ?? '')
}

/** Keeps one account of each user, preferring one that needs no reconnection. */
export const uniqueByUser = (accounts: readonly Account[]): readonly Account[] => {
  const byUser = new Map<string, Account>()
  for (const account of accounts) {
    if (byUser.get(account.userId)?.reconnectNeeded ?? true) byUser.set(account.userId, account)
  }
  return [...byUser.values()]
}

/** Without API keys, only the machine itself is trusted: a public gateway shows nobody what concerns all of it. */
const isOperator = (
  headers: RequestHeaders,
  key: ApiKey | undefined,
  { apiKeys, local, origin }: CallersOptions,
): boolean =>
  key?.grants.has('OPERATOR') ?? (!apiKeys.required && local && isFromThisMachine(headers, origin))

/** @throws FORBIDDEN */
export const requireOperator = (caller: Caller): void => {
  if (caller.isOperator()) return
  requireGrant(caller, 'OPERATOR')
  throw new GatewayError(
    'FORBIDDEN',
    'Without API keys, only the gateway’s own machine may read this. Set GATEWAY_KEY or KEYS_FILE, and send a key that grants OPERATOR.',
  )
}

/** @throws FORBIDDEN */
export const requireGrant = ({ key, may }: Caller, grant: Grant): void => {
  if (may(grant)) return
  const message =
    key === undefined
      ? `This requires an API key that grants ${grant}.`
      : `The API key "${key.name}" does not grant ${grant}. Ask the gateway’s operator to add it to the key.`
  throw new GatewayError('FORBIDDEN', message)
}

/** A browser session or a user's token may use these of a gateway with API keys. */
const SESSION_GRANTS: ReadonlySet<Grant> = new Set(['LIVE', 'HISTORY', 'WATCH'])

const unauthenticated = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'This gateway requires an API key, a session with a login, or a user’s token. Send Authorization: Bearer <key>, or enter the key at /auth/key in a browser.',
  )

const noSession = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'Only a browser session can disconnect accounts, and this request has none. Log in first.',
  )

const notConnected = (isOwned: boolean): GatewayError =>
  isOwned
    ? new GatewayError(
        'FORBIDDEN',
        'This account belongs to the gateway’s settings. Remove X_ACCESS_TOKEN from them to disconnect it.',
      )
    : new GatewayError('BAD_USER_INPUT', 'This session has no connected account with this id.')
