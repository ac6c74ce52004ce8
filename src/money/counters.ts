// The counters of spend: what is spent and reserved, by payer and period, in millionths of a dollar. They outlive the
// process and are shared by all processes and machines of a deployment. While their store cannot be reached, a gateway with a
// limit goes on with what it has prepaid: a limit is never exceeded. Without a limit, requests go on.

import { GatewayError } from '../infra/errors.ts'
import type { BilledIds } from '../x/prices.ts'
import type { Period } from './periods.ts'

export interface Counter {
  /** Unique by payer and period. */
  readonly key: string
  /** The counter may be deleted from then on. */
  readonly until: number
  /** Undefined if the payer has no limit in this period. */
  readonly limit: number | undefined
}

export interface CounterStore {
  /** The share of the smallest limit that is prepaid, for the time when the store cannot be reached. */
  readonly prepaidShare: number
  /** Adds an amount to all counters, or to none of them if it would exceed a limit. Rejects when it cannot be reached. */
  add(counters: readonly Counter[], micros: number): Promise<Reserved>
  /** Stores what X has billed, at least until the end of the UTC day. Rejects when it cannot be reached. */
  addBilled(ids: BilledIds): Promise<void>
  /** Returns what was stored of a UTC day, by its number. Rejects when it cannot be reached. */
  billedOn(day: number): AsyncIterable<BilledIds>
  close(): Promise<void>
}

export interface Counters extends Pick<CounterStore, 'addBilled' | 'billedOn'> {
  /** Adds an amount within the limits. @throws SPEND_LIMIT_REACHED when the store cannot be reached */
  reserve(counters: readonly Counter[], micros: number): Promise<Reserved>
  /** Adds an amount, which is negative for what was reserved and not spent, regardless of limits. */
  add(counters: readonly Counter[], micros: number): void
  read(counters: readonly Counter[]): Promise<readonly number[]>
  close(): Promise<void>
}

export interface Reserved {
  /** The values before that. */
  readonly values: readonly number[]
  /** The position of the counter whose limit would be exceeded. */
  readonly exceeded: number | undefined
}

/** Counters are kept for this long after their period, for tables of what was spent. */
const RETENTION_MS = 40 * 86_400_000

export const counterOf = (
  payer: string,
  period: Period,
  limitUsd: number | undefined,
): Counter => ({
  key: `${period.name} ${payer}`,
  until: period.resetsAt.getTime() + RETENTION_MS,
  limit: limitUsd === undefined ? undefined : toMicros(limitUsd),
})

export const toMicros = (usd: number): number => Math.round(usd * 1e6)

export const toUsd = (micros: number): number => micros / 1e6

/** The position of the first counter that has no room for an amount. */
export const findExceeded = (
  counters: readonly Counter[],
  values: readonly number[],
  micros: number,
): number | undefined => {
  const position = counters.findIndex(
    ({ limit }, index) => limit !== undefined && (values[index] ?? 0) + micros > limit,
  )
  return position < 0 ? undefined : position
}

export const createCounters = (store: CounterStore): Counters => {
  const unsent = createUnsent(store)
  const prepaid = createPrepaid(store)
  return {
    reserve: async (counters, micros) => {
      try {
        await unsent.send()
        const reserved = await store.add(counters, micros)
        if (reserved.exceeded === undefined) void prepaid.renew(counters).catch(() => {})
        return reserved
      } catch {
        if (counters.every(({ limit }) => limit === undefined)) unsent.add(counters, micros)
        else prepaid.take(counters, micros)
        return { values: counters.map(() => 0), exceeded: undefined }
      }
    },
    add: (counters, micros) => {
      unsent.add(counters, micros)
      void unsent.send()
    },
    read: async (counters) => {
      await unsent.send()
      return (await store.add(counters, 0)).values
    },
    addBilled: store.addBilled,
    billedOn: store.billedOn,
    close: async () => {
      for (const { counters, micros } of prepaid.blocks()) unsent.add(counters, -micros)
      await unsent.send()
      await store.close()
    },
  }
}

/** Amounts that the store has not received yet, by counter. */
const createUnsent = (store: CounterStore) => {
  const amounts = new Map<string, { readonly counter: Counter; micros: number }>()
  const add = (counters: readonly Counter[], micros: number): void => {
    for (const counter of counters) {
      const known = amounts.get(counter.key)
      if (known === undefined) amounts.set(counter.key, { counter, micros })
      else known.micros += micros
    }
  }
  return {
    add,
    send: async (): Promise<void> => {
      await Promise.all(
        [...amounts].map(([key, { counter, micros }]) => {
          amounts.delete(key)
          return store
            .add([{ ...counter, limit: undefined }], micros)
            .catch(() => add([counter], micros))
        }),
      )
    },
  }
}

/** Each key has one a day. What is dropped stays counted. */
const MAX_BLOCKS = 1000

interface Block {
  readonly counters: readonly Counter[]
  micros: number
}

/** Blocks that are counted in the store and not spent, for the time when it cannot be reached. */
const createPrepaid = (store: CounterStore) => {
  const blocks = new Map<string, Block>()
  return {
    blocks: () => blocks.values(),
    /** Takes a block in advance, unless there is one. */
    renew: async (counters: readonly Counter[]): Promise<void> => {
      const limits = counters.flatMap(({ limit }) => limit ?? [])
      if (limits.length === 0 || store.prepaidShare === 0) return
      const keys = keysOf(counters)
      if ((blocks.get(keys)?.micros ?? 0) > 0) return
      if (blocks.size >= MAX_BLOCKS) blocks.clear()
      const block = { counters, micros: Math.floor(Math.min(...limits) * store.prepaidShare) }
      // Set at once, so that concurrent requests take one block.
      blocks.set(keys, { counters, micros: 0 })
      const { exceeded } = await store.add(counters, block.micros)
      if (exceeded === undefined) blocks.set(keys, block)
    },
    /** @throws SPEND_LIMIT_REACHED */
    take: (counters: readonly Counter[], micros: number): void => {
      const block = blocks.get(keysOf(counters))
      if (block === undefined || block.micros < micros) throw unreachable()
      block.micros -= micros
    },
  }
}

const keysOf = (counters: readonly Counter[]): string => counters.map(({ key }) => key).join()

const unreachable = (): GatewayError =>
  new GatewayError(
    'SPEND_LIMIT_REACHED',
    'A spend limit is set, and the Redis or the file in which the gateway counts what it spends cannot be reached. Cached and archived data is still served.',
  )
