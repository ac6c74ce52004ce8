// The list of an account's recorded posts: any part of it is loaded from the archive, which asks X nothing.

import type { Client } from 'urql'
import { noticeCodes } from '../gateway/notices.ts'
import { RecordedPostsDocument } from '../generated/graphql.ts'
import type { ListVariables } from './list-params.ts'
import { createListStore, type PostList } from './post-list.ts'

/** As many as a high window shows, with the rows near it. */
const PAGE_SIZE = 32

const pageOf = (index: number): number => Math.floor(index / PAGE_SIZE)

interface RecordedListOptions {
  readonly client: Client
  readonly account: string
  readonly variables: ListVariables
  readonly withTrend: boolean
}

export const createRecordedList = (options: RecordedListOptions): PostList => {
  const { client, account, variables, withTrend } = options
  const store = createListStore()
  /** The pages that are loaded or being loaded since the list was refreshed. */
  let current = { pages: new Set<number>(), hasPosts: false }

  const load = async (page: number): Promise<void> => {
    const asked = current
    asked.pages.add(page)
    const skip = page * PAGE_SIZE
    const { data, error, extensions } = await client.query(
      RecordedPostsDocument,
      { ...variables, account, withTrend, first: PAGE_SIZE, skip, after: null },
      { requestPolicy: 'network-only' },
    )
    const found = data?.account?.posts
    if (!found) asked.pages.delete(page)
    // A refresh began meanwhile.
    if (asked !== current) return
    const isFirst = !asked.hasPosts
    asked.hasPosts ||= found !== undefined && found !== null
    store.update((before) => {
      if (!found) return { ...before, isLoading: false, error }
      // After a refresh, the places of posts that were not loaded again may have changed.
      const isCurrent = ([index]: readonly [number, unknown]): boolean =>
        !isFirst || asked.pages.has(pageOf(index))
      const posts = new Map([...before.posts].filter(isCurrent))
      for (const [index, post] of found.nodes.entries()) {
        if (post !== null) posts.set(skip + index, post)
      }
      return {
        ...{ posts, count: found.totalCount ?? 0, isLoading: false, error },
        notices: noticeCodes(extensions),
      }
    })
  }

  const ensure = (first: number, last: number): void => {
    for (let page = pageOf(first); page <= pageOf(last); page++) {
      if (!current.pages.has(page)) void load(page)
    }
  }

  return {
    store,
    ensure,
    refresh: (first, last) => {
      current = { pages: new Set(), hasPosts: false }
      store.update((before) => ({ ...before, isLoading: true, error: undefined }))
      ensure(first, last)
    },
  }
}
