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

/** The gateway's own account cannot be logged out. */
export const hasLoggedIn = (accounts: readonly Account[]): boolean =>
  accounts.some(({ connectedAt }) => connectedAt !== null)
