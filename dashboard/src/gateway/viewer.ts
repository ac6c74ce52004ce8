// Who looks, and how to log in and out.

import { useQuery } from 'urql'

import { ViewerDocument, type ViewerQuery } from '../generated/graphql.ts'
import { useHash } from '../route.ts'

export type Account = ViewerQuery['viewer']['accounts'][number]

export const useViewer = () => {
  const [{ data, error, fetching }, ask] = useQuery({ query: ViewerDocument })
  return {
    accounts: data?.viewer.accounts,
    loginUrl: data?.viewer.loginUrl ?? undefined,
    error,
    fetching,
    again: () => ask({ requestPolicy: 'network-only' }),
  }
}

/** Back to what is shown now. */
export const useLoginAddress = (loginUrl: string | undefined): string | undefined => {
  const hash = useHash()
  return loginUrl && `${loginUrl}?${new URLSearchParams({ returnTo: `/${hash}` })}`
}

export const LOGOUT = `/auth/logout?${new URLSearchParams({ returnTo: '/' })}`

/**
 * The session's cookie cannot be read here, and whoever logs in with the gateway's own account sees the same as before:
 * that a login was begun is remembered.
 */
const BEGUN = 'x-metrics login'

export const rememberLogin = (): void => localStorage.setItem(BEGUN, 'begun')

export const forgetLogin = (): void => localStorage.removeItem(BEGUN)

export const mayLogOut = (accounts: readonly Account[]): boolean =>
  accounts.some(({ connectedAt }) => connectedAt !== null) || localStorage.getItem(BEGUN) !== null
