// The way in and out for browsers: /auth/login and /auth/login/oauth1 to X, /auth/callback back from it,
// /auth/logout. A login that has begun is known by a sealed cookie of the browser that began it, and ends once.

import { createHash } from 'node:crypto'

import { generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi'

import { type ErrorCode, GatewayError } from '../infra/errors.ts'
import { isForeign, type Logins, readCookie } from './callers.ts'
import type { Connection } from './connections.ts'
import { type IdentityOptions, userIdOf } from './identity.ts'
import type { KeyPair, OAuth1 } from './oauth1.ts'
import type { OAuth2 } from './oauth2.ts'
import { link, logoutForm, notRevoked, page, paragraph } from './pages.ts'
import { SESSION_LIFE_MS } from './sessions.ts'
import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

export interface RoutesOptions extends IdentityOptions {
  readonly logins: Logins
  readonly store: Store
  /** Seals the cookie of a login that has begun. */
  readonly cookieVault: Vault
  readonly oauth1: OAuth1 | undefined
  readonly oauth2: OAuth2 | undefined
  /** Where browsers find the gateway. */
  readonly origin: string
  readonly now: () => number
}

/** Answers paths under /auth/. */
export type AuthRoutes = (request: Request) => Promise<Response>

const LOGIN_LIFE_MS = 10 * 60_000

/** A login under way. */
type Login = { readonly returnTo: string; readonly until: number } & (
  | { readonly method: 'OAUTH2'; readonly state: string; readonly verifier: string }
  | { readonly method: 'OAUTH1'; readonly request: KeyPair }
)

export const createAuthRoutes = (options: RoutesOptions): AuthRoutes => {
  const { logins, store, cookieVault, oauth1, oauth2, origin, now } = options
  const { sessions, connections, cookieName } = logins
  const loginCookie = `${cookieName}-login`

  const setCookie = (name: string, value: string, lifeMs: number): string =>
    [
      `${name}=${value}`,
      'Path=/',
      `Max-Age=${Math.floor(lifeMs / 1000)}`,
      'HttpOnly',
      'SameSite=Lax',
      ...(origin.startsWith('https:') ? ['Secure'] : []),
    ].join('; ')

  /** 303: whatever the method was, the next is a GET. */
  const redirect = (location: string, cookies: readonly string[]): Response => {
    const headers = new Headers({ location, 'cache-control': 'no-store' })
    for (const cookie of cookies) headers.append('set-cookie', cookie)
    return new Response(null, { status: 303, headers })
  }

  const begin = (address: string, login: Login): Response =>
    redirect(address, [setCookie(loginCookie, cookieVault.seal(login, loginCookie), LOGIN_LIFE_MS)])

  const toOAuth2 = async (url: URL): Promise<Response> => {
    if (oauth2 === undefined) {
      if (oauth1 !== undefined) return toOAuth1(url)
      throw notSetUp('X_CLIENT_ID')
    }
    const returnTo = returnToOf(url)
    const state = generateRandomState()
    const verifier = generateRandomCodeVerifier()
    const until = now() + LOGIN_LIFE_MS
    return begin(await oauth2.loginAddress(state, verifier), {
      method: 'OAUTH2',
      returnTo,
      until,
      state,
      verifier,
    })
  }

  const toOAuth1 = async (url: URL): Promise<Response> => {
    if (oauth1 === undefined) throw notSetUp('X_API_KEY and X_API_KEY_SECRET')
    const returnTo = returnToOf(url)
    const { request, address } = await oauth1.begin()
    return begin(address, { method: 'OAUTH1', returnTo, until: now() + LOGIN_LIFE_MS, request })
  }

  /** Browsers that are at localhost come back to 127.0.0.1, where their cookie would not be. */
  const atOrigin = (url: URL, go: (url: URL) => Promise<Response>): Promise<Response> =>
    url.hostname === 'localhost' && new URL(origin).hostname === '127.0.0.1'
      ? Promise.resolve(redirect(`${origin}${url.pathname}${url.search}`, []))
      : go(url)

  /** The login that this browser began and this answer ends: once. */
  const claimed = async (request: Request, url: URL): Promise<Login> => {
    const sealed = readCookie(request.headers.get('cookie'), loginCookie)
    const login = sealed && (cookieVault.open(sealed, loginCookie) as Login | undefined)
    if (!login) throw elsewhere()
    const name = login.method === 'OAUTH2' ? login.state : login.request.key
    const given =
      login.method === 'OAUTH2'
        ? url.searchParams.get('state')
        : (url.searchParams.get('oauth_token') ?? url.searchParams.get('denied'))
    if (given !== name) throw elsewhere()
    if (now() >= login.until) {
      throw new GatewayError('FORBIDDEN', 'This login took longer than ten minutes. Begin again.')
    }
    const claim = createHash('sha256').update(name).digest('base64url')
    if (!(await store.claim(`login:${claim}`, 'done', LOGIN_LIFE_MS))) {
      throw new GatewayError('FORBIDDEN', 'This login has been answered already. Begin again.')
    }
    return login
  }

  const redeemed = async (login: Login, url: URL): Promise<Connection> => {
    const connectedAt = now()
    if (login.method === 'OAUTH1') {
      const verifier = url.searchParams.get('oauth_verifier')
      if (verifier === null || oauth1 === undefined) throw denied()
      const { userId, token } = await oauth1.redeem(login.request, verifier)
      return { method: 'OAUTH1', userId, connectedAt, token }
    }
    if (oauth2 === undefined) throw denied()
    const tokens = await oauth2.redeem(url.searchParams, login.state, login.verifier)
    const userId = await userIdOf(tokens.accessToken, options, 'login')
    if (userId === undefined) {
      throw new GatewayError(
        'ACCESS_LEVEL_TOO_LOW',
        'X gave a token, and does not let it be used. Attach the app to a Project in the X developer portal, and allow it to read.',
      )
    }
    return { method: 'OAUTH2', userId, connectedAt, tokens }
  }

  const callback = async (request: Request, url: URL): Promise<Response> => {
    const login = await claimed(request, url)
    const connection = await redeemed(login, url)
    const before = readCookie(request.headers.get('cookie'), cookieName)
    const { owner, cookie } = await sessions.begin(agentOf(request), before)
    await connections.put(owner, connection)
    return redirect(login.returnTo, [
      setCookie(cookieName, cookie, SESSION_LIFE_MS),
      setCookie(loginCookie, '', 0),
    ])
  }

  const returnToOf = (url: URL): string => {
    const path = url.searchParams.get('returnTo') ?? '/graphql'
    if (isOwnPath(path, origin)) return path
    throw new GatewayError(
      'BAD_USER_INPUT',
      'returnTo must be a path of this gateway, such as /graphql: nobody is sent elsewhere from here.',
    )
  }

  const logout = async (request: Request, url: URL): Promise<Response> => {
    const returnTo = returnToOf(url)
    if (isForeign(request.headers, origin)) {
      throw new GatewayError('FORBIDDEN', 'Another site asked for this. Nobody was logged out.')
    }
    const cookie = readCookie(request.headers.get('cookie'), cookieName)
    const session = cookie && (await sessions.find(cookie, agentOf(request)))
    const ended = setCookie(cookieName, '', 0)
    if (!cookie || !session) return redirect(returnTo, [ended])
    await sessions.end(cookie)
    const { revoked } = await connections.endAll(session.owner)
    return revoked ? redirect(returnTo, [ended]) : notRevoked(returnTo, ended)
  }

  const handlers: Readonly<Record<string, (request: Request, url: URL) => Promise<Response>>> = {
    'GET /auth/login': (_, url) => atOrigin(url, toOAuth2),
    'GET /auth/login/oauth1': (_, url) => atOrigin(url, toOAuth1),
    'GET /auth/callback': callback,
    'GET /auth/logout': async (_, url) =>
      page(
        200,
        'Log out?',
        paragraph(
          'The gateway forgets the accounts that this browser has connected, and so does X.',
        ) + logoutForm(returnToOf(url)),
      ),
    'POST /auth/logout': logout,
  }

  return async (request) => {
    const url = new URL(request.url)
    const handler = handlers[`${request.method} ${url.pathname}`]
    if (handler === undefined) {
      return page(404, 'There is nothing here', link('/auth/login', 'Log in'))
    }
    try {
      return await handler(request, url)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      return page(
        STATUS[error.code] ?? 502,
        'That did not work',
        paragraph(error.message) + link('/auth/login', 'Begin again'),
      )
    }
  }
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_USER_INPUT: 400,
  FORBIDDEN: 403,
}

const agentOf = (request: Request): string => request.headers.get('user-agent') ?? ''

/** Also not //elsewhere, nor what a browser reads as that. */
const isOwnPath = (path: string, origin: string): boolean =>
  /^\/(?![/\\])[\x21-\x7e]*$/.test(path) &&
  URL.canParse(path, origin) &&
  new URL(path, origin).origin === new URL(origin).origin

const elsewhere = (): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    'This browser has not begun this login, or has begun another since. Begin again.',
  )

const denied = (): GatewayError =>
  new GatewayError('FORBIDDEN', 'X was not allowed to connect the account. Nothing was kept.')

/** Instead of the above, where no login can be. */
export const noLogins: AuthRoutes = async () =>
  page(
    404,
    'Logins are not set up',
    paragraph(
      'The gateway needs X_CLIENT_ID, or X_API_KEY and X_API_KEY_SECRET; and GATEWAY_URL when it is reached from beyond its own machine.',
    ),
  )

const notSetUp = (what: string): GatewayError =>
  new GatewayError('FORBIDDEN', `Logins are not set up: the gateway needs ${what}.`)
