// Spend limits: the price of requested entities is reserved before X is called, and settled when X has answered. What is
// never settled counts as spent.

import type { Clock } from '../infra/clock.ts'
import { GatewayError } from '../infra/errors.ts'
import { type Counter, type Counters, counterOf, toMicros, toUsd } from './counters.ts'
import { dayAt, monthAt, type Period } from './periods.ts'

/** The most that one payer may spend. */
export interface SpendLimit {
  /** The payer: `gateway`, `subscriptions`, `recorder`, or `key <name>`. */
  readonly payer: string
  readonly dailyUsd: number | undefined
  readonly monthlyUsd: number | undefined
}

/** The limits that one operation counts for. */
export type SpendLimits = readonly SpendLimit[]

/** The payer of an operation. */
export interface Payer {
  readonly limits: SpendLimits
  /** Called when a reservation uses 80 % of a limit. */
  readonly onWarning?: (warning: SpendWarning) => void
}

export const NO_PAYER: Payer = { limits: [] }

export const isLimited = ({ dailyUsd, monthlyUsd }: SpendLimit): boolean =>
  (dailyUsd ?? monthlyUsd) !== undefined

export interface SpendOptions {
  readonly counters: Counters
  readonly clock: Pick<Clock, 'wall' | 'schedule'>
  /** Called once per limit and period, when 80 % of it are reserved or spent. */
  readonly onWarning: (warning: SpendWarning) => void
}

export interface SpendWarning {
  readonly payer: string
  readonly period: Period
  readonly spentUsd: number
  readonly limitUsd: number
}

const WARNING_SHARE = 0.8

/** The interval at which spend without a limit is written. */
const FLUSH_MS = 1000

export interface Reservation {
  /** Limits of which 80 % are used. */
  readonly warnings: readonly SpendWarning[]
  /** Releases what was reserved and not spent. Called once. */
  settle(spentUsd: number): void
}

export interface Spend {
  /** @throws SPEND_LIMIT_REACHED */
  reserve(limits: SpendLimits, usd: number): Promise<Reservation>
  /** Counts what was spent without a reservation. */
  add(limits: SpendLimits, usd: number): void
  read(limit: SpendLimit): Promise<SpendState>
  /** Reads several payers at once, in their order. */
  readAll(limits: SpendLimits): Promise<readonly SpendState[]>
  close(): Promise<void>
}

export interface SpendState {
  readonly todayUsd: number
  readonly monthUsd: number
  readonly limit: SpendLimit
  readonly dayResetsAt: Date
  readonly monthResetsAt: Date
}

/** A counter, and what error messages say about it. */
interface LimitCounter extends Counter {
  readonly payer: string
  readonly period: Period
}

export const createSpend = ({ counters, clock, onWarning }: SpendOptions): Spend => {
  const { wall, schedule } = clock
  /** Amounts without a reservation that are not written yet, by payers. */
  const unwritten = new Map<SpendLimits, number>()
  let cancelFlush: (() => void) | undefined

  const flush = (): void => {
    cancelFlush = undefined
    for (const [limits, usd] of unwritten) counters.add(countersAt(wall(), limits), toMicros(usd))
    unwritten.clear()
  }

  const warningsOf = createWarnings(onWarning)

  const readAll = async (limits: SpendLimits): Promise<readonly SpendState[]> => {
    flush()
    const time = wall()
    // Each payer has a counter of the day and one of the month.
    const values = await counters.read(countersAt(time, limits))
    const resets = { dayResetsAt: dayAt(time).resetsAt, monthResetsAt: monthAt(time).resetsAt }
    return limits.map((limit, index) => ({
      todayUsd: toUsd(values[index * 2] ?? 0),
      monthUsd: toUsd(values[index * 2 + 1] ?? 0),
      limit,
      ...resets,
    }))
  }

  return {
    reserve: async (limits, usd) => {
      const all = countersAt(wall(), limits)
      const micros = toMicros(usd)
      const { values, exceeded } = await counters.reserve(all, micros)
      const reached = exceeded === undefined ? undefined : all[exceeded]
      if (reached !== undefined) throw limitReached(reached, values[exceeded ?? 0] ?? 0, micros)
      return {
        warnings: warningsOf(all, values, micros),
        settle: (spentUsd) => {
          const difference = toMicros(spentUsd) - micros
          if (difference !== 0) counters.add(all, difference)
        },
      }
    },
    add: (limits, usd) => {
      if (usd === 0 || limits.length === 0) return
      unwritten.set(limits, (unwritten.get(limits) ?? 0) + usd)
      cancelFlush ??= schedule(flush, FLUSH_MS)
    },
    readAll,
    read: async (limit) => {
      const [state] = await readAll([limit])
      if (state === undefined) throw new Error('A payer has no state.')
      return state
    },
    close: async () => {
      cancelFlush?.()
      flush()
      await counters.close()
    },
  }
}

const countersAt = (time: number, limits: SpendLimits): readonly LimitCounter[] => {
  const [day, month] = [dayAt(time), monthAt(time)]
  return limits.flatMap(({ payer, dailyUsd, monthlyUsd }) => [
    { ...counterOf(payer, day, dailyUsd), payer, period: day },
    { ...counterOf(payer, month, monthlyUsd), payer, period: month },
  ])
}

/** Returns the warnings about a reservation. Each limit is reported to the operator once a period. */
const createWarnings = (onWarning: SpendOptions['onWarning']) => {
  const reported = new Set<string>()
  return (
    counters: readonly LimitCounter[],
    values: readonly number[],
    micros: number,
  ): readonly SpendWarning[] =>
    counters.flatMap(({ key, payer, period, limit }, index) => {
      const spent = (values[index] ?? 0) + micros
      if (limit === undefined || spent < limit * WARNING_SHARE) return []
      const warning = { payer, period, spentUsd: toUsd(spent), limitUsd: toUsd(limit) }
      if (!reported.has(key)) onWarning(warning)
      reported.add(key)
      return [warning]
    })
}

const PAYERS: Readonly<Record<string, string>> = {
  gateway: 'the gateway',
  subscriptions: 'all subscriptions together',
  recorder: 'the recorder',
}

/** The payer in the middle of a sentence. */
export const payerName = (payer: string): string => PAYERS[payer] ?? `the API ${payer}`

const limitReached = (
  { payer, period, limit = 0 }: LimitCounter,
  spent: number,
  micros: number,
): GatewayError => {
  const usd = (value: number): string => `$${toUsd(value).toFixed(3)}`
  const resetsAt = period.resetsAt.toISOString()
  return new GatewayError(
    'SPEND_LIMIT_REACHED',
    `Of the ${usd(limit)} that ${payerName(payer)} may spend a ${period.unit}, ${usd(spent)} are spent or reserved. The request could cost ${usd(micros)}. The limit resets at ${resetsAt}. Cached and archived data is still served.`,
    { details: { payer, limitUsd: toUsd(limit), spentUsd: toUsd(spent), resetsAt } },
  )
}
