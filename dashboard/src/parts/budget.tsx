// What the page has cost so far, and what is left of X's windows.

import { useEffect } from 'react'
import { useQuery } from 'urql'

import { formatCount, formatDollars } from '../format.ts'
import { costSoFar } from '../gateway/meter.ts'
import type { Account } from '../gateway/viewer.ts'
import { BudgetDocument, type BudgetQuery } from '../generated/graphql.ts'
import { useStore } from '../store.ts'
import { When } from './when.tsx'

type Window = BudgetQuery['rateLimits'][number]

const ownerOf = ({ account }: Window, accounts: readonly Account[]): string => {
  if (account === null) return 'The app'
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
          <meter aria-label="Requests left" min={0} max={limit} low={limit / 4} value={remaining} />
        )}
      </td>
      <td>{resetAt === null ? '–' : <When time={resetAt} style="clock" />}</td>
    </tr>
  )
}

/** After an answer that cost something, in a moment: others may follow it. */
const MOMENT_MS = 800

export const Budget = ({ accounts }: { accounts: readonly Account[] }) => {
  const cost = useStore(costSoFar)
  const [{ data }, ask] = useQuery({ query: BudgetDocument, pause: true })
  useEffect(() => {
    if (cost.calls === 0 && cost.fromCache === 0) return
    const timer = setTimeout(() => ask({ requestPolicy: 'network-only' }), MOMENT_MS)
    return () => clearTimeout(timer)
  }, [cost, ask])
  const windows = data?.rateLimits ?? []
  return (
    <section className="budget" aria-label="Budget and cost">
      <h2>Budget and cost</h2>
      <p className="muted">Since this page was opened, estimated at X’s list prices.</p>
      <dl className="costs">
        <div>
          <dt>Calls to X</dt>
          <dd data-cost="calls">{formatCount(cost.calls)}</dd>
        </div>
        <div>
          <dt>Posts read</dt>
          <dd data-cost="postsRead">{formatCount(cost.postsRead)}</dd>
        </div>
        <div>
          <dt>Known already</dt>
          <dd data-cost="fromCache">{formatCount(cost.fromCache)}</dd>
        </div>
        <div>
          <dt>Cost, about</dt>
          <dd data-cost="usd">{formatDollars(cost.estimatedCostUsd)}</dd>
        </div>
      </dl>
      {windows.length > 0 && (
        <details>
          <summary>What is left of X’s rate limits</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is reached by keyboard */}
          <section className="scroll" aria-label="Rate limits" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Whose</th>
                  <th scope="col">Endpoint</th>
                  <th scope="col" className="numeric">
                    Requests left
                  </th>
                  <th scope="col">Starts anew at</th>
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
