// The processes of the gateway, one by one.

import { Time } from '../../components/time.tsx'
import { formatBytes, formatCount, formatLongDuration } from '../../format.ts'
import type { GatewayState } from '../../gateway/gateway-state.ts'
import { messages } from '../../messages/index.ts'
import { Named, TableCard } from './table.tsx'

const text = messages.operator

export const ProcessesCard = ({ processes }: Pick<GatewayState, 'processes'>) => (
  <TableCard
    title={text.processesTitle}
    scope={text.processesScope}
    empty={text.nothing}
    rows={processes}
    keyOf={({ id }) => id}
    columns={[
      {
        label: text.processLabel,
        cell: ({ host, pid, records }) => (
          <Named note={records ? text.processRecords(host) : host}>{String(pid)}</Named>
        ),
      },
      { label: text.startedAt, cell: ({ startedAt }) => <Time time={startedAt} /> },
      {
        label: text.uptime,
        isNumeric: true,
        cell: ({ uptimeSeconds }) => formatLongDuration(uptimeSeconds),
      },
      {
        label: text.memory,
        isNumeric: true,
        cell: ({ memoryBytes }) => formatBytes(memoryBytes),
      },
      {
        label: text.subscribers,
        isNumeric: true,
        cell: ({ subscribers }) => formatCount(subscribers),
      },
    ]}
  />
)
