// The current view and its parameters as hooks, and changes of the parameters.

import { useCallback, useMemo } from 'react'
import { navigate, useHash } from './location.ts'
import {
  hashOf,
  hrefOf,
  type ParamChange,
  type Params,
  paramsOf,
  type Route,
  routeOf,
} from './route.ts'

let latest: { readonly hash: string; readonly params: Params } | undefined

/** The parameters of a hash. All components of the page ask for those of the same one. */
const latestParams = (hash: string): Params => {
  if (latest?.hash !== hash) latest = { hash, params: paramsOf(hash) }
  return latest.params
}

export const useRoute = (): Route => {
  const hash = useHash()
  return useMemo(() => routeOf(hash), [hash])
}

/** `hrefOf` with the parameters of the current URL. */
export const useHref = (): ((route: Route, change?: ParamChange) => string) => {
  const hash = useHash()
  return useCallback((route, change) => hrefOf(route, latestParams(hash), change), [hash])
}

/** Changes parameters of the current view. `replace` adds no entry to the browser's history. */
const setParams = (change: ParamChange, options?: { readonly replace?: boolean }): void => {
  const { hash } = window.location
  navigate(hashOf(routeOf(hash), { ...paramsOf(hash), ...change }), options)
}

export const useParams = () => {
  const hash = useHash()
  return useMemo(() => ({ params: latestParams(hash), set: setParams }), [hash])
}
