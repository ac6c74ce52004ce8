// The page's usage of X's API so far, and the remaining rate limits.

import { useEffect } from 'react'
import { useQuery } from 'urql'

import { formatCount, formatDollars } from '../format.ts'
import { totalCost } from '../gateway/cost.ts'
import { type Account, useViewer } from '../gateway/viewer.ts'
import { RateLimitsDocument, type RateLimitsQuery } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { useStore } from '../store.ts'
import { Time } from './time.tsx'

const text = messages.operator

type Window = RateLimitsQuery['rateLimits'][number]

const ownerOf = ({ account }: Window, accounts: readonly Account[]): string => {
  if (account === null) return text.app
  const user = accounts.find((each) => each.user.id === account)?.user
  return user?.username ? `@${user.username}` : text.accountOf(account)
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
        {text.remainingOf(
          remaining === null ? '–' : formatCount(remaining),
          limit === null ? text.unknownNumber : formatCount(limit),
        )}
        {remaining !== null && limit !== null && (
          <meter
            aria-label={text.remaining}
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

export const Usage = () => {
  const { accounts = [] } = useViewer()
  const cost = useStore(totalCost)
  const [{ data }, execute] = useQuery({ query: RateLimitsDocument, pause: true })
  useEffect(() => {
    if (cost.calls === 0 && cost.fromCache === 0) return
    const timer = setTimeout(() => execute({ requestPolicy: 'network-only' }), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [cost, execute])
  const windows = data?.rateLimits ?? []
  return (
    <section className="usage" aria-label={text.usage}>
      <h2>{text.usage}</h2>
      <p className="muted">{text.usageSince}</p>
      <dl className="costs">
        <div>
          <dt>{text.calls}</dt>
          <dd data-cost="calls">{formatCount(cost.calls)}</dd>
        </div>
        <div>
          <dt>{text.postsRead}</dt>
          <dd data-cost="postsRead">{formatCount(cost.postsRead)}</dd>
        </div>
        <div>
          <dt>{text.fromCache}</dt>
          <dd data-cost="fromCache">{formatCount(cost.fromCache)}</dd>
        </div>
        <div>
          <dt>{text.cost}</dt>
          <dd data-cost="usd">{formatDollars(cost.estimatedCostUsd)}</dd>
        </div>
      </dl>
      {windows.length > 0 && (
        <details>
          <summary>{text.rateLimits}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard */}
          <section className="scroll" aria-label={text.rateLimitsTable} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.account}</th>
                  <th scope="col">{text.endpoint}</th>
                  <th scope="col" className="numeric">
                    {text.remaining}
                  </th>
                  <th scope="col">{text.resetsAt}</th>
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
