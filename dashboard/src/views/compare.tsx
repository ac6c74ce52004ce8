// Compares any posts. Their ids are pasted into a form, and stored in the URL's hash.

import { type FormEvent, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { summarizeChanges } from '../components/change-summary.ts'
import { ErrorMessage } from '../components/error-message.tsx'
import { LiveSwitch } from '../components/live-switch.tsx'
import { MissingMetrics } from '../components/missing-metrics.tsx'
import { Notices } from '../components/notices.tsx'
import { PostTable } from '../components/post-table.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { toCsv } from '../csv.ts'
import { download } from '../download.ts'
import { errorCode, errorMessage, isLostPost } from '../gateway/errors.ts'
import { useLive, withLiveMetrics } from '../gateway/live.ts'
import { noticeCodes } from '../gateway/notices.ts'
import { CompareDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { MAX_IDS, parsePostIds } from '../parse-post-ids.ts'
import { useHref } from '../route.ts'

const text = messages.compare

const IdForm = ({ ids }: { ids: readonly string[] }) => {
  const href = useHref()
  const idText = ids.join('\n')
  const [input, setInput] = useState(idText)
  // Follows changes of the URL, but keeps the user's text if it has the same ids.
  useEffect(
    () => setInput((before) => (parsePostIds(before).ids.join('\n') === idText ? before : idText)),
    [idText],
  )
  const [inputError, setInputError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = parsePostIds(input)
    const [first] = parsed.unrecognized
    setInputError(
      parsed.ids.length === 0
        ? text.none
        : parsed.ids.length > MAX_IDS
          ? text.tooMany(MAX_IDS)
          : first && text.ignored(first.slice(0, 60)),
    )
    if (parsed.ids.length > 0) {
      window.location.hash = href({ view: 'compare', ids: parsed.ids.slice(0, MAX_IDS) })
    }
  }
  return (
    <form className="id-form" onSubmit={submit}>
      <label htmlFor="post-ids">{text.ids}</label>
      <textarea
        id="post-ids"
        rows={4}
        spellCheck={false}
        placeholder={text.placeholder}
        value={input}
        onChange={({ target }) => setInput(target.value)}
        aria-describedby="post-ids-help"
      />
      <p id="post-ids-help" className="muted">
        {text.help(MAX_IDS)}
      </p>
      <p role="status" className="input-error">
        {inputError}
      </p>
      <div className="tools">
        <button type="submit" className="primary">
          {text.compare}
        </button>
      </div>
    </form>
  )
}

const Comparison = ({ ids }: { ids: readonly string[] }) => {
  const [on, setOn] = useState(true)
  const variables = { ids: [...ids] }
  const [{ data, error, extensions, fetching }, execute] = useQuery({
    query: CompareDocument,
    variables,
  })
  const loaded = (data?.posts ?? []).filter((post) => post !== null)
  const live = useLive(
    loaded.map(({ id }) => id),
    on && loaded.length > 0,
  )
  const posts = loaded
    .filter(({ id }) => !live.lost.has(id))
    .map((post) => withLiveMetrics(post, live))
  const failures = ids.flatMap((id, index) => {
    const lost = live.lost.get(id)
    if (lost !== undefined) return [{ id, message: errorMessage(lost.code, lost.message) }]
    const failure = error?.graphQLErrors.find(
      (each) => each.path?.[1] === index && isLostPost(each),
    )
    return failure ? [{ id, message: errorMessage(errorCode(failure), failure.message) }] : []
  })
  const refetch = () => execute({ requestPolicy: 'network-only' })
  const announcements = [...live.changes].map(([id, changes]) => {
    const post = posts.find((each) => each.id === id)
    return `${post?.author?.name ?? id}: ${summarizeChanges(changes)}`
  })
  return (
    <>
      {loaded.length > 0 && (
        <div className="head">
          <LiveSwitch on={on} onChange={setOn} live={live} announcement={announcements.join(' ')} />
          <div className="tools">
            <button type="button" disabled={fetching} onClick={refetch}>
              {messages.common.refresh}
            </button>
            <button
              type="button"
              disabled={posts.length === 0}
              onClick={() => download('x-metrics-compared.csv', toCsv(posts))}
            >
              {messages.posts.exportCsv}
            </button>
          </div>
        </div>
      )}
      {fetching && data === undefined && (
        <Skeleton label={messages.posts.loading} rows={ids.length} />
      )}
      {error && <ErrorMessage error={error} onRetry={refetch} exclude={isLostPost} />}
      {failures.length > 0 && (
        <section className="reasons" aria-label={text.notShown}>
          <h2>{text.notShown}</h2>
          <ul>
            {failures.map(({ id, message }) => (
              <li key={id} data-post-id={id}>
                <code>{id}</code> {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Notices codes={noticeCodes(extensions)} />
      {posts.length > 0 && (
        <PostTable caption={text.caption} posts={posts} changes={live.changes} />
      )}
      <MissingMetrics posts={posts} />
    </>
  )
}

export const Compare = ({ ids }: { ids: readonly string[] }) => (
  <>
    <h1>{text.title}</h1>
    <IdForm ids={ids} />
    {ids.length > 0 && <Comparison key={ids.join()} ids={ids} />}
  </>
)
