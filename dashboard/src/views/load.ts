// The code of each view, loaded when it is shown.

import type { Route } from '../route.ts'

export const load = {
  overview: async () => ({ default: (await import('./overview.tsx')).Overview }),
  posts: () => import('./posts.tsx'),
  post: () => import('./post.tsx'),
  compare: () => import('./compare.tsx'),
  gateway: () => import('./operator.tsx'),
}

export const loadView = (view: Route['view']): Promise<unknown> | undefined =>
  view === 'not-found' ? undefined : load[view]()
