// Compares dry runs with real runs of random queries, with cold and warm caches, for callers without accounts, with one and
// with two. Exits with 1 and the shortest query that cost more than its dry run said.
//
//   npm run fuzz:price
//   node test/soak/price.ts --count 500 --seed 7

import { parseArgs } from 'node:util'

import { parsePositive } from '../../bench/lib/statistics.ts'
import { checkPrices, FIGURES, medianRatio, violationsIn } from './lib/price-check.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
})
const count = parsePositive('--count', values.count)
const seed = parsePositive('--seed', values.seed)

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

for (const manners of ['current', 'classic'] as const) {
  const { comparisons, faults } = await checkPrices({
    ...{ seed, manners },
    count: Math.ceil(count / 2),
    warmEvery: 1,
  })
  print(
    `${comparisons.length} comparisons with ${manners} behavior of X; median of real to predicted:`,
  )
  const groups = Map.groupBy(
    comparisons,
    ({ caller, isWarm }) => `${caller}, ${isWarm ? 'warm' : 'cold'} cache`,
  )
  for (const [group, some] of groups) {
    const ratios = FIGURES.map((figure) => `${figure} ${medianRatio(some, figure).toFixed(2)}`)
    print(`  ${group}: ${ratios.join(', ')}`)
  }
  for (const fault of faults.slice(0, 3)) print(`\nFault: ${fault}`)
  const [worst] = violationsIn(comparisons).toSorted((a, b) => a.query.length - b.query.length)
  if (worst !== undefined) print(`\nMore than predicted, --seed ${seed}: ${JSON.stringify(worst)}`)
  if (worst !== undefined || faults.length > 0) process.exitCode = 1
}
