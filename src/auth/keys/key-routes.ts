// The page at /auth/key, where a person enters an API key, so that GraphiQL and the dashboard work in this browser.

import { createSetCookie, redirect } from '../cookies.ts'
import { keyForm, page, paragraph } from '../pages.ts'
import { isCrossSite } from '../request-origin.ts'
import { type PublicAddress, returnToOf } from '../return-to.ts'
import type { AuthRoutes } from '../routes.ts'
import { KEY_SESSION_LIFE_MS, type KeySessions } from './key-session.ts'

const PATH = '/auth/key'

/** Serves /auth/key, and passes all other requests on. */
export const createKeyRoutes = (
  sessions: KeySessions,
  address: PublicAddress,
  next: AuthRoutes,
): AuthRoutes => {
  const { origin, basePath } = address
  const setCookie = createSetCookie(origin)
  const form = (status: number, returnTo: string, text: string): Response =>
    page(status, 'API key', paragraph(text) + keyForm(returnTo))

  const enter = async (request: Request, returnTo: string): Promise<Response> => {
    if (isCrossSite(request.headers, origin)) {
      return form(403, returnTo, 'The request came from another site. Enter the key here.')
    }
    const token = new URLSearchParams(await request.text()).get('key')?.trim() ?? ''
    if (token === '') return redirect(returnTo, [setCookie(sessions.cookieName, '', 0)])
    const cookie = sessions.begin(token)
    if (cookie === undefined) {
      return form(401, returnTo, 'This key is wrong, revoked, expired, or a key of web pages.')
    }
    return redirect(returnTo, [setCookie(sessions.cookieName, cookie, KEY_SESSION_LIFE_MS)])
  }

  return async (request) => {
    const url = new URL(request.url)
    if (url.pathname !== PATH) return next(request)
    const returnTo = returnToOf(url, address) ?? `${basePath}/graphql`
    if (request.method === 'POST') return enter(request, returnTo)
    return form(
      200,
      returnTo,
      'Enter the API key that the gateway’s operator gave you. This browser then uses it for 30 days. Leave the field empty to end that.',
    )
  }
}
