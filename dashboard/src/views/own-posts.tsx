// The posts of the account that is chosen.

import { useState } from 'react'

import { csvOf } from '../csv.ts'
import { download } from '../download.ts'
import type { Account } from '../gateway/viewer.ts'
import { Failure } from '../parts/failure.tsx'
import { Notices } from '../parts/notices.tsx'
import { PostTable } from '../parts/post-table.tsx'
import { Reasons } from '../parts/reasons.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { useOwnPosts } from './use-own-posts.ts'

interface CheckProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

const Check = ({ label, checked, onChange }: CheckProps) => (
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
        <h1>Your posts</h1>
        <div className="tools">
          <Check label="Leave out replies" checked={excludeReplies} onChange={setExcludeReplies} />
          <Check label="Leave out reposts" checked={excludeReposts} onChange={setExcludeReposts} />
          <button type="button" disabled={isLoading} onClick={list.again}>
            Refresh
          </button>
          <button
            type="button"
            disabled={posts.length === 0}
            onClick={() => download(`x-metrics-${name}.csv`, csvOf(withAuthor(posts, user)))}
          >
            Export CSV
          </button>
        </div>
      </div>
      <Notices codes={list.codes} />
      {posts.length > 0 && <PostTable caption={`Posts of @${name}`} posts={posts} />}
      {isLoading && <Skeleton what="posts" rows={posts.length > 0 ? 2 : 8} />}
      {error && <Failure error={error} onRetry={posts.length === 0 ? list.again : list.more} />}
      {posts.length === 0 && !isLoading && !error && (
        <p className="empty">There are no posts to show, or all of them are left out.</p>
      )}
      {list.after !== undefined && !isLoading && !error && (
        <p className="more">
          <button type="button" onClick={list.more}>
            Load more
          </button>
        </p>
      )}
      <Reasons posts={posts} />
    </>
  )
}

const withAuthor = <T,>(posts: readonly T[], author: Account['user']) =>
  posts.map((post) => ({ ...post, author }))
