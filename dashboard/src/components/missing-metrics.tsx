// The reasons why metrics are missing, each listed once, with a login link where that helps.

import type { MetricsUnavailableReason } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { archivedAt, type PostMetrics } from '../metrics.ts'
import { LoginLink } from './login-link.tsx'

/** Reasons for which the page offers a login. */
const SOLVED_BY_LOGIN: ReadonlySet<MetricsUnavailableReason> = new Set([
  'USER_CONTEXT_REQUIRED',
  'NOT_OWNER',
  'RECONNECT_NEEDED',
])

const text = messages.metrics

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
    <section className="reasons" aria-label={text.missing}>
      <h2>{text.missing}</h2>
      <ul>
        {reasons.map(([reason, count]) => (
          <li key={reason} data-reason={reason}>
            {text.reasons[reason]}
            {reason === 'EXPIRED' && posts.some(isArchived) && ` ${text.archived}`}
            {posts.length > 1 && <span className="muted"> ({messages.common.posts(count)})</span>}
          </li>
        ))}
      </ul>
      {reasons.some(([reason]) => SOLVED_BY_LOGIN.has(reason)) && <LoginLink secondary />}
    </section>
  )
}
