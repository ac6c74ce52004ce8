// Why some numbers are missing, each reason once, with the login where that helps.

import { keptSince, type Numbers } from '../definitions.ts'
import type { MetricsUnavailableReason } from '../generated/graphql.ts'
import { HELPED_BY_LOGIN, KEPT, REASONS } from '../words.ts'
import { Login } from './login.tsx'

const hasKept = (post: Numbers): boolean => keptSince(post, 'organicMetrics') !== undefined

export const Reasons = ({ posts }: { posts: readonly Numbers[] }) => {
  const counted = new Map<MetricsUnavailableReason, number>()
  for (const { unavailableMetrics } of posts) {
    for (const reason of new Set(unavailableMetrics.map((each) => each.reason))) {
      counted.set(reason, (counted.get(reason) ?? 0) + 1)
    }
  }
  if (counted.size === 0) return null
  const reasons = [...counted].sort(([, one], [, other]) => other - one)
  return (
    <section className="reasons" aria-label="Why some numbers are missing">
      <h2>Why some numbers are missing</h2>
      <ul>
        {reasons.map(([reason, count]) => (
          <li key={reason} data-reason={reason}>
            {REASONS[reason]}
            {reason === 'EXPIRED' && posts.some(hasKept) && ` ${KEPT}`}
            {posts.length > 1 && (
              <span className="muted"> {count === 1 ? 'One post.' : `${count} posts.`}</span>
            )}
          </li>
        ))}
      </ul>
      {reasons.some(([reason]) => HELPED_BY_LOGIN.has(reason)) && <Login quiet />}
    </section>
  )
}
