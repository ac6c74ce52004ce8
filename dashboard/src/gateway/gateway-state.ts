// The state of the gateway, read again every few seconds while the page is visible.

import { useEffect } from 'react'
import { useQuery } from 'urql'

import { GatewayDocument, type GatewayQuery } from '../generated/graphql.ts'

export type GatewayState = NonNullable<GatewayQuery['gateway']>
export type GatewayProcess = GatewayState['processes'][number]

const INTERVAL_MS = 5000

export const useGatewayState = (isPaused: boolean) => {
  const [{ data, error }, execute] = useQuery({
    query: GatewayDocument,
    requestPolicy: 'cache-and-network',
    pause: isPaused,
  })
  useEffect(() => {
    if (isPaused) return
    const refresh = (): void => {
      if (!document.hidden) execute({ requestPolicy: 'network-only' })
    }
    const timer = setInterval(refresh, INTERVAL_MS)
    document.addEventListener('visibilitychange', refresh)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', refresh)
    }
  }, [isPaused, execute])
  return { state: data?.gateway ?? undefined, error, refetch: execute }
}
