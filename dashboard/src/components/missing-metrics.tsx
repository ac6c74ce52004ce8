// The reasons why metrics are missing, each listed once, with a login link where that helps.

import type { MetricsUnavailableReason } from '../generated/graphql.ts'
import { ARCHIVED_VALUES_SHOWN, REASONS, SOLVED_BY_LOGIN } from '../messages.ts'
import { archivedAt, type PostMetrics } from '../metrics.ts'
import { LoginLink } from './login-link.tsx'

const isArchived = (post: PostMetrics): boolean => archivedAt(post, 'organicMetrics') !== undefined

export const MissingMetrics = ({ posts }: { posts: readonly PostMetrics[] }) => {
  const postsByReason = new Map<MetricsUnavailableReason, number>()
  for (const { unavailableMetrics } of posts) {
    for (const reason of new Set(unavailableMetrics.map((each) => each.reason))) {
      postsByReason.set(reason, (postsByReason.get(reason) ?? 0) + 1)
    }
  }
  if (postsByReason.size === 0) return null
  const reasons = [...postsByReason].sort(([, one], [, other]) => other - one)
  return (
    <section className="reasons" aria-label="Why some metrics are missing">
      <h2>Why some metrics are missing</h2>
      <ul>
        {reasons.map(([reason, count]) => (
          <li key={reason} data-reason={reason}>
            {REASONS[reason]}
            {reason === 'EXPIRED' && posts.some(isArchived) && ` ${ARCHIVED_VALUES_SHOWN}`}
            {posts.length > 1 && (
              <span className="muted"> ({count === 1 ? '1 post' : `${count} posts`})</span>
            )}
          </li>
        ))}
      </ul>
      {reasons.some(([reason]) => SOLVED_BY_LOGIN.has(reason)) && <LoginLink secondary />}
    </section>
  )
}
