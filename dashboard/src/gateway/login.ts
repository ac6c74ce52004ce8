// Login and logout, and the result of a login with which the gateway sends the browser back.

import { navigate, useHash } from '../location.ts'
import { hrefOf, paramsOf, routeOf } from '../route.ts'
import { createStore } from '../store.ts'
import { type Account, rememberAccount, useViewer } from './viewer.ts'

/** The gateway replaces an empty `login` by the result. */
const RESULT = 'login'

/** The id of the account that was just connected, or `denied`. */
export const loginResult = createStore<string | undefined>(undefined)

export const forgetLoginResult = (): void => loginResult.update(() => undefined)

/**
 * Scripts cannot read the session cookie, and a login with an account that the gateway already has changes nothing
 * visible. A flag in localStorage therefore records that there is a session.
 */
const LOGIN_FLAG = 'x-metrics login'

export const forgetLogin = (): void => localStorage.removeItem(LOGIN_FLAG)

export const canLogOut = (accounts: readonly Account[]): boolean =>
  accounts.some(({ connectedAt }) => connectedAt !== null) ||
  localStorage.getItem(LOGIN_FLAG) !== null

/** Reads the result from the URL, and selects the account that was connected. Called once, before the first view is rendered. */
export const takeLoginResult = (): void => {
  const { search, pathname, hash } = window.location
  const result = new URLSearchParams(search).get(RESULT)
  if (result === null) return
  window.history.replaceState(window.history.state, '', `${pathname}${hash}`)
  if (result === '') return
  loginResult.update(() => result)
  if (result === 'denied') return
  localStorage.setItem(LOGIN_FLAG, 'connected')
  rememberAccount(result)
  const href = hrefOf(routeOf(hash), paramsOf(hash), { ...paramsOf(hash), account: result })
  navigate(href, { replace: true })
}

/** The login URL, with the current view to return to; undefined where logins are not configured. */
export const useLoginUrl = (): string | undefined => {
  const { loginUrl } = useViewer()
  const hash = useHash()
  return loginUrl && `${loginUrl}?${new URLSearchParams({ returnTo: `/?${RESULT}=${hash}` })}`
}

export const LOGOUT_URL = `auth/logout?${new URLSearchParams({ returnTo: '/' })}`
