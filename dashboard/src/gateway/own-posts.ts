// The posts of a connected account, loaded page by page.

import { useCallback, useEffect, useRef, useState } from 'react'
import { type CombinedError, type RequestPolicy, useClient } from 'urql'

import { OwnPostsDocument, type PostRowFragment } from '../generated/graphql.ts'
import { noticeCodes } from './notices.ts'

export interface PostFilter {
  readonly excludeReplies: boolean
  readonly excludeReposts: boolean
}

interface PostList {
  readonly posts: readonly PostRowFragment[]
  readonly isLoading: boolean
  readonly error: CombinedError | undefined
  /** Codes of the notices of all loaded pages. */
  readonly notices: readonly string[]
  /** The cursor of the next page, if there is one. */
  readonly after: string | undefined
}

const EMPTY: PostList = {
  posts: [],
  isLoading: true,
  error: undefined,
  notices: [],
  after: undefined,
}

const PAGE_SIZE = 25

export const useOwnPosts = (user: string, { excludeReplies, excludeReposts }: PostFilter) => {
  const client = useClient()
  const [list, setList] = useState(EMPTY)
  /** Aborted when the user or the filter changes, so that late responses are ignored. */
  const current = useRef(new AbortController())

  const load = useCallback(
    async (after: string | undefined, requestPolicy: RequestPolicy) => {
      const { signal } = current.current
      setList((before) => ({ ...before, isLoading: true, error: undefined }))
      const { data, error, extensions } = await client.query(
        OwnPostsDocument,
        { user, first: PAGE_SIZE, after: after ?? null, excludeReplies, excludeReposts },
        { requestPolicy },
      )
      if (signal.aborted) return
      const page = data?.user?.posts
      setList((before) => {
        if (!page) return { ...before, isLoading: false, error }
        const { hasNextPage, endCursor } = page.pageInfo
        const posts = page.nodes.filter((node) => node !== null)
        return {
          posts: after === undefined ? posts : [...before.posts, ...posts],
          notices: [...(after === undefined ? [] : before.notices), ...noticeCodes(extensions)],
          isLoading: false,
          error,
          after: hasNextPage && endCursor !== null ? endCursor : undefined,
        }
      })
    },
    [client, user, excludeReplies, excludeReposts],
  )

  useEffect(() => {
    const controller = new AbortController()
    current.current = controller
    setList(EMPTY)
    void load(undefined, 'cache-first')
    return () => controller.abort()
  }, [load])

  return {
    ...list,
    loadMore: () => void load(list.after, 'cache-first'),
    refetch: () => void load(undefined, 'network-only'),
  }
}
