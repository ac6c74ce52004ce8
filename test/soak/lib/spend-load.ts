// Queries of random size with keys whose limits are of random size, and what is claimed about their refusals and the bill.

import { Pool } from 'undici'

import type { Random } from './answers-random.ts'
import type { SpendGateways } from './spend-gateways.ts'

const POST_USD = 0.005
/** Amounts are compared to a millionth of a dollar. */
const TOLERANCE_USD = 1e-6

const MAX_POSTS = 20

export interface SpendKey {
  readonly name: string
  readonly token: string
  readonly dailyUsd: number
  /** Only queries with this key request these posts. */
  readonly ids: readonly string[]
}

export interface LoadOptions {
  readonly gateways: SpendGateways
  readonly keys: readonly SpendKey[]
  readonly dailyUsd: number
  readonly queries: number
  readonly concurrency: number
  readonly kills: number
  readonly random: Random
}

export interface LoadResult {
  readonly answered: number
  readonly refused: number
  /** Queries whose gateway was killed. */
  readonly lost: number
  readonly billedUsd: number
  /** Refusals at which as much was left as the query could cost. */
  readonly affordable: readonly string[]
  /** Keys whose posts were billed beyond their limit. */
  readonly exceeded: readonly string[]
}

interface Answer {
  readonly errors?: readonly {
    readonly message: string
    readonly extensions: {
      readonly code: string
      readonly limitUsd: number
      readonly spentUsd: number
    }
  }[]
}

export const runSpendLoad = async (options: LoadOptions): Promise<LoadResult> => {
  const { gateways, keys, queries, random } = options
  const used = keys.map(() => 0)
  const outcome = { answered: 0, refused: 0, lost: 0 }
  const affordable: string[] = []
  let sent = 0

  /** Posts that no query has requested yet, or for a fifth of the queries some that one has. */
  const nextIds = (index: number): { readonly ids: readonly string[]; readonly isNew: boolean } => {
    const { ids } = keys[index] as SpendKey
    const count = 1 + random(MAX_POSTS)
    const before = used[index] ?? 0
    if (random(5) === 0 && before > count) {
      const from = random(before - count)
      return { ids: ids.slice(from, from + count), isNew: false }
    }
    used[index] = before + count
    return { ids: ids.slice(before, before + count), isNew: true }
  }

  const run = async (): Promise<void> => {
    const index = random(keys.length)
    const { ids, isNew } = nextIds(index)
    const url = gateways.urls[random(gateways.urls.length)] ?? ''
    const answer = await ask(url, (keys[index] as SpendKey).token, ids)
    if (answer === undefined) {
      outcome.lost += 1
      return
    }
    const refusal = answer.errors?.find(({ extensions }) => 'limitUsd' in extensions)?.extensions
    if (refusal === undefined) outcome.answered += 1
    else {
      outcome.refused += 1
      const left = refusal.limitUsd - refusal.spentUsd
      const price = ids.length * POST_USD
      if (isNew && left >= price - TOLERANCE_USD) {
        affordable.push(`$${left.toFixed(3)} were left for ${ids.length} posts`)
      }
    }
  }
  const worker = async (): Promise<void> => {
    while (sent < queries) {
      sent += 1
      await gateways.ready()
      await run()
    }
  }
  const done = (): number => outcome.answered + outcome.refused + outcome.lost
  const killing = killInBetween(options, done, () => outcome.answered)
  await Promise.all(Array.from({ length: options.concurrency }, worker))
  await killing
  await closePools()
  const billedUsd = gateways.x.billedUsd()
  return { ...outcome, billedUsd, affordable, exceeded: findExceeded(options, billedUsd) }
}

/** Refusals are fast: before the first kill, some queries must have been answered. */
const MIN_ANSWERED = 20

/** Kills gateways in turn, evenly over the queries. */
const killInBetween = async (
  { gateways, kills, queries }: LoadOptions,
  done: () => number,
  answered: () => number,
): Promise<void> => {
  while (answered() < MIN_ANSWERED && done() < queries) await pause()

  for (let kill = 0; kill < kills; kill++) {
    while (done() < ((kill + 1) * queries) / (kills + 1)) {
      await pause()
    }
    await gateways.kill(kill % gateways.urls.length)
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

const findExceeded = (
  { gateways, keys, dailyUsd }: LoadOptions,
  billedUsd: number,
): readonly string[] => {
  const bills = [
    { name: 'the gateway', usd: billedUsd, limit: dailyUsd },
    ...keys.map(({ name, ids, dailyUsd: limit }) => ({
      name,
      usd: ids.filter((id) => gateways.requested.has(id)).length * POST_USD,
      limit,
    })),
  ]
  return bills
    .filter(({ usd, limit }) => usd > limit + TOLERANCE_USD)
    .map(({ name, usd, limit }) => `${name}: $${usd.toFixed(3)} of $${limit.toFixed(3)}`)
}

/** A connection that was handed to a killed worker gets no answer. */
const LOST_MS = 10_000

const pools = new Map<string, Pool>()

const closePools = async (): Promise<void> => {
  await Promise.all([...pools.values()].map((pool) => pool.destroy()))
  pools.clear()
}

/** Undefined if the gateway was killed. */
const ask = async (
  url: string,
  token: string,
  ids: readonly string[],
): Promise<Answer | undefined> => {
  const pool = pools.get(url) ?? new Pool(url, { connections: 400, headersTimeout: LOST_MS })
  pools.set(url, pool)
  try {
    const { body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: 'query Posts($ids: [PostID!]!) { posts(ids: $ids) { text } }',
        variables: { ids },
      }),
    })
    return (await body.json()) as Answer
  } catch {
    return undefined
  }
}
