// The posts of the selected account.

import { useState } from 'react'
import { ErrorMessage } from '../components/error-message.tsx'
import { MissingMetrics } from '../components/missing-metrics.tsx'
import { Notices } from '../components/notices.tsx'
import { PostTable } from '../components/post-table.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { toCsv } from '../csv.ts'
import { download } from '../download.ts'
import { useOwnPosts } from '../gateway/own-posts.ts'
import type { Account } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'

const text = messages.posts

interface CheckboxProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

const Checkbox = ({ label, checked, onChange }: CheckboxProps) => (
  <label className="check">
    <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
    {label}
  </label>
)

export const OwnPosts = ({ account }: { account: Account }) => {
  const [excludeReplies, setExcludeReplies] = useState(false)
  const [excludeReposts, setExcludeReposts] = useState(false)
  const { user } = account
  const list = useOwnPosts(user.id, { excludeReplies, excludeReposts })
  const { posts, isLoading, error } = list
  const name = user.username ?? user.id
  return (
    <>
      <div className="head">
        <h1>{text.title}</h1>
        <div className="tools">
          <Checkbox
            label={text.excludeReplies}
            checked={excludeReplies}
            onChange={setExcludeReplies}
          />
          <Checkbox
            label={text.excludeReposts}
            checked={excludeReposts}
            onChange={setExcludeReposts}
          />
          <button type="button" disabled={isLoading} onClick={list.refetch}>
            {messages.common.refresh}
          </button>
          <button
            type="button"
            disabled={posts.length === 0}
            onClick={() => download(`x-metrics-${name}.csv`, toCsv(withAuthor(posts, user)))}
          >
            {text.exportCsv}
          </button>
        </div>
      </div>
      <Notices codes={list.notices} />
      {posts.length > 0 && <PostTable caption={text.caption(name)} posts={posts} />}
      {isLoading && <Skeleton label={text.loading} rows={posts.length > 0 ? 2 : 8} />}
      {error && (
        <ErrorMessage error={error} onRetry={posts.length === 0 ? list.refetch : list.loadMore} />
      )}
      {posts.length === 0 && !isLoading && !error && <p className="empty">{text.none}</p>}
      {list.after !== undefined && !isLoading && !error && (
        <p className="more">
          <button type="button" onClick={list.loadMore}>
            {text.more}
          </button>
        </p>
      )}
      <MissingMetrics posts={posts} />
    </>
  )
}

const withAuthor = <T,>(posts: readonly T[], author: Account['user']) =>
  posts.map((post) => ({ ...post, author }))
