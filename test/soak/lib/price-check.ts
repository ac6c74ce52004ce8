// Compares dry runs with real runs: what a query costs is never more than its dry run says.

import fc from 'fast-check'
import { createTokenHolder, THROUGH_PROXY } from '../../kit/callers.ts'
import { createClock } from '../../kit/clock.ts'
import { createTestGateway, type GraphQLResponse, type TestGateway } from '../../kit/gateway.ts'
import { postJson } from '../../kit/post-json.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { priceQueries } from './price-queries.ts'

export const FIGURES = ['calls', 'postsRead', 'usersRead', 'estimatedCostUsd'] as const

type Figures = Readonly<Record<(typeof FIGURES)[number] | 'fromCache', number>>

export interface Comparison {
  readonly query: string
  readonly caller: string
  readonly isWarm: boolean
  readonly predicted: Figures
  readonly real: Figures
}

export interface PriceCheck {
  readonly comparisons: readonly Comparison[]
  /** Answers of dry runs that are not as they should be, and calls that they made. */
  readonly faults: readonly string[]
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Callers without accounts, with one, and with two. */
const callersOf = async ({ x }: TestGateway) => {
  const other = [...x.world.users.values()].find(
    ({ id, protected: isProtected, suspended }) =>
      id !== x.credentials.userId && !isProtected && !suspended,
  )
  const token = await createTokenHolder('another', x, other?.id ?? '')
  return [
    // A user's token expires after two hours, and X shows no private metrics of old posts.
    { name: 'two accounts', pauseMs: MINUTE_MS / 2, headers: { 'x-user-token': token.token() } },
    { name: 'the owner', pauseMs: 3 * MINUTE_MS, headers: {} },
    { name: 'nobody', pauseMs: DAY_MS, headers: THROUGH_PROXY },
  ]
}

export interface PriceCheckOptions {
  /** The number of queries, each of which runs with a cold cache. */
  readonly count: number
  readonly seed: number
  readonly manners: 'current' | 'classic'
  /** Every n-th query runs with a warm cache, too. */
  readonly warmEvery: number
}

export const checkPrices = async ({
  count,
  seed,
  manners,
  warmEvery,
}: PriceCheckOptions): Promise<PriceCheck> => {
  const clock = createClock(NOW)
  await using g = await createTestGateway({
    limits: {},
    asX: true,
    manners,
    now: clock.now,
    environment: {
      CACHE_TTL_SECONDS: '10',
      PRIVATE_CACHE_TTL_SECONDS: '10',
      ARCHIVE: manners === 'classic' ? 'on' : 'off',
    },
  })
  const comparisons: Comparison[] = []
  const faults: string[] = []
  const send = async (query: string, headers: Readonly<Record<string, string>>, dryRun = false) => {
    const response = await postJson(
      `${g.url}/graphql`,
      { query, ...(dryRun && { extensions: { dryRun } }) },
      headers,
    )
    return (await response.json()) as GraphQLResponse
  }
  const callers = await callersOf(g)
  for (const [index, { name, pauseMs, headers }] of callers.entries()) {
    const sampling = { numRuns: Math.ceil(count / callers.length), seed: seed + index }
    for (const [run, query] of fc.sample(priceQueries(g.x), sampling).entries()) {
      // Identifies the user of a token, which is part of authentication, if the last time was an hour ago.
      await send('{ viewer { accounts { id } } }', headers)
      for (const isWarm of run % warmEvery === 0 ? [false, true] : [false]) {
        g.takeRequests()
        const dry = await send(query, headers, true)
        const asked = g.takeRequests().length
        const answer = await send(query, headers)
        const isRefused = answer.data === null && (dry.errors ?? []).length > 0
        if (isRefused || answer.extensions === undefined) continue
        if (asked > 0 || dry.data !== null || dry.errors !== undefined) {
          faults.push(`${query}\n${asked} calls, ${JSON.stringify(dry)}`)
          continue
        }
        comparisons.push({
          ...{ query, caller: name, isWarm },
          predicted: dry.extensions.upstream as Figures,
          real: answer.extensions.upstream as Figures,
        })
      }
      clock.pass(pauseMs)
    }
  }
  return { comparisons, faults }
}

export const violationsIn = (comparisons: readonly Comparison[]): readonly Comparison[] =>
  comparisons.filter(({ predicted, real }) =>
    FIGURES.some((name) => real[name] > predicted[name] + 1e-9),
  )

/** The median of real to predicted, of queries that cost something. */
export const medianRatio = (
  comparisons: readonly Comparison[],
  figure: (typeof FIGURES)[number],
): number => {
  const ratios = comparisons
    .filter(({ predicted }) => predicted[figure] > 0)
    .map(({ predicted, real }) => real[figure] / predicted[figure])
    .sort((one, other) => one - other)
  return ratios[Math.floor(ratios.length / 2)] ?? 1
}
