// The HTTP routes of login and logout, below /auth/.

import { type ErrorCode, GatewayError } from '../infra/errors.ts'
import { createSetCookie, readCookie, redirect } from './cookies.ts'
import { createLogin, type LoginOptions } from './login.ts'
import { link, logoutForm, notRevoked, page, paragraph } from './pages.ts'
import { isCrossSite } from './request-origin.ts'
import { type PublicAddress, returnToOf } from './return-to.ts'

/** Handles requests for paths below /auth/. */
export type AuthRoutes = (request: Request) => Promise<Response>

type Handler = (request: Request, url: URL) => Promise<Response>

export const createAuthRoutes = (options: LoginOptions): AuthRoutes => {
  const { origin, basePath } = options
  const loginPath = `${basePath}/auth/login`
  const login = createLogin(options)

  /** Continues at 127.0.0.1 when the browser is at localhost: X redirects to 127.0.0.1, where the cookie must be. */
  const atOrigin =
    (start: (returnTo: string) => Promise<Response>): Handler =>
    async (_, url) =>
      url.hostname === 'localhost' && new URL(origin).hostname === '127.0.0.1'
        ? redirect(`${origin}${basePath}${url.pathname}${url.search}`, [])
        : start(pathToReturnTo(url, options))

  const handlers: Readonly<Record<string, Handler>> = {
    'GET /auth/login': atOrigin(login.start),
    'GET /auth/login/oauth1': atOrigin(login.startOAuth1),
    'GET /auth/callback': login.callback,
    'GET /auth/logout': async (_, url) =>
      page(
        200,
        'Log out?',
        paragraph(
          'The gateway removes the accounts that this browser has connected, and X revokes their tokens.',
        ) + logoutForm(pathToReturnTo(url, options)),
      ),
    'POST /auth/logout': (request, url) => logOut(request, pathToReturnTo(url, options), options),
  }

  return async (request) => {
    const url = new URL(request.url)
    const handler = handlers[`${request.method} ${url.pathname}`]
    if (handler === undefined) return page(404, 'Page not found', link(loginPath, 'Log in'))
    try {
      return await handler(request, url)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      return page(
        STATUS[error.code] ?? 502,
        'Request failed',
        paragraph(error.message) + link(loginPath, 'Log in again'),
      )
    }
  }
}

const logOut = async (
  request: Request,
  returnTo: string,
  { logins, origin }: LoginOptions,
): Promise<Response> => {
  const { sessions, connections, cookieName } = logins
  if (isCrossSite(request.headers, origin)) {
    throw new GatewayError(
      'FORBIDDEN',
      'The request comes from another site. You are still logged in.',
    )
  }
  const cookie = readCookie(request.headers.get('cookie'), cookieName)
  const session = cookie && (await sessions.find(cookie, request.headers.get('user-agent') ?? ''))
  const deleteCookie = createSetCookie(origin)(cookieName, '', 0)
  if (!cookie || !session) return redirect(returnTo, [deleteCookie])
  await sessions.end(cookie)
  const { revoked } = await connections.disconnectAll(session.owner)
  return revoked ? redirect(returnTo, [deleteCookie]) : notRevoked(returnTo, deleteCookie)
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_USER_INPUT: 400,
  FORBIDDEN: 403,
}

const pathToReturnTo = (url: URL, address: PublicAddress): string => {
  if (!url.searchParams.has('returnTo')) return `${address.basePath}/graphql`
  const path = returnToOf(url, address)
  if (path !== undefined) return path
  throw new GatewayError(
    'BAD_USER_INPUT',
    'returnTo must be a path of this gateway, such as /graphql.',
  )
}

/** The routes of a gateway without logins. */
export const noLogins: AuthRoutes = async () =>
  page(
    404,
    'Logins are not configured',
    paragraph(
      'The gateway needs X_CLIENT_ID, or X_API_KEY and X_API_KEY_SECRET; and GATEWAY_URL if other machines can reach it.',
    ),
  )
