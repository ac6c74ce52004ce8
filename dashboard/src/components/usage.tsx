// The page's usage of X's API so far, and the remaining rate limits.

import { useEffect } from 'react'
import { useQuery } from 'urql'

import { formatCount, formatDollars } from '../format.ts'
import { totalCost } from '../gateway/cost.ts'
import type { Account } from '../gateway/viewer.ts'
import { RateLimitsDocument, type RateLimitsQuery } from '../generated/graphql.ts'
import { useStore } from '../store.ts'
import { Time } from './time.tsx'

type Window = RateLimitsQuery['rateLimits'][number]

const ownerOf = ({ account }: Window, accounts: readonly Account[]): string => {
  if (account === null) return 'App'
  const user = accounts.find((each) => each.user.id === account)?.user
  return user?.username ? `@${user.username}` : `Account ${account}`
}

const WindowRow = ({ window, owner }: { window: Window; owner: string }) => {
  const { endpoint, limit, remaining, resetAt } = window
  return (
    <tr>
      <th scope="row">{owner}</th>
      <td>
        <code>{endpoint}</code>
      </td>
      <td className="numeric">
        {remaining === null ? '–' : formatCount(remaining)} of{' '}
        {limit === null ? 'an unknown number' : formatCount(limit)}
        {remaining !== null && limit !== null && (
          <meter
            aria-label="Remaining requests"
            min={0}
            max={limit}
            low={limit / 4}
            value={remaining}
          />
        )}
      </td>
      <td>{resetAt === null ? '–' : <Time time={resetAt} style="clock" />}</td>
    </tr>
  )
}

/** Delay between a response that cost something and the query of the rate limits, to merge bursts. */
const DEBOUNCE_MS = 800

export const Usage = ({ accounts }: { accounts: readonly Account[] }) => {
  const cost = useStore(totalCost)
  const [{ data }, execute] = useQuery({ query: RateLimitsDocument, pause: true })
  useEffect(() => {
    if (cost.calls === 0 && cost.fromCache === 0) return
    const timer = setTimeout(() => execute({ requestPolicy: 'network-only' }), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [cost, execute])
  const windows = data?.rateLimits ?? []
  return (
    <section className="usage" aria-label="X API usage and cost">
      <h2>X API usage and cost</h2>
      <p className="muted">
        Since this page was opened. The cost is estimated from X’s list prices.
      </p>
      <dl className="costs">
        <div>
          <dt>Requests to X</dt>
          <dd data-cost="calls">{formatCount(cost.calls)}</dd>
        </div>
        <div>
          <dt>Posts read</dt>
          <dd data-cost="postsRead">{formatCount(cost.postsRead)}</dd>
        </div>
        <div>
          <dt>Posts from cache</dt>
          <dd data-cost="fromCache">{formatCount(cost.fromCache)}</dd>
        </div>
        <div>
          <dt>Estimated cost</dt>
          <dd data-cost="usd">{formatDollars(cost.estimatedCostUsd)}</dd>
        </div>
      </dl>
      {windows.length > 0 && (
        <details>
          <summary>Remaining rate limits of X</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard */}
          <section className="scroll" aria-label="Rate limits" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Account</th>
                  <th scope="col">Endpoint</th>
                  <th scope="col" className="numeric">
                    Remaining requests
                  </th>
                  <th scope="col">Resets at</th>
                </tr>
              </thead>
              <tbody>
                {windows.map((window) => (
                  <WindowRow
                    key={`${window.account} ${window.endpoint}`}
                    window={window}
                    owner={ownerOf(window, accounts)}
                  />
                ))}
              </tbody>
            </table>
          </section>
        </details>
      )}
    </section>
  )
}
