// Spend of the gateway and its API keys, by operation.

import { Time } from '../../components/time.tsx'
import { formatCount, formatDollars } from '../../format.ts'
import type { AllProcesses } from '../../gateway/all-processes.ts'
import type { GatewayState } from '../../gateway/gateway-state.ts'
import { messages } from '../../messages/index.ts'
import { Bar, type Column, Named, OfLimit, TableCard } from './table.tsx'

const text = messages.operator

type Key = GatewayState['keys'][number]
type Spend = Pick<Key['spend'], 'todayUsd' | 'monthUsd' | 'dailyLimitUsd' | 'monthlyLimitUsd'>

const spendColumns = <Row extends { readonly spend: Spend }>(): readonly Column<Row>[] => [
  {
    label: text.today,
    isNumeric: true,
    cell: ({ spend }) => (
      <OfLimit
        value={spend.todayUsd}
        limit={spend.dailyLimitUsd}
        format={formatDollars}
        label={text.dailyLimit}
      />
    ),
  },
  {
    label: text.month,
    isNumeric: true,
    cell: ({ spend }) => (
      <OfLimit
        value={spend.monthUsd}
        limit={spend.monthlyLimitUsd}
        format={formatDollars}
        label={text.monthlyLimit}
      />
    ),
  },
]

export const SpendCard = ({ spend }: Pick<GatewayState, 'spend'>) => (
  <TableCard
    title={text.spend}
    scope={text.spendScope}
    empty={text.nothing}
    rows={spend}
    keyOf={({ payer }) => payer}
    columns={[
      { label: text.payer, cell: ({ payer }) => text.payers[payer] ?? payer },
      ...spendColumns<GatewayState['spend'][number]>(),
    ]}
  />
)

export const KeysCard = ({ keys }: Pick<GatewayState, 'keys'>) => (
  <TableCard
    title={text.keys}
    scope={text.keysScope}
    empty={text.noKeys}
    rows={keys}
    keyOf={({ name, expiresAt }) => `${name} ${expiresAt}`}
    columns={[
      {
        label: text.key,
        cell: ({ name, grants, origins }) => (
          <Named note={[...grants, ...(origins ?? [])].join(', ')}>{name}</Named>
        ),
      },
      {
        label: text.perMinute,
        isNumeric: true,
        cell: ({ requestsPerMinute: limit }) =>
          limit === null ? text.unlimited : formatCount(limit),
      },
      {
        label: text.expires,
        cell: ({ expiresAt }) =>
          expiresAt === null ? text.never : <Time time={expiresAt} style="day" />,
      },
      ...spendColumns<Key>(),
    ]}
  />
)

export const OperationsCard = ({ operations }: Pick<AllProcesses, 'operations'>) => {
  const most = Math.max(0, ...operations.map(({ usd }) => usd))
  return (
    <TableCard
      title={text.operations}
      scope={text.operationsScope}
      empty={text.noOperations}
      rows={operations}
      keyOf={({ key, operation }) => `${key} ${operation}`}
      columns={[
        {
          label: text.operation,
          cell: ({ operation, key }) => (
            <Named note={key === null ? text.noKey : text.withKey(key)}>
              <code>{operation}</code>
            </Named>
          ),
        },
        {
          label: text.requests,
          isNumeric: true,
          cell: ({ requests }) => formatCount(requests),
        },
        { label: text.postsRead, isNumeric: true, cell: (row) => formatCount(row.postsRead) },
        {
          label: text.cost,
          isNumeric: true,
          cell: ({ usd }) => (
            <>
              {formatDollars(usd)}
              <Bar value={usd} max={most} />
            </>
          ),
        },
      ]}
    />
  )
}
