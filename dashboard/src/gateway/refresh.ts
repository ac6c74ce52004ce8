// Queries that are repeated while the page stays open: every few minutes, when it becomes visible again, and on demand.

import { useEffect, useMemo } from 'react'
import { type AnyVariables, type UseQueryArgs, useQuery } from 'urql'

import { periodOf, rangeOf, timeZoneOf } from '../period.ts'
import { createStore, useStore } from '../store.ts'
import { useParams } from '../use-route.ts'

const INTERVAL_MS = 5 * 60_000

/** The last refresh, and its time. */
const lastRefresh = createStore({ at: Date.now() })

export const refresh = (): void => lastRefresh.update(() => ({ at: Date.now() }))

const refreshIfOld = (): void => {
  const isOld = Date.now() - lastRefresh.get().at >= INTERVAL_MS
  if (isOld && document.visibilityState === 'visible') refresh()
}

/** Refreshes as long as a view is open that uses it. */
export const useRefresh = (): void =>
  useEffect(() => {
    refreshIfOld()
    const timer = setInterval(refreshIfOld, INTERVAL_MS / 10)
    document.addEventListener('visibilitychange', refreshIfOld)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', refreshIfOld)
    }
  }, [])

/** The period of the URL, as of the last refresh. */
export const usePeriod = () => {
  const { params } = useParams()
  const { at: now } = useStore(lastRefresh)
  return useMemo(() => {
    const [period, timeZone] = [periodOf(params), timeZoneOf(params)]
    return { period, timeZone, now, range: rangeOf(period, timeZone, now) }
  }, [params, now])
}

/** `useQuery`, repeated with each refresh. Until the new response comes, the previous one is shown. */
export const useRefreshedQuery = <Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
) => {
  const [result, execute] = useQuery(args)
  const last = useStore(lastRefresh)
  const atMount = useMemo(() => lastRefresh.get(), [])
  useEffect(() => {
    if (last !== atMount) execute({ requestPolicy: 'network-only' })
  }, [last, atMount, execute])
  return { ...result, refetch: () => execute({ requestPolicy: 'network-only' }) }
}
