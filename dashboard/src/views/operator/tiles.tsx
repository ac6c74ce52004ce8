// The main numbers of the gateway.

import type { ReactNode } from 'react'

import {
  formatBytes,
  formatCount,
  formatDollars,
  formatLongDuration,
  formatPercent,
} from '../../format.ts'
import type { GatewayProcess, GatewayState } from '../../gateway/gateway-state.ts'
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

const CacheTile = ({ cache }: Pick<GatewayProcess, 'cache'>) => (
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

const RecorderTile = ({ accounts, process }: GatewayState) => {
  const lags = accounts.map(({ recording }) => recording?.lagSeconds ?? 0)
  const longest = Math.max(0, ...lags)
  return (
    <Tile label={text.recorder} note={process.records ? text.recordsHere : text.recordsElsewhere}>
      {longest < 60 ? text.upToDate : text.behindBy(formatLongDuration(longest))}
    </Tile>
  )
}

export const Tiles = (state: GatewayState) => {
  const { spend, process } = state
  const total = spend.find(({ payer }) => payer === 'gateway')?.spend
  const errorCount = process.errors.reduce((sum, { count }) => sum + count, 0)
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
        note={text.callsNote(formatCount(process.callsInFlight), formatCount(process.callsQueued))}
      >
        {text.breaker[process.breaker]}
      </Tile>
      <CacheTile cache={process.cache} />
      {process.records !== null && <RecorderTile {...state} />}
      <Tile label={text.errors} note={text.errorsScope}>
        {formatCount(errorCount)}
      </Tile>
      <Tile
        label={text.uptime}
        note={text.processNote(formatBytes(process.memoryBytes), formatCount(process.subscribers))}
      >
        {formatLongDuration(process.uptimeSeconds)}
      </Tile>
    </dl>
  )
}
