// Reads all posts of a list, page by page, as the lines of a CSV file.

import { type Client, CombinedError } from 'urql'
import { type CsvColumn, csvFormatOf, csvHead, csvLines } from '../csv.ts'
import {
  RecordedPostsDocument,
  type RecordedPostsQueryVariables,
  TimelineDocument,
} from '../generated/graphql.ts'
import type { ListVariables } from './list-params.ts'
import type { RowPost } from './row.tsx'
import type { TimelineVariables } from './timeline-list.ts'

/** X sends at most a hundred posts per page. */
export const EXPORT_PAGE = 100

/** X's timelines end after this many posts. */
export const MAX_TIMELINE = 3200

export type Source =
  | { readonly account: string; readonly variables: ListVariables }
  | { readonly timeline: TimelineVariables }

export const firstPageOf = ({
  account,
  variables,
}: Extract<Source, { account: string }>): RecordedPostsQueryVariables => ({
  ...variables,
  ...{ account, withTrend: false, first: EXPORT_PAGE, skip: null, after: null },
})

interface Page {
  readonly nodes: readonly (RowPost | null)[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

interface Answer {
  readonly page: Page | null | undefined
  readonly error: CombinedError | undefined
}

/** Exported pages are not kept in memory. */
const CONTEXT = { requestPolicy: 'network-only' } as const

const read = async (client: Client, source: Source, after: string | null): Promise<Answer> => {
  if ('timeline' in source) {
    const variables = { ...source.timeline, first: EXPORT_PAGE, after }
    const { data, error } = await client.query(TimelineDocument, variables, CONTEXT)
    return { page: data?.user?.posts, error }
  }
  const variables = { ...firstPageOf(source), after }
  const { data, error } = await client.query(RecordedPostsDocument, variables, CONTEXT)
  return { page: data?.account?.posts, error }
}

export interface ExportOptions {
  readonly client: Client
  readonly source: Source
  readonly columns: readonly CsvColumn<RowPost>[]
  readonly signal: AbortSignal
  /** Called with the lines of a page and the number of posts so far. The next page is read when they are written. */
  readonly onPage: (lines: string, posts: number) => Promise<void>
}

/** Resolves when all pages are read, or the export is canceled. @throws CombinedError */
export const exportPosts = async (options: ExportOptions): Promise<void> => {
  const { client, source, columns, signal, onPage } = options
  const format = csvFormatOf()
  await onPage(csvHead(columns, format), 0)
  let posts = 0
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const { page, error }: Answer = await read(client, source, after)
    if (signal.aborted) return
    if (!page) throw error ?? new CombinedError({ graphQLErrors: ['The answer has no posts.'] })
    const rows = page.nodes.filter((node) => node !== null)
    posts += rows.length
    await onPage(csvLines(columns, rows, format), posts)
    const { hasNextPage, endCursor } = page.pageInfo
    after = hasNextPage && endCursor !== null ? endCursor : undefined
  }
}
