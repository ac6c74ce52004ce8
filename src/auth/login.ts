// The login flow: redirects the browser to X, and connects the account when X redirects it back. A sealed cookie ties the
// callback to the browser that started the login, and each login can be completed once.

import { generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi'

import { GatewayError } from '../infra/errors.ts'
import type { Logins } from './callers.ts'
import type { Connection } from './connection-store.ts'
import { createSetCookie, readCookie, redirect } from './cookies.ts'
import { sha256 } from './digest.ts'
import { findUserId, type IdentityOptions } from './identity.ts'
import { ConsentDenied } from './login-errors.ts'
import type { KeyPair, OAuth1 } from './oauth1.ts'
import type { OAuth2 } from './oauth2.ts'
import { withLoginResult } from './return-to.ts'
import { SESSION_LIFE_MS } from './sessions.ts'
import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

export interface LoginOptions extends IdentityOptions {
  readonly logins: Logins
  readonly store: Store
  /** Seals the cookie of a pending login. */
  readonly cookieVault: Vault
  readonly oauth1: OAuth1 | undefined
  readonly oauth2: OAuth2 | undefined
  /** The gateway's origin as browsers see it. */
  readonly origin: string
  /** The path below which browsers see the gateway; empty for the root. */
  readonly basePath: string
  readonly now: () => number
}

export interface Login {
  /** Starts a login by OAuth 2.0 if it is configured, and otherwise by OAuth 1.0a. */
  start(returnTo: string): Promise<Response>
  startOAuth1(returnTo: string): Promise<Response>
  /** Completes a login. */
  callback(request: Request, url: URL): Promise<Response>
}

const LOGIN_TTL_MS = 10 * 60_000

/** The content of the login cookie. */
type PendingLogin = { readonly returnTo: string; readonly until: number } & (
  | { readonly method: 'OAUTH2'; readonly state: string; readonly verifier: string }
  | { readonly method: 'OAUTH1'; readonly request: KeyPair }
)

export const createLogin = (options: LoginOptions): Login => {
  const { cookieVault, oauth1, oauth2, now } = options
  const { sessions, connections, cookieName } = options.logins
  const loginCookie = `${cookieName}-login`
  const setCookie = createSetCookie(options.origin)

  const redirectToX = (loginUrl: string, login: PendingLogin): Response =>
    redirect(loginUrl, [setCookie(loginCookie, cookieVault.seal(login, loginCookie), LOGIN_TTL_MS)])

  const startOAuth1 = async (returnTo: string): Promise<Response> => {
    if (oauth1 === undefined) throw notConfigured('X_API_KEY and X_API_KEY_SECRET')
    const { requestToken: request, loginUrl } = await oauth1.begin()
    const until = now() + LOGIN_TTL_MS
    return redirectToX(loginUrl, { method: 'OAUTH1', returnTo, until, request })
  }

  return {
    startOAuth1,
    start: async (returnTo) => {
      if (oauth2 === undefined && oauth1 !== undefined) return startOAuth1(returnTo)
      if (oauth2 === undefined) throw notConfigured('X_CLIENT_ID')
      const state = generateRandomState()
      const verifier = generateRandomCodeVerifier()
      const until = now() + LOGIN_TTL_MS
      const loginUrl = await oauth2.loginUrl(state, verifier)
      return redirectToX(loginUrl, { method: 'OAUTH2', returnTo, until, state, verifier })
    },
    callback: async (request, url) => {
      const cookies = request.headers.get('cookie')
      const sealed = readCookie(cookies, loginCookie)
      const login = sealed && cookieVault.open<PendingLogin>(sealed, loginCookie)
      if (!login) throw otherBrowser()
      await claim(login, url, options)
      const redeemed = await redeem(login, url, options).catch(onlyDenied)
      const result = redeemed instanceof ConsentDenied ? 'denied' : redeemed.userId
      const back = withLoginResult(login.returnTo, result)
      const endLogin = setCookie(loginCookie, '', 0)
      if (redeemed instanceof ConsentDenied) {
        if (back === undefined) throw redeemed
        return redirect(back, [endLogin])
      }
      const agent = request.headers.get('user-agent') ?? ''
      const { owner, cookie } = await sessions.begin(agent, readCookie(cookies, cookieName))
      await connections.save(owner, redeemed)
      return redirect(back ?? login.returnTo, [
        setCookie(cookieName, cookie, SESSION_LIFE_MS),
        endLogin,
      ])
    },
  }
}

/** A page that the browser returns to can tell a denial from a failure. */
const onlyDenied = (error: unknown): ConsentDenied => {
  if (error instanceof ConsentDenied) return error
  throw error
}

/** Verifies that the callback belongs to this login, and that it is the first one. */
const claim = async (
  login: PendingLogin,
  url: URL,
  { store, now }: LoginOptions,
): Promise<void> => {
  const [expected, actual] =
    login.method === 'OAUTH2'
      ? [login.state, url.searchParams.get('state')]
      : [login.request.key, url.searchParams.get('oauth_token') ?? url.searchParams.get('denied')]
  if (actual !== expected) throw otherBrowser()
  if (now() >= login.until) {
    throw new GatewayError('FORBIDDEN', 'This login took longer than ten minutes. Log in again.')
  }
  if (!(await store.claim(`login:${sha256(expected)}`, 'done', LOGIN_TTL_MS))) {
    throw new GatewayError('FORBIDDEN', 'This login was completed already. Log in again.')
  }
}

/** Exchanges the parameters of the callback for tokens. */
const redeem = async (
  login: PendingLogin,
  url: URL,
  options: LoginOptions,
): Promise<Connection> => {
  const { oauth1, oauth2 } = options
  const connectedAt = options.now()
  if (login.method === 'OAUTH1') {
    const verifier = url.searchParams.get('oauth_verifier')
    if (verifier === null || oauth1 === undefined) throw new ConsentDenied()
    const { userId, token } = await oauth1.redeem(login.request, verifier)
    return { method: 'OAUTH1', userId, connectedAt, token }
  }
  if (oauth2 === undefined) throw new ConsentDenied()
  const tokens = await oauth2.redeem(url.searchParams, login.state, login.verifier)
  const userId = await findUserId(tokens.accessToken, options, 'login')
  if (userId === undefined) {
    throw new GatewayError(
      'ACCESS_LEVEL_TOO_LOW',
      'X issued a token, but refuses its use. Attach the app to a Project in the X developer portal, and give it read permission.',
    )
  }
  return { method: 'OAUTH2', userId, connectedAt, tokens }
}

const otherBrowser = (): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    'This browser did not start this login, or has started another one since. Log in again.',
  )

const notConfigured = (settings: string): GatewayError =>
  new GatewayError('FORBIDDEN', `Logins are not configured: the gateway needs ${settings}.`)
