// Requests what the first view needs while its code is still loading.

import { PostDetailDocument } from '../generated/graphql.ts'
import type { Route } from '../route.ts'
import { client } from './client.ts'

export const prefetch = (route: Route): void => {
  if (route.view !== 'post') return
  // The view finds the response, or the request in flight, in urql's cache.
  void client.query(PostDetailDocument, { id: route.id }).toPromise()
}
