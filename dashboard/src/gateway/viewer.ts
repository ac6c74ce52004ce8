// The viewer's connected accounts, login and logout.

import { useQuery } from 'urql'

import { ViewerDocument, type ViewerQuery } from '../generated/graphql.ts'
import { useHash } from '../route.ts'

export type Account = ViewerQuery['viewer']['accounts'][number]

export const useViewer = () => {
  const [{ data, error, fetching }, execute] = useQuery({ query: ViewerDocument })
  return {
    accounts: data?.viewer.accounts,
    loginUrl: data?.viewer.loginUrl ?? undefined,
    error,
    fetching,
    refetch: () => execute({ requestPolicy: 'network-only' }),
  }
}

/** The login URL, with the current view to return to. */
export const useLoginUrl = (loginUrl: string | undefined): string | undefined => {
  const hash = useHash()
  return loginUrl && `${loginUrl}?${new URLSearchParams({ returnTo: `/${hash}` })}`
}

export const LOGOUT_URL = `auth/logout?${new URLSearchParams({ returnTo: '/' })}`

/**
 * Scripts cannot read the session cookie, and a login with an account that the gateway already has changes nothing
 * visible. A flag in localStorage therefore records that a login was started.
 */
const LOGIN_FLAG = 'x-metrics login'

export const rememberLogin = (): void => localStorage.setItem(LOGIN_FLAG, 'started')

export const forgetLogin = (): void => localStorage.removeItem(LOGIN_FLAG)

export const canLogOut = (accounts: readonly Account[]): boolean =>
  accounts.some(({ connectedAt }) => connectedAt !== null) ||
  localStorage.getItem(LOGIN_FLAG) !== null
