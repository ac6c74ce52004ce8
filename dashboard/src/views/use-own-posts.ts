// Somebody's posts, page by page.

import { useCallback, useEffect, useRef, useState } from 'react'
import { type CombinedError, type RequestPolicy, useClient } from 'urql'

import { OwnPostsDocument, type PostRowFragment } from '../generated/graphql.ts'
import { codesIn } from '../parts/notices.tsx'

export interface Leaving {
  readonly excludeReplies: boolean
  readonly excludeReposts: boolean
}

interface Loaded {
  readonly posts: readonly PostRowFragment[]
  readonly isLoading: boolean
  readonly error: CombinedError | undefined
  /** Notices of any of its pages. */
  readonly codes: readonly string[]
  /** Where to go on, if there is more. */
  readonly after: string | undefined
}

const NOTHING: Loaded = {
  posts: [],
  isLoading: true,
  error: undefined,
  codes: [],
  after: undefined,
}

const PAGE = 25

export const useOwnPosts = (user: string, { excludeReplies, excludeReposts }: Leaving) => {
  const client = useClient()
  const [loaded, setLoaded] = useState(NOTHING)
  /** Ends when another list is wanted: what comes for this one is then too late. */
  const wanted = useRef(new AbortController())

  const ask = useCallback(
    async (after: string | undefined, requestPolicy: RequestPolicy) => {
      const { signal } = wanted.current
      setLoaded((before) => ({ ...before, isLoading: true, error: undefined }))
      const { data, error, extensions } = await client.query(
        OwnPostsDocument,
        { user, first: PAGE, after: after ?? null, excludeReplies, excludeReposts },
        { requestPolicy },
      )
      if (signal.aborted) return
      const page = data?.user?.posts
      setLoaded((before) => {
        if (!page) return { ...before, isLoading: false, error }
        const { hasNextPage, endCursor } = page.pageInfo
        const more = page.nodes.filter((node) => node !== null)
        return {
          posts: after === undefined ? more : [...before.posts, ...more],
          codes: [...(after === undefined ? [] : before.codes), ...codesIn(extensions)],
          isLoading: false,
          error,
          after: hasNextPage && endCursor !== null ? endCursor : undefined,
        }
      })
    },
    [client, user, excludeReplies, excludeReposts],
  )

  useEffect(() => {
    const list = new AbortController()
    wanted.current = list
    setLoaded(NOTHING)
    void ask(undefined, 'cache-first')
    return () => list.abort()
  }, [ask])

  return {
    ...loaded,
    more: () => void ask(loaded.after, 'cache-first'),
    again: () => void ask(undefined, 'network-only'),
  }
}
