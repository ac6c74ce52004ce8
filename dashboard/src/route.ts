// The current view, from the URL's hash, so that any static file server can serve the page.

import { useSyncExternalStore } from 'react'

export type Route =
  | { readonly view: 'own' }
  | { readonly view: 'post'; readonly id: string }
  | { readonly view: 'compare'; readonly ids: readonly string[] }
  | { readonly view: 'not-found' }

const isId = (text: string): boolean => /^\d{1,19}$/.test(text)

const routeOf = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  if (path === '' || path === '/') return { view: 'own' }
  if (path === '/compare') {
    const ids = (new URLSearchParams(query).get('ids') ?? '').split(',').filter(isId)
    return { view: 'compare', ids: [...new Set(ids)] }
  }
  const [, id = ''] = /^\/post\/([^/]+)$/.exec(path) ?? []
  return isId(id) ? { view: 'post', id } : { view: 'not-found' }
}

export const OWN_POSTS_HREF = '#/'
export const COMPARE_HREF = '#/compare'
export const postHref = (id: string): string => `#/post/${id}`
export const compareHref = (ids: readonly string[]): string =>
  ids.length === 0 ? COMPARE_HREF : `${COMPARE_HREF}?ids=${ids.join(',')}`

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash)

export const useRoute = (): Route => routeOf(useHash())
