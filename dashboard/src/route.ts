// The current view and its parameters, from the URL's hash, so that any static file server can serve the page.

export type Route =
  | { readonly view: 'overview' | 'posts' | 'gateway' | 'not-found' }
  | { readonly view: 'post'; readonly id: string }
  | { readonly view: 'compare'; readonly ids: readonly string[] }

/** Parameters that all views share: links carry them from view to view. */
const SHARED = ['account', 'period', 'from', 'to', 'tz'] as const
/** Parameters of single views. */
const OWN = ['metric', 'range', 'q', 'kind', 'media', 'promoted', 'sort', 'columns'] as const
const NAMES = [...SHARED, ...OWN]

export type ParamName = (typeof NAMES)[number]

/** Without a value, the default applies. Defaults are not written to the URL. */
export type Params = Readonly<Partial<Record<ParamName, string>>>

/** Undefined removes a parameter. */
export type ParamChange = Readonly<Partial<Record<ParamName, string | undefined>>>

const isId = (text: string): boolean => /^\d{1,19}$/.test(text)

const partsOf = (hash: string): readonly [path: string, query: URLSearchParams] => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  return [path === '' ? '/' : path, new URLSearchParams(query)]
}

export const routeOf = (hash: string): Route => {
  const [path, query] = partsOf(hash)
  if (path === '/') return { view: 'overview' }
  if (path === '/posts') return { view: 'posts' }
  if (path === '/gateway') return { view: 'gateway' }
  if (path === '/compare') {
    const ids = (query.get('ids') ?? '').split(',').filter(isId)
    return { view: 'compare', ids: [...new Set(ids)] }
  }
  const [, id = ''] = /^\/post\/([^/]+)$/.exec(path) ?? []
  return isId(id) ? { view: 'post', id } : { view: 'not-found' }
}

export const paramsOf = (hash: string): Params => {
  const [, query] = partsOf(hash)
  const values = NAMES.flatMap((name) => {
    const value = query.get(name)
    return value === null || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(values)
}

const PATHS = { overview: '/', posts: '/posts', gateway: '/gateway', 'not-found': '/' } as const

const pathOf = (route: Route): string => {
  if (route.view === 'post') return `/post/${route.id}`
  return route.view === 'compare' ? '/compare' : PATHS[route.view]
}

/** The hash of a view with these parameters. */
export const hashOf = (route: Route, params: ParamChange): string => {
  const ids: readonly string[] = route.view === 'compare' ? route.ids : []
  const pairs = NAMES.map((name) => [name, params[name] ?? ''] as const)
  const query = [['ids', ids.join(',')] as const, ...pairs]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`)
    .join('&')
  return query === '' ? `#${pathOf(route)}` : `#${pathOf(route)}?${query}`
}

/** The address of a view. It keeps the shared ones of the current parameters, with `change` applied. */
export const hrefOf = (route: Route, current: Params, change: ParamChange = {}): string => {
  const shared = Object.fromEntries(SHARED.map((name) => [name, current[name]]))
  return hashOf(route, { ...shared, ...change })
}
