// The code of each view, loaded when it is shown.

import type { Route } from '../route.ts'

export interface Loader<T> {
  load(): Promise<T>
  /** Undefined until it is loaded. */
  loaded(): T | undefined
}

const loader = <T>(load: () => Promise<T>): Loader<T> => {
  let loaded: T | undefined
  return {
    load: async () => {
      loaded = await load()
      return loaded
    },
    loaded: () => loaded,
  }
}

export const views = {
  overview: loader(async () => ({ default: (await import('./overview.tsx')).Overview })),
  posts: loader(() => import('./posts.tsx')),
  post: loader(() => import('./post.tsx')),
  compare: loader(() => import('./compare.tsx')),
  gateway: loader(() => import('./operator.tsx')),
}

export const loadView = (view: Route['view']): Promise<unknown> | undefined =>
  view === 'not-found' ? undefined : views[view].load()
