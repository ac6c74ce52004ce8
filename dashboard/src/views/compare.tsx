// Posts of anybody, side by side: their ids or links are pasted, and are in the address from then on.

import { type FormEvent, useEffect, useState } from 'react'
import { useQuery } from 'urql'

import { csvOf } from '../csv.ts'
import { download } from '../download.ts'
import { useLive, withLive } from '../gateway/live.ts'
import { CompareDocument } from '../generated/graphql.ts'
import { codeOf, Failure } from '../parts/failure.tsx'
import { LiveSwitch } from '../parts/live-switch.tsx'
import { newsOf } from '../parts/news.ts'
import { codesIn, Notices } from '../parts/notices.tsx'
import { PostTable } from '../parts/post-table.tsx'
import { Reasons } from '../parts/reasons.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { MOST_IDS, readPasted } from '../pasted.ts'
import { compareAddress } from '../route.ts'
import { errorWords } from '../words.ts'

const Paste = ({ ids }: { ids: readonly string[] }) => {
  const shown = ids.join('\n')
  const [text, setText] = useState(shown)
  // The address has changed by itself; what was pasted stays as it was written.
  useEffect(
    () => setText((before) => (readPasted(before).ids.join('\n') === shown ? before : shown)),
    [shown],
  )
  const [complaint, setComplaint] = useState<string>()
  const show = (event: FormEvent) => {
    event.preventDefault()
    const pasted = readPasted(text)
    const [first] = pasted.unknown
    setComplaint(
      pasted.ids.length === 0
        ? 'There is no id and no link of a post in this.'
        : pasted.ids.length > MOST_IDS
          ? `At most ${MOST_IDS} posts at a time: the first ${MOST_IDS} are shown.`
          : first && `Left out, as neither an id nor a link of a post: ${first.slice(0, 60)}`,
    )
    if (pasted.ids.length > 0) {
      window.location.hash = compareAddress(pasted.ids.slice(0, MOST_IDS))
    }
  }
  return (
    <form className="paste" onSubmit={show}>
      <label htmlFor="pasted">Ids or links of posts</label>
      <textarea
        id="pasted"
        rows={4}
        spellCheck={false}
        placeholder="https://x.com/somebody/status/1460323737035677698"
        value={text}
        onChange={({ target }) => setText(target.value)}
        aria-describedby="pasted-help"
      />
      <p id="pasted-help" className="muted">
        Up to {MOST_IDS}, in lines or with commas between them.
      </p>
      <p role="status" className="complaint">
        {complaint}
      </p>
      <div className="tools">
        <button type="submit" className="primary">
          Compare
        </button>
      </div>
    </form>
  )
}

const Compared = ({ ids }: { ids: readonly string[] }) => {
  const [on, setOn] = useState(true)
  const variables = { ids: [...ids] }
  const [{ data, error, extensions, fetching }, ask] = useQuery({
    query: CompareDocument,
    variables,
  })
  const given = (data?.posts ?? []).filter((post) => post !== null)
  const live = useLive(
    given.map(({ id }) => id),
    on && given.length > 0,
  )
  const posts = given.filter(({ id }) => !live.lost.has(id)).map((post) => withLive(post, live))
  const failed = ids.flatMap((id, place) => {
    const lost = live.lost.get(id)
    if (lost !== undefined) return [{ id, words: errorWords(lost.code, lost.message) }]
    const problem = error?.graphQLErrors.find(({ path }) => path?.[1] === place)
    return problem ? [{ id, words: errorWords(codeOf(problem), problem.message) }] : []
  })
  const again = () => ask({ requestPolicy: 'network-only' })
  const news = [...live.changes].map(([id, changes]) => {
    const post = posts.find((each) => each.id === id)
    return `${post?.author?.name ?? id}: ${newsOf(changes)}`
  })
  return (
    <>
      {given.length > 0 && (
        <div className="head">
          <LiveSwitch on={on} onChange={setOn} live={live} news={news.join(' ')} />
          <div className="tools">
            <button type="button" disabled={fetching} onClick={again}>
              Refresh
            </button>
            <button
              type="button"
              disabled={posts.length === 0}
              onClick={() => download('x-metrics-compared.csv', csvOf(posts))}
            >
              Export CSV
            </button>
          </div>
        </div>
      )}
      {fetching && data === undefined && <Skeleton what="posts" rows={ids.length} />}
      {error && (
        <Failure
          error={error}
          onRetry={again}
          except={({ path }) => typeof path?.[1] === 'number' && ids.length > 0}
        />
      )}
      {failed.length > 0 && (
        <section className="reasons" aria-label="Posts that cannot be shown">
          <h2>Posts that cannot be shown</h2>
          <ul>
            {failed.map(({ id, words }) => (
              <li key={id} data-post-id={id}>
                <code>{id}</code> {words}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Notices codes={codesIn(extensions)} />
      {posts.length > 0 && (
        <PostTable caption="Compared posts" posts={posts} changes={live.changes} />
      )}
      <Reasons posts={posts} />
    </>
  )
}

export const Compare = ({ ids }: { ids: readonly string[] }) => (
  <>
    <h1>Compare posts</h1>
    <Paste ids={ids} />
    {ids.length > 0 && <Compared key={ids.join()} ids={ids} />}
  </>
)
