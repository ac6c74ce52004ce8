// Requests what the first view needs, while React starts and the viewer's accounts are loaded.

import { client } from './gateway/client.ts'
import { PostDetailDocument } from './generated/graphql.ts'
import type { Route } from './route.ts'

export const loadOverview = async () => ({
  default: (await import('./views/overview.tsx')).Overview,
})

export const loadPosts = () => import('./views/posts.tsx')

export const loadPost = () => import('./views/post.tsx')

export const prefetch = (route: Route): void => {
  if (route.view === 'overview') void loadOverview()
  if (route.view === 'posts') void loadPosts()
  if (route.view !== 'post') return
  void loadPost()
  // The view finds the response, or the request in flight, in urql's cache.
  void client.query(PostDetailDocument, { id: route.id }).toPromise()
}
