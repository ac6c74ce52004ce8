// The export of a whole list: what it has, what it costs, its progress, and a way to cancel it. Loaded when it is opened.

import { useEffect, useRef, useState } from 'react'
import { CombinedError, useClient } from 'urql'
import { ErrorMessage } from '../components/error-message.tsx'
import { createFile, type GrowingFile } from '../download.ts'
import { formatCount, formatDollars } from '../format.ts'
import { priceOf } from '../gateway/dry-run.ts'
import { type Account, accountName } from '../gateway/viewer.ts'
import { RecordedPostsDocument, TimelineDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { timeZoneOf } from '../period.ts'
import { useParams } from '../use-route.ts'
import type { Column } from './columns.ts'
import { csvColumnsOf } from './csv-columns.ts'
import { EXPORT_PAGE, exportPosts, firstPageOf, MAX_TIMELINE, type Source } from './export-posts.ts'
import { listParamsOf, listRange, variablesOf } from './list-params.ts'
import { timelineVariablesOf } from './use-post-list.ts'

const text = messages.posts.export

export interface ExportProps {
  readonly account: Account
  readonly isArchive: boolean
  /** The number of posts, if it is known. */
  readonly count: number
  readonly columns: readonly Column[]
}

/** Undefined until the gateway has answered. */
const usePrice = (source: Source): string | undefined => {
  const [price, setPrice] = useState<string>()
  const key = JSON.stringify(source)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has all of the source
  useEffect(() => {
    const pages = MAX_TIMELINE / EXPORT_PAGE
    const asked =
      'timeline' in source
        ? priceOf(TimelineDocument, { ...source.timeline, first: EXPORT_PAGE, after: null })
        : priceOf(RecordedPostsDocument, firstPageOf(source))
    asked.then(
      (found) => {
        if (found === undefined) setPrice('')
        else if (found.estimatedCostUsd === 0) setPrice(text.free)
        else {
          const usd = formatDollars(found.estimatedCostUsd * pages)
          setPrice(text.price(usd, messages.common.posts(MAX_TIMELINE)))
        }
      },
      () => setPrice(''),
    )
  }, [key])
  return price
}

type Progress =
  | { readonly state: 'ready' }
  | { readonly state: 'running' | 'done'; readonly posts: number }
  /** Without an error of the gateway, the file could not be written. */
  | { readonly state: 'failed'; readonly error: CombinedError | undefined }

const useExport = (source: Source, { account, columns }: ExportProps) => {
  const client = useClient()
  const { params } = useParams()
  const [progress, setProgress] = useState<Progress>({ state: 'ready' })
  const running = useRef(new AbortController())
  useEffect(() => () => running.current.abort(), [])

  const start = async (): Promise<void> => {
    const controller = new AbortController()
    const { signal } = controller
    running.current = controller
    const name = `x-metrics-${accountName(account).replace('@', '')}.csv`
    let file: GrowingFile | undefined
    let posts = 0
    try {
      file = await createFile(name)
      if (file === undefined) return
      const { write } = file
      await exportPosts({
        ...{ client, source, signal },
        columns: csvColumnsOf(columns, timeZoneOf(params)),
        onPage: async (lines, count) => {
          posts = count
          setProgress({ state: 'running', posts })
          await write(lines)
        },
      })
      if (signal.aborted) return await file.discard()
      await file.close()
      setProgress({ state: 'done', posts })
    } catch (error) {
      await file?.discard().catch(() => {})
      if (signal.aborted) return
      setProgress({ state: 'failed', error: error instanceof CombinedError ? error : undefined })
    }
  }
  const cancel = (): void => {
    running.current.abort()
    setProgress({ state: 'ready' })
  }
  return { progress, start, cancel }
}

const ProgressBar = ({
  posts,
  isDone,
  ...props
}: ExportProps & { posts: number; isDone: boolean }) => {
  const all = props.isArchive ? props.count : undefined
  if (isDone) return <p role="status">{text.done(messages.common.posts(posts))}</p>
  return (
    <div className="stack">
      <progress
        {...(all !== undefined && { value: posts, max: Math.max(all, 1) })}
        aria-label={text.title}
      />
      <p className="muted">
        {all === undefined
          ? text.progressOpen(formatCount(posts))
          : text.progress(formatCount(posts), formatCount(all))}
      </p>
    </div>
  )
}

const ExportForm = (props: ExportProps & { readonly onClose: () => void }) => {
  const { account, isArchive, count, columns, onClose } = props
  const { params } = useParams()
  const list = listParamsOf(params)
  const range = listRange(params, Date.now())
  const source: Source = isArchive
    ? { account: account.user.id, variables: variablesOf(list, range) }
    : { timeline: timelineVariablesOf(account.user.id, list, params) }
  const price = usePrice(source)
  const { progress, start, cancel } = useExport(source, props)
  const isRunning = progress.state === 'running'
  const labels = columns.filter(({ key }) => key !== 'trend').map(({ label }) => label)
  return (
    <div className="stack">
      <h2>{text.title}</h2>
      <p>
        {text.what(isArchive ? messages.common.posts(count) : text.allPosts, labels.join(', '))}
      </p>
      <p className="muted" role="status">
        {price ?? text.pricing}
      </p>
      {'posts' in progress && (
        <ProgressBar {...props} posts={progress.posts} isDone={progress.state === 'done'} />
      )}
      {progress.state === 'failed' &&
        (progress.error ? (
          <ErrorMessage error={progress.error} onRetry={start} />
        ) : (
          <p className="failure" role="alert">
            {text.notWritten}
          </p>
        ))}
      <div className="tools">
        {isRunning ? (
          <button type="button" onClick={cancel}>
            {text.cancel}
          </button>
        ) : (
          <>
            <button type="button" className="primary" onClick={start}>
              {text.start}
            </button>
            <button type="button" onClick={onClose}>
              {text.close}
            </button>
          </>
        )}
      </div>
    </div>
  )
}

export default ExportForm
