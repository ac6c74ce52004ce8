// The viewer's connected accounts, the selected one, login and logout.

import { useEffect } from 'react'
import { useQuery } from 'urql'

import { ViewerDocument, type ViewerQuery } from '../generated/graphql.ts'
import { useHash } from '../location.ts'
import { useParams } from '../route.ts'

export type Account = ViewerQuery['viewer']['accounts'][number]

export const useViewer = () => {
  const [{ data, error, fetching }, execute] = useQuery({ query: ViewerDocument })
  return {
    accounts: data?.viewer.accounts,
    loginUrl: data?.viewer.loginUrl ?? undefined,
    keyUrl: data?.viewer.keyUrl ?? undefined,
    /** The name of the API key of this browser. */
    keyName: data?.viewer.key?.name,
    operator: data?.viewer.operator ?? false,
    error,
    fetching,
    refetch: () => execute({ requestPolicy: 'network-only' }),
  }
}

export const accountName = ({ user }: Account): string =>
  user.username === null ? user.id : `@${user.username}`

const ACCOUNT_KEY = 'x-metrics account'

export interface Accounts {
  readonly accounts: readonly Account[]
  readonly selected: Account | undefined
  readonly select: (userId: string) => void
}

const NONE: readonly Account[] = []

/** The account of the URL, else the one chosen last in this browser, else the first one. */
export const useAccounts = (): Accounts => {
  const { accounts = NONE } = useViewer()
  const { params, set } = useParams()
  const byId = (id: string | null | undefined) => accounts.find(({ user }) => user.id === id)
  const selected = byId(params.account) ?? byId(localStorage.getItem(ACCOUNT_KEY)) ?? accounts[0]
  const selectedId = selected?.user.id
  // A shared link shows the same account, and so does the page after a reload.
  useEffect(() => {
    if (selectedId === undefined || params.account !== undefined || accounts.length < 2) return
    set({ account: selectedId }, { replace: true })
  }, [selectedId, params.account, accounts.length, set])
  return {
    accounts,
    selected,
    select: (userId) => {
      localStorage.setItem(ACCOUNT_KEY, userId)
      set({ account: userId })
    },
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
