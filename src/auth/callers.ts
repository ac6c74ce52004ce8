// Whose request it is, and so which credentials may serve it. Callers and credentials are two things:
//
//   anybody who reaches the port      the app's own token; with GATEWAY_KEY set, nothing
//   the key, or this machine without  also the account of the settings
//   a browser session                 also the accounts that it connected
//   X-User-Token                      also that user, for this request

import { createHash, timingSafeEqual } from 'node:crypto'

import { GatewayError } from '../infra/errors.ts'
import type { Account } from './accounts.ts'
import type { Connections, Ended } from './connections.ts'
import type { Session, Sessions } from './sessions.ts'
import { isForwarded, isLoopbackHost } from './this-machine.ts'
import { createUserTokens, digestOf, type UserTokensOptions, userTokenOf } from './user-tokens.ts'

export interface Caller {
  /** Whether it may ask with the app's own token. */
  readonly app: boolean
  /** Found out when something private is wanted. `onCall` is told of a call to X. */
  accounts(onCall: () => void): Promise<readonly Account[]>
  /** Ends an account that this caller's session has connected; `first` is done as long as it is. When that fails, it stays. */
  disconnect(userId: string, first: () => Promise<void>): Promise<Ended>
  /** Equal for callers with the same rights, and no secret. */
  identity(): Promise<string>
  /** The same request as it would be judged now: a session may have ended. @throws UNAUTHENTICATED */
  again(): Promise<Caller>
}

/** What a request says of itself. */
export interface CallerHeaders {
  get(name: string): string | null
}

export interface CallersOptions extends UserTokensOptions {
  readonly key: string | undefined
  /** Who may use the account of the settings without the key. */
  readonly ownedFor: 'nobody' | 'this machine' | 'everybody'
  readonly owned: Account | undefined
  readonly logins: Logins | undefined
  /** Where browsers find the gateway. */
  readonly origin: string | undefined
  /** Whose pages count as its own when they come with a session. */
  readonly listedOrigins: ReadonlySet<string>
}

/** Where sessions and their accounts are. */
export interface Logins {
  readonly sessions: Sessions
  readonly connections: Connections
  readonly cookieName: string
}

export interface Callers {
  /** @throws UNAUTHENTICATED */
  of(headers: CallerHeaders): Promise<Caller>
}

export const createCallers = (options: CallersOptions): Callers => {
  const { key, owned, logins } = options
  const userOfToken = createUserTokens(options)

  const cookieOf = (headers: CallerHeaders): string | undefined =>
    logins && readCookie(headers.get('cookie'), logins.cookieName)

  const sessionOf = async (headers: CallerHeaders): Promise<Session | undefined> => {
    const cookie = cookieOf(headers)
    if (cookie === undefined) return undefined
    const listed = options.listedOrigins.has(headers.get('origin') ?? '')
    if (!listed && isForeign(headers, options.origin)) return undefined
    return logins?.sessions.find(cookie, headers.get('user-agent') ?? '')
  }

  const mayUseOwned = (headers: CallerHeaders, keyed: boolean): boolean =>
    keyed ||
    options.ownedFor === 'everybody' ||
    (options.ownedFor === 'this machine' && isOfThisMachine(headers, options.origin))

  const of = async (headers: CallerHeaders): Promise<Caller> => {
    const keyed = hasKey(headers, key)
    const token = userTokenOf(headers)
    let session: Promise<Session | undefined> | undefined
    const findSession = (): Promise<Session | undefined> => {
      session ??= sessionOf(headers)
      return session
    }
    /** Calls to X that no operation has been told of. */
    let calls = 0
    let tokenAccount: Promise<Account> | undefined
    const findTokenAccount = (given: string): Promise<Account> => {
      tokenAccount ??= userOfToken(given, () => {
        calls += 1
      })
      return tokenAccount
    }
    const app = key === undefined || keyed
    // A token authenticates nobody before X has said whose it is.
    if (!app && token !== undefined) await findTokenAccount(token)
    else if (!app && (await findSession()) === undefined) throw unauthenticated()

    const accounts = async (onCall: () => void): Promise<readonly Account[]> => {
      const found = await findSession()
      const tokens = token === undefined ? [] : [findTokenAccount(token)]
      for (; calls > 0; calls -= 1) onCall()
      const all = [
        ...(await Promise.all(tokens)),
        ...(owned !== undefined && mayUseOwned(headers, keyed) ? [owned] : []),
        ...(found === undefined ? [] : ((await logins?.connections.of(found.owner)) ?? [])),
      ]
      // One of each user: by whichever of its connections works.
      const byUser = new Map<string, Account>()
      for (const account of all) {
        if (byUser.get(account.userId)?.reconnectNeeded ?? true) {
          byUser.set(account.userId, account)
        }
      }
      return [...byUser.values()]
    }

    return {
      app,
      accounts,
      disconnect: async (userId, first) => {
        const found = await findSession()
        if (found === undefined) {
          throw new GatewayError(
            'UNAUTHENTICATED',
            'Only a browser session can disconnect accounts, and this request comes with none.',
          )
        }
        const ended = await logins?.connections.end(found.owner, userId, first)
        if (ended !== undefined) return ended
        throw userId === owned?.userId
          ? new GatewayError(
              'FORBIDDEN',
              'This account is the gateway’s own, from its settings: take X_ACCESS_TOKEN out of them to disconnect it.',
            )
          : new GatewayError(
              'BAD_USER_INPUT',
              'This session has connected no account with this id.',
            )
      },
      identity: async () => {
        // Of a session there is one cookie at a time: with it all its accounts come and go.
        const cookie = (await findSession()) && cookieOf(headers)
        return [
          app ? 'app' : '',
          owned !== undefined && mayUseOwned(headers, keyed) ? 'owned' : '',
          cookie === undefined ? '' : digestOf(cookie),
          token === undefined ? '' : digestOf(token),
        ].join(' ')
      },
      again: () => of(headers),
    }
  }
  return { of }
}

const unauthenticated = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'This gateway answers to its key, to a session that has logged in, or to a user’s own token. Send Authorization: Bearer <GATEWAY_KEY>.',
  )

/** Compared in constant time, whatever the lengths. */
const same = (one: string, other: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

const keyIn = (authorization: string | null | undefined): string | undefined =>
  /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1]?.trim()

/** Whether it is the gateway's key that a request shows. */
export const showsKey = (
  authorization: string | null | undefined,
  key: string | undefined,
): boolean => {
  const given = key && keyIn(authorization)
  return key !== undefined && given !== undefined && same(given, key)
}

/** @throws UNAUTHENTICATED for a wrong key: whoever sends one means it. */
const hasKey = (headers: CallerHeaders, key: string | undefined): boolean => {
  const authorization = headers.get('authorization')
  if (key === undefined || keyIn(authorization) === undefined) return false
  if (showsKey(authorization, key)) return true
  throw new GatewayError(
    'UNAUTHENTICATED',
    'The key in the Authorization header is not this gateway’s. Compare it with GATEWAY_KEY; an OAuth 2.0 token of a user goes into X-User-Token.',
  )
}

export const readCookie = (header: string | null, name: string): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** A page of another site has sent it; the cookie with it is not its own. */
export const isForeign = (headers: CallerHeaders, own: string | undefined): boolean => {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (site === 'cross-site' || site === 'same-site') return true
  return origin !== null && origin !== own && origin !== `http://${headers.get('host')}`
}

/** No page of another site, no name that resolves to 127.0.0.1, and no proxy's client. */
const isOfThisMachine = (headers: CallerHeaders, own: string | undefined): boolean =>
  isLoopbackHost(headers.get('host')) && !isForeign(headers, own) && !isForwarded(headers)
