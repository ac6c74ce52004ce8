// The main numbers of the gateway.

import type { ReactNode } from 'react'

import {
  formatBytes,
  formatCount,
  formatDollars,
  formatLongDuration,
  formatPercent,
} from '../../format.ts'
import type { AllProcesses } from '../../gateway/all-processes.ts'
import type { GatewayState } from '../../gateway/gateway-state.ts'
import { messages } from '../../messages/index.ts'

const text = messages.operator

const Tile = ({ label, note, children }: { label: string; note: string; children: ReactNode }) => (
  <div className="tile">
    <dt>{label}</dt>
    <dd>
      {children}
      <div className="gained">{note}</div>
    </dd>
  </div>
)

const spendNote = (limit: number | null): string =>
  limit === null ? text.noLimit : text.ofLimit(formatDollars(limit))

const CacheTile = ({ cache }: Pick<AllProcesses, 'cache'>) => (
  <Tile
    label={text.cache}
    note={text.cacheNote(
      formatCount(cache.entries),
      formatBytes(cache.bytes),
      formatBytes(cache.maxBytes),
    )}
  >
    {cache.hitRatio === null ? '–' : formatPercent(cache.hitRatio)}
  </Tile>
)

const RecorderTile = ({ accounts, processes }: GatewayState) => {
  const lags = accounts.map(({ recording }) => recording?.lagSeconds ?? 0)
  const longest = Math.max(0, ...lags)
  return (
    <Tile
      label={text.recorder}
      note={processes.some(({ records }) => records) ? text.records : text.recordsElsewhere}
    >
      {longest < 60 ? text.upToDate : text.behindBy(formatLongDuration(longest))}
    </Tile>
  )
}

export const Tiles = ({ all, ...state }: GatewayState & { readonly all: AllProcesses }) => {
  const { spend } = state
  const total = spend.find(({ payer }) => payer === 'gateway')?.spend
  const errorCount = all.errors.reduce((sum, { count }) => sum + count, 0)
  return (
    <dl className="tiles">
      {total && (
        <>
          <Tile label={text.spentToday} note={spendNote(total.dailyLimitUsd)}>
            {formatDollars(total.todayUsd)}
          </Tile>
          <Tile label={text.spentMonth} note={spendNote(total.monthlyLimitUsd)}>
            {formatDollars(total.monthUsd)}
          </Tile>
        </>
      )}
      <Tile
        label={text.callsToX}
        note={text.callsNote(formatCount(all.callsInFlight), formatCount(all.callsQueued))}
      >
        {text.breaker[all.breaker]}
      </Tile>
      <CacheTile cache={all.cache} />
      {all.hasRecorder && <RecorderTile {...state} />}
      <Tile label={text.errors} note={text.errorsScope}>
        {formatCount(errorCount)}
      </Tile>
      <Tile
        label={text.uptime}
        note={text.processNote(formatBytes(all.memoryBytes), formatCount(all.subscribers))}
      >
        {formatLongDuration(all.uptimeSeconds)}
      </Tile>
    </dl>
  )
}
