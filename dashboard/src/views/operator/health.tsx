// Rate limits of X, accounts and their recording, and the errors of the process.

import { Time } from '../../components/time.tsx'
import { formatCount, formatLongDuration } from '../../format.ts'
import type { AllProcesses } from '../../gateway/all-processes.ts'
import type { GatewayState } from '../../gateway/gateway-state.ts'
import { accountName, useViewer } from '../../gateway/viewer.ts'
import { messages } from '../../messages/index.ts'
import { Bar, Named, TableCard } from './table.tsx'

const text = messages.operator

/** The handles of accounts, and the ids of those whose handle neither the gateway nor this page knows. */
const useNames = (accounts: GatewayState['accounts']): ((id: string) => string) => {
  const { accounts: own = [] } = useViewer()
  const names = new Map([
    ...own.map((account) => [account.user.id, accountName(account)] as const),
    ...accounts.flatMap(({ id, username }) =>
      username === null ? [] : [[id, `@${username}`] as const],
    ),
  ])
  return (id) => names.get(id) ?? id
}

export const RateLimitsCard = ({
  rateLimits,
  accounts,
}: Pick<GatewayState, 'rateLimits' | 'accounts'>) => {
  const nameOf = useNames(accounts)
  return (
    <TableCard
      title={text.rateLimits}
      scope={text.rateLimitsScope}
      empty={text.noRateLimits}
      rows={rateLimits}
      keyOf={({ account, endpoint }) => `${account} ${endpoint}`}
      columns={[
        {
          label: text.endpoint,
          cell: ({ endpoint, account }) => (
            <Named note={account === null ? text.app : nameOf(account)}>
              <code>{endpoint}</code>
            </Named>
          ),
        },
        {
          label: text.remaining,
          isNumeric: true,
          cell: ({ limit, remaining }) =>
            remaining === null || limit === null ? (
              text.unknownNumber
            ) : (
              <>
                {text.remainingOf(formatCount(remaining), formatCount(limit))}
                <meter
                  aria-label={text.remaining}
                  min={0}
                  max={limit}
                  low={limit / 4}
                  optimum={limit}
                  value={remaining}
                />
              </>
            ),
        },
        {
          label: text.resetsAt,
          cell: ({ resetAt }) => (resetAt === null ? '–' : <Time time={resetAt} style="clock" />),
        },
      ]}
    />
  )
}

type Account = GatewayState['accounts'][number]

const stateOf = ({ reconnectNeeded, recording }: Account): string => {
  if (reconnectNeeded) return text.reconnectNeeded
  if (recording === null) return text.recorderOff
  const [limit] = recording.limits
  return limit === undefined ? text.recorded : text.limitedBy[limit.reason]
}

export const AccountsCard = ({ accounts, accountCount, leftOut }: GatewayState) => {
  const nameOf = useNames(accounts)
  return (
    <TableCard
      title={text.accounts}
      scope={leftOut === null ? text.accountsScope(accountCount) : text.leftOut(leftOut.posts)}
      empty={text.noAccounts}
      rows={accounts}
      keyOf={({ id }) => id}
      columns={[
        {
          label: text.account,
          cell: (account) => <Named note={stateOf(account)}>{nameOf(account.id)}</Named>,
        },
        {
          label: text.lastSampled,
          cell: ({ recording }) =>
            recording?.lastSampledAt ? <Time time={recording.lastSampledAt} /> : text.never,
        },
        {
          label: text.behind,
          isNumeric: true,
          cell: ({ recording }) =>
            recording?.lagSeconds ? formatLongDuration(recording.lagSeconds) : '–',
        },
      ]}
    />
  )
}

export const ErrorsCard = ({ errors }: Pick<AllProcesses, 'errors'>) => {
  const most = Math.max(0, ...errors.map(({ count }) => count))
  return (
    <TableCard
      title={text.errors}
      scope={text.errorsScope}
      empty={text.noErrors}
      rows={errors}
      keyOf={({ code }) => code}
      columns={[
        { label: text.code, cell: ({ code }) => <code>{code}</code> },
        {
          label: text.count,
          isNumeric: true,
          cell: ({ count }) => (
            <>
              {formatCount(count)}
              <Bar value={count} max={most} />
            </>
          ),
        },
        { label: text.lastAt, cell: ({ lastAt }) => <Time time={lastAt} style="clock" /> },
      ]}
    />
  )
}
