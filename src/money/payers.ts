// The payers of operations: the gateway, API keys and subscriptions; and the store in which their spend is counted.

import { join } from 'node:path'

import type { Caller } from '../auth/callers.ts'
import type { ApiKey } from '../auth/keys/api-key.ts'
import type { Config } from '../config/index.ts'
import type { Clock } from '../infra/clock.ts'
import { memoizeByIdentity } from '../infra/memoize.ts'
import type { Redis } from '../infra/redis.ts'
import { MEMORY, makeDirectory } from '../infra/sqlite.ts'
import { type CounterStore, type Counters, createCounters, toMicros } from './counters.ts'
import type { Period } from './periods.ts'
import { createRedisCounters } from './redis-counters.ts'
import {
  createSpend,
  type Spend,
  type SpendLimit,
  type SpendLimits,
  type SpendState,
  type SpendWarning,
} from './spend.ts'
import { createSqliteCounters } from './sqlite-counters.ts'

export interface PayersOptions {
  readonly config: Config
  readonly redis: Redis | undefined
  readonly dataDir: string | undefined
  readonly clock: Clock
  readonly onSpendWarning: (warning: SpendWarning) => void
}

/** The kind of an operation. */
export type Use = 'query' | 'subscription'

export interface LimitAfter {
  /** The payer. */
  readonly name: string
  readonly period: Period['unit']
  /** Negative if the limit has no room for the price. */
  readonly leftUsdAfter: number
}

export interface Payers {
  readonly counters: Counters
  readonly spend: Spend
  readonly recorderLimits: SpendLimits
  /** The limits that a query of the caller, or its subscriptions, count for. */
  limitsOf(caller: Caller, use: Use): SpendLimits
  /** The rest of each limit that the caller may know, after a query or an interval of a subscription of this price. */
  leftAfter(caller: Caller, use: Use, usd: number): Promise<readonly LimitAfter[]>
  /** The spend of the gateway, of subscriptions and of the recorder. */
  readSettings(): Promise<readonly SpendState[]>
  /** The spend of each key. */
  readKeys(keys: readonly ApiKey[]): Promise<readonly SpendState[]>
  /** The spend of the caller's key; or of the gateway, for callers who may know. */
  read(caller: Caller): Promise<SpendState | undefined>
}

export const createPayers = ({ clock, onSpendWarning, ...options }: PayersOptions): Payers => {
  const { gateway, subscriptions, recorder } = limitsIn(options.config)
  const counters = createCounters(counterStore(options, clock.wall))
  const spend = createSpend({
    counters,
    clock,
    onWarning: onSpendWarning,
  })
  const withoutKey = { query: [gateway], subscription: [gateway, subscriptions] }
  const withKey = memoizeByIdentity((key: ApiKey) => {
    const own = limitOfKey(key)
    return { query: [gateway, own], subscription: [gateway, subscriptions, own] }
  })
  return {
    counters,
    spend,
    recorderLimits: [gateway, recorder],
    limitsOf: ({ key }, use) => (key === undefined ? withoutKey : withKey(key))[use],
    read: async ({ key, may }) => {
      if (may('OPERATOR')) return spend.read(gateway)
      return key && spend.read(limitOfKey(key))
    },
    readSettings: () => spend.readAll([gateway, subscriptions, recorder]),
    readKeys: (keys) => spend.readAll(keys.map(limitOfKey)),
    leftAfter: async ({ key, may }, use, usd) => {
      const all = (key === undefined ? withoutKey : withKey(key))[use]
      const known = may('OPERATOR') ? all : all.filter(({ payer }) => payer.startsWith('key '))
      const states = await Promise.all(known.map((limit) => spend.read(limit)))
      return states.flatMap((state) => leftIn(state, usd))
    },
  }
}

/** The limits of the settings. */
export const limitsIn = ({
  spend: { dailyUsd, monthlyUsd, liveDailyUsd, recordDailyUsd },
}: Pick<Config, 'spend'>) => ({
  gateway: { payer: 'gateway', dailyUsd, monthlyUsd },
  subscriptions: { payer: 'subscriptions', dailyUsd: liveDailyUsd, monthlyUsd: undefined },
  recorder: { payer: 'recorder', dailyUsd: recordDailyUsd, monthlyUsd: undefined },
})

export const limitOfKey = ({ name, dailyUsd, monthlyUsd }: ApiKey): SpendLimit => ({
  payer: `key ${name}`,
  dailyUsd,
  monthlyUsd,
})

const leftIn = (
  { limit: { payer, dailyUsd, monthlyUsd }, todayUsd, monthUsd }: SpendState,
  usd: number,
): readonly LimitAfter[] => {
  const left = (period: Period['unit'], limitUsd: number | undefined, spentUsd: number) =>
    limitUsd === undefined
      ? []
      : [
          {
            name: payer,
            period,
            leftUsdAfter: (toMicros(limitUsd) - toMicros(spentUsd + usd)) / 1e6,
          },
        ]
  return [...left('day', dailyUsd, todayUsd), ...left('month', monthlyUsd, monthUsd)]
}

export const SPEND_FILE = 'spend.sqlite'

/** The sandbox's invented dollars are counted in memory. */
const counterStore = (
  { config, redis, dataDir }: Pick<PayersOptions, 'config' | 'redis' | 'dataDir'>,
  wall: () => number,
): CounterStore => {
  if (redis !== undefined) return createRedisCounters(redis)
  if (dataDir === undefined && config.x === undefined)
    return createSqliteCounters(() => MEMORY, wall)
  return createSqliteCounters(
    () => join(makeDirectory(dataDir ?? config.dataDir), SPEND_FILE),
    wall,
  )
}
