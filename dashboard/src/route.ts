// Which view is shown: said by what is behind the # of the address, so that any static server can serve the page.

import { useSyncExternalStore } from 'react'

export type Route =
  | { readonly view: 'own' }
  | { readonly view: 'post'; readonly id: string }
  | { readonly view: 'compare'; readonly ids: readonly string[] }
  | { readonly view: 'nowhere' }

const isId = (text: string): boolean => /^\d{1,19}$/.test(text)

const routeOf = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  if (path === '' || path === '/') return { view: 'own' }
  if (path === '/compare') {
    const ids = (new URLSearchParams(query).get('ids') ?? '').split(',').filter(isId)
    return { view: 'compare', ids: [...new Set(ids)] }
  }
  const [, id = ''] = /^\/post\/([^/]+)$/.exec(path) ?? []
  return isId(id) ? { view: 'post', id } : { view: 'nowhere' }
}

export const OWN = '#/'
export const COMPARE = '#/compare'
export const postAddress = (id: string): string => `#/post/${id}`
export const compareAddress = (ids: readonly string[]): string =>
  ids.length === 0 ? COMPARE : `${COMPARE}?ids=${ids.join(',')}`

const listen = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

export const useHash = (): string => useSyncExternalStore(listen, () => window.location.hash)

export const useRoute = (): Route => routeOf(useHash())
