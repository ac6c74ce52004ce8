// Compares any posts. Their ids are pasted into a form, and stored in the URL's hash.

import { type FormEvent, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { summarizeChanges } from '../components/change-summary.ts'
import { ErrorMessage, errorCode } from '../components/error-message.tsx'
import { LiveSwitch } from '../components/live-switch.tsx'
import { MissingMetrics } from '../components/missing-metrics.tsx'
import { Notices } from '../components/notices.tsx'
import { PostTable } from '../components/post-table.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { toCsv } from '../csv.ts'
import { download } from '../download.ts'
import { useLive, withLiveMetrics } from '../gateway/live.ts'
import { noticeCodes } from '../gateway/notices.ts'
import { CompareDocument } from '../generated/graphql.ts'
import { errorMessage } from '../messages.ts'
import { MAX_IDS, parsePostIds } from '../parse-post-ids.ts'
import { compareHref } from '../route.ts'

const IdForm = ({ ids }: { ids: readonly string[] }) => {
  const idText = ids.join('\n')
  const [text, setText] = useState(idText)
  // Follows changes of the URL, but keeps the user's text if it has the same ids.
  useEffect(
    () => setText((before) => (parsePostIds(before).ids.join('\n') === idText ? before : idText)),
    [idText],
  )
  const [inputError, setInputError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = parsePostIds(text)
    const [first] = parsed.unrecognized
    setInputError(
      parsed.ids.length === 0
        ? 'Enter at least one post id or link.'
        : parsed.ids.length > MAX_IDS
          ? `You can compare at most ${MAX_IDS} posts. The first ${MAX_IDS} are shown.`
          : first && `Ignored, because it is not a post id or link: ${first.slice(0, 60)}`,
    )
    if (parsed.ids.length > 0) {
      window.location.hash = compareHref(parsed.ids.slice(0, MAX_IDS))
    }
  }
  return (
    <form className="id-form" onSubmit={submit}>
      <label htmlFor="post-ids">Post ids or links</label>
      <textarea
        id="post-ids"
        rows={4}
        spellCheck={false}
        placeholder="https://x.com/username/status/1460323737035677698"
        value={text}
        onChange={({ target }) => setText(target.value)}
        aria-describedby="post-ids-help"
      />
      <p id="post-ids-help" className="muted">
        Up to {MAX_IDS}, separated by commas or line breaks.
      </p>
      <p role="status" className="input-error">
        {inputError}
      </p>
      <div className="tools">
        <button type="submit" className="primary">
          Compare
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
    const failure = error?.graphQLErrors.find(({ path }) => path?.[1] === index)
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
              Refresh
            </button>
            <button
              type="button"
              disabled={posts.length === 0}
              onClick={() => download('x-metrics-compared.csv', toCsv(posts))}
            >
              Export CSV
            </button>
          </div>
        </div>
      )}
      {fetching && data === undefined && <Skeleton label="posts" rows={ids.length} />}
      {error && (
        <ErrorMessage
          error={error}
          onRetry={refetch}
          exclude={({ path }) => typeof path?.[1] === 'number' && ids.length > 0}
        />
      )}
      {failures.length > 0 && (
        <section className="reasons" aria-label="Posts that cannot be shown">
          <h2>Posts that cannot be shown</h2>
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
        <PostTable caption="Compared posts" posts={posts} changes={live.changes} />
      )}
      <MissingMetrics posts={posts} />
    </>
  )
}

export const Compare = ({ ids }: { ids: readonly string[] }) => (
  <>
    <h1>Compare posts</h1>
    <IdForm ids={ids} />
    {ids.length > 0 && <Comparison key={ids.join()} ids={ids} />}
  </>
)
