// Concurrent queries of random size against spend limits of random size, on one process, on four workers and on three machines
// with Redis, which are killed in between. Exits with 1 if X bills more than a limit, or a query is refused that could be paid.
//
//   npm run soak:spend
//   node test/soak/spend.ts --queries 3000 --concurrency 1000 --kills 3 --setups process,workers,machines --seed 1

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { parsePositive } from '../../bench/lib/statistics.ts'
import { runKeyCommand } from '../../src/app/key-commands.ts'
import { hasRedis } from '../kit/redis.ts'
import { createRandom, type Random } from './lib/answers-random.ts'
import { printClaims } from './lib/report.ts'
import { SETUPS, type SetupName, startSpendGateways } from './lib/spend-gateways.ts'
import { type LoadResult, runSpendLoad, type SpendKey } from './lib/spend-load.ts'

const { values } = parseArgs({
  options: {
    queries: { type: 'string', default: '3000' },
    concurrency: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '3' },
    setups: { type: 'string', default: SETUPS.join() },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
const queries = parsePositive('--queries', values.queries)
const seed = Number(values.seed)
const random = createRandom(seed)

const KEYS = 8
const POSTS_PER_KEY = 2000

const dollars = (cents: number): number => cents / 100

/** Writes keys with limits of $0.50 to $3.50 for a thousand queries, in proportion for more or fewer. */
const createKeys = (file: string, ids: readonly string[], random: Random): readonly SpendKey[] =>
  Array.from({ length: KEYS }, (_, index) => {
    const name = `key-${index}`
    const dailyUsd = dollars(50 + random(Math.ceil((300 * queries) / 1000)))
    const printed = runKeyCommand(['add', name, '--daily-usd', String(dailyUsd)], file, Date.now())
    return {
      name,
      dailyUsd,
      token: printed.split('\n', 1)[0] ?? '',
      ids: ids.slice(index * POSTS_PER_KEY, (index + 1) * POSTS_PER_KEY),
    }
  })

interface Run {
  readonly setup: SetupName
  readonly result: LoadResult
  readonly text: string
}

const runSetup = async (setup: SetupName): Promise<Run> => {
  const directory = mkdtempSync(join(tmpdir(), 'spend-keys-'))
  try {
    const file = join(directory, 'keys.json')
    const dailyUsd = dollars(200 + random(queries))
    // The keys exist before the gateways do; the ids of the world are the same each time.
    runKeyCommand(['add', 'first'], file, Date.now())
    await using gateways = await startSpendGateways(setup, KEYS * POSTS_PER_KEY, {
      KEYS_FILE: file,
      DAILY_USD: String(dailyUsd),
    })
    const keys = createKeys(file, gateways.ids, random)
    // A running gateway reads the file within a second.
    await new Promise((resolve) => setTimeout(resolve, 2500))
    const concurrency = parsePositive('--concurrency', values.concurrency)
    const kills = Number(values.kills)
    const load = { gateways, keys, dailyUsd, queries, concurrency, kills, random }
    const result = await runSpendLoad(load)
    const { answered, refused, lost, billedUsd } = result
    const limits = keys.map((key) => `$${key.dailyUsd.toFixed(2)}`).join(' ')
    return {
      setup,
      result,
      text: `${setup}: ${answered} answered, ${refused} refused, ${lost} lost by ${kills} kills; X billed $${billedUsd.toFixed(3)} of $${dailyUsd.toFixed(2)}; keys ${limits}\n`,
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

process.stdout.write(`--seed ${seed}\n`)
const runs: Run[] = []
for (const setup of SETUPS.filter((name) => values.setups.split(',').includes(name))) {
  if (setup === 'machines' && !hasRedis) {
    process.stdout.write('machines: skipped, because redis-server is not installed\n')
    continue
  }
  const run = await runSetup(setup)
  process.stdout.write(run.text)
  runs.push(run)
}
printClaims([
  ...runs.flatMap(({ setup, result }) => [
    [`${setup}: X never billed more than a limit`, result.exceeded] as const,
    [`${setup}: no query was refused that could be paid`, result.affordable] as const,
    [
      `${setup}: queries were answered and refused`,
      result.answered > 0 && result.refused > 0 ? [] : ['choose other sizes'],
    ] as const,
  ]),
])
process.exit()
