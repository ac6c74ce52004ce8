// A list of a user's posts that loads more of them on demand, with Relay's hook. `@fetchable` in schema.graphql tells the
// compiler how to fetch a User again.

import { useLazyLoadQuery, usePaginationFragment } from 'react-relay'

import Pages, { type postsPagesQuery } from './__generated__/postsPagesQuery.graphql.ts'
import Timeline, {
  type postsTimeline_user$key,
} from './__generated__/postsTimeline_user.graphql.ts'
import type { postsTimelineQuery } from './__generated__/postsTimelineQuery.graphql.ts'

export const useTimeline = (user: string, first: number) => {
  const { user: found } = useLazyLoadQuery<postsPagesQuery>(Pages, { user, first })
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    postsTimelineQuery,
    postsTimeline_user$key
  >(Timeline, found ?? null)
  return {
    posts: data?.posts?.edges.map(({ node }) => node) ?? [],
    hasNext,
    isLoadingNext,
    loadMore: () => loadNext(first),
  }
}
