// The posts of a user from X's timeline, newest first. Parts follow each other, and the number of all posts is not known.

import type { Client } from 'urql'
import { noticeCodes } from '../gateway/notices.ts'
import { TimelineDocument, type TimelineQueryVariables } from '../generated/graphql.ts'
import { createListStore, type PostList } from './post-list.ts'

const PAGE_SIZE = 25

export type TimelineVariables = Omit<TimelineQueryVariables, 'first' | 'after'>

export const createTimelineList = (client: Client, variables: TimelineVariables): PostList => {
  const store = createListStore()
  let next: { readonly after: string | null } | undefined = { after: null }
  let isLoading = false

  const load = async (after: string | null, isAnew = false): Promise<void> => {
    isLoading = true
    store.update((before) => ({ ...before, isLoading: true, error: undefined }))
    const { data, error, extensions } = await client.query(
      TimelineDocument,
      { ...variables, first: PAGE_SIZE, after },
      { requestPolicy: isAnew ? 'network-only' : 'cache-first' },
    )
    isLoading = false
    const page = data?.user?.posts
    store.update((before) => {
      if (!page) return { ...before, isLoading: false, error }
      const posts = after === null ? new Map() : new Map(before.posts)
      for (const post of page.nodes) if (post !== null) posts.set(posts.size, post)
      const { hasNextPage, endCursor } = page.pageInfo
      next = hasNextPage && endCursor !== null ? { after: endCursor } : undefined
      // One more row stands for the posts that follow.
      const count = posts.size + (next === undefined ? 0 : 1)
      return { posts, count, isLoading: false, error, notices: noticeCodes(extensions) }
    })
  }

  return {
    store,
    ensure: (_, last) => {
      const { posts, error } = store.get()
      const isNeeded = last >= posts.size - 1 || posts.size === 0
      if (isNeeded && next !== undefined && !isLoading && error === undefined) void load(next.after)
    },
    refresh: () => void load(null, true),
  }
}
