// The viewer's connected accounts, and the selected one.

import { useEffect } from 'react'
import { useQuery } from 'urql'

import { ViewerDocument, type ViewerQuery } from '../generated/graphql.ts'
import { useParams } from '../use-route.ts'

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
    /** Whether all data is invented. */
    isSandbox: data?.sandbox === true,
    error,
    fetching,
    refetch: () => execute({ requestPolicy: 'network-only' }),
  }
}

export const accountName = ({ user }: Account): string =>
  user.username === null ? user.id : `@${user.username}`

const ACCOUNT_KEY = 'x-metrics account'

export const rememberAccount = (userId: string): void => localStorage.setItem(ACCOUNT_KEY, userId)

export interface Accounts {
  readonly accounts: readonly Account[]
  readonly selected: Account | undefined
  /** The account of the URL, if it is not connected here. */
  readonly unknownId: string | undefined
  readonly select: (userId: string) => void
}

const NONE: readonly Account[] = []

/** The account of the URL, else the one chosen last in this browser, else the first one. */
export const useAccounts = (): Accounts => {
  const { accounts = NONE } = useViewer()
  const { params, set } = useParams()
  const byId = (wanted: string | null | undefined) => accounts.find(({ id }) => id === wanted)
  const requested = byId(params.account)
  const selected = requested ?? byId(localStorage.getItem(ACCOUNT_KEY)) ?? accounts[0]
  const selectedId = selected?.id
  // A shared link shows the same account, and so does the page after a reload.
  useEffect(() => {
    if (selectedId === undefined || params.account !== undefined || accounts.length < 2) return
    set({ account: selectedId }, { replace: true })
  }, [selectedId, params.account, accounts.length, set])
  return {
    accounts,
    selected,
    unknownId: accounts.length > 0 && requested === undefined ? params.account : undefined,
    select: (userId) => {
      rememberAccount(userId)
      set({ account: userId })
    },
  }
}
