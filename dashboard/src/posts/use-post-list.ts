// The list of posts that the URL selects: recorded posts, or else the timeline.

import { useMemo, useRef } from 'react'
import { useClient, useQuery } from 'urql'
import { errorCode } from '../gateway/errors.ts'
import { RecordedCountDocument } from '../generated/graphql.ts'
import type { Params } from '../route.ts'
import { useStore } from '../store.ts'
import { useParams } from '../use-route.ts'
import { type ListParams, listParamsOf, listRange, variablesOf } from './list-params.ts'
import { cachedList, type ListState, type PostList } from './post-list.ts'
import { createRecordedList } from './recorded-list.ts'
import { createTimelineList } from './timeline-list.ts'

/** Errors that say that there is no archive, or none for this caller. */
const NO_ARCHIVE = new Set<string | undefined>(['ARCHIVE_OFF', 'FORBIDDEN'])

/** The archive's state for an account. */
export const useRecorded = (account: string) => {
  const [{ data, error, fetching }, execute] = useQuery({
    query: RecordedCountDocument,
    variables: { account },
    requestPolicy: 'cache-and-network',
  })
  const isOff = error?.graphQLErrors.some((each) => NO_ARCHIVE.has(errorCode(each))) === true
  return {
    isKnown: data !== undefined || !fetching,
    /** The number of recorded posts; 0 if they cannot be listed. */
    count: data?.account?.all?.totalCount ?? 0,
    isRecorded: data?.account?.recording?.recorded === true,
    isOff,
    error: isOff ? undefined : error,
    refetch: () => execute({ requestPolicy: 'network-only' }),
  }
}

export const timelineVariablesOf = (user: string, { kinds }: ListParams, params: Params) => ({
  user,
  ...{ excludeReplies: kinds.length > 0 && !kinds.includes('reply') },
  excludeReposts: kinds.length > 0 && !kinds.includes('repost'),
  ...listRange(params, Date.now()),
})

/** The list, and its state. While another list loads, the state is that of the list before. */
export const usePostList = (
  account: string,
  isArchive: boolean,
): { readonly list: PostList; readonly state: ListState; readonly isStale: boolean } => {
  const client = useClient()
  const { params } = useParams()
  const listParams = listParamsOf(params)
  const withTrend = listParams.columns.includes('trend')
  const variables = isArchive
    ? variablesOf(listParams, listRange(params, Date.now()))
    : timelineVariablesOf(account, listParams, params)
  const key = JSON.stringify([account, isArchive, withTrend, variables])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has all of them
  const list = useMemo(
    () =>
      cachedList(key, () =>
        'user' in variables
          ? createTimelineList(client, variables)
          : createRecordedList({ client, account, variables, withTrend }),
      ),
    [client, key],
  )
  const current = useStore(list.store)
  const shown = useRef(current)
  const isStale = current.count === undefined && current.error === undefined
  if (!isStale || shown.current.count === undefined) shown.current = current
  return { list, state: isStale ? { ...shown.current, isLoading: true } : current, isStale }
}
