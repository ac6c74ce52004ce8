// Simulates a quarter of a year of the recorder, on a fake clock against the sandbox: one account with 3,200 posts and 10 new
// ones a day. Says what it costs, compared with hourly lookups of all posts and with an hourly poll of the timeline, and
// checks what is stored. Then the same with 100 restarts, and with a spend limit. Exits with 1 if a claim does not hold. Takes
// four minutes on an idle machine.
//
//   npm run soak:recorder
//   node test/soak/recorder.ts --days 10 --posts 500 --restarts 10

import { parseArgs } from 'node:util'

import { DAY } from '../kit/recording/checks.ts'
import {
  type SimulationOptions,
  type SimulationResult,
  simulate,
} from '../kit/recording/simulation.ts'
import { printClaims } from './lib/report.ts'

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '90' },
    posts: { type: 'string', default: '3200' },
    restarts: { type: 'string', default: '100' },
  },
})

const START = Date.parse('2026-07-01T00:00:00Z')
const POSTS_PER_DAY = 10
const LIMIT_USD = 0.1
/** X's prices in dollars, and the number of posts that a timeline lists. */
const [LOOKUP_USD, TIMELINE_USD, REACH] = [0.005, 0.001, 3200]

const [days, posts] = [Number(values.days), Number(values.posts)]
const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** The cost of requesting the posts every hour. X charges for a post once per UTC day. */
const hourly = (usdPerPost: number, maxPosts: number) => {
  const postsAt = (hour: number): number =>
    Math.min(maxPosts, posts + Math.floor((hour * POSTS_PER_DAY) / 24))
  const hours = Array.from({ length: days * 24 }, (_, hour) => hour)
  return {
    calls: hours.reduce((sum, hour) => sum + Math.ceil(postsAt(hour) / 100), 0),
    reads: hours.reduce((sum, hour) => sum + postsAt(hour), 0),
    usd: hours
      .filter((hour) => hour % 24 === 23)
      .reduce((sum, hour) => sum + postsAt(hour) * usdPerPost, 0),
  }
}

const run = async (
  title: string,
  options: Partial<SimulationOptions>,
): Promise<SimulationResult> => {
  const began = performance.now()
  const base = { start: START, days, posts, postsPerDay: POSTS_PER_DAY }
  const result = await simulate({ ...base, ...options })
  const { calls, samples, usd, mostUsdADay, worstCurve, lastStates } = result
  const seconds = Math.round((performance.now() - began) / 1000)
  print(`\n## ${title} (${seconds} s)\n`)
  print(
    `${calls} calls, ${samples} posts read, $${usd.toFixed(2)}, at most $${mostUsdADay.toFixed(3)} a day`,
  )
  print(`curves of the first two days: off by at most ${(worstCurve * 100).toFixed(2)} %`)
  print(
    `private metrics of ${lastStates.refused} posts that X refuses by now: at most ${(lastStates.worst * 100).toFixed(2)} % below those at the refusal`,
  )
  return result
}

/** From the second day on: on the first one, it is not known how many posts the account writes. */
const limitedOptions = { dailyUsd: LIMIT_USD, checkFrom: START + DAY, maxAge: 5 * DAY }

const kept = (result: SimulationResult): Parameters<typeof printClaims>[0] => [
  ['no post is sampled twice in a round', result.repetitions],
  ['no part of the gateway has failed', result.faults],
]

const shown = (is: boolean, text: string): string[] => (is ? [] : [text])

const quarter = await run(`${days} days`, {})
const lookups = hourly(LOOKUP_USD, Number.POSITIVE_INFINITY)
const polls = hourly(TIMELINE_USD, REACH)
for (const [name, { calls, reads, usd }] of [
  ['hourly lookups', lookups],
  ['hourly timelines', polls],
] as const) {
  print(
    `${name}: ${calls} calls (${(calls / quarter.calls).toFixed(1)} ×), ${reads} posts read, $${usd.toFixed(2)} (${(usd / quarter.usd).toFixed(1)} ×)`,
  )
}
printClaims([
  ...kept(quarter),
  ['no interval of a post is without a sample', quarter.gaps],
  ['each curve is within 2 %', quarter.curves],
  ['private metrics are kept as X showed them last', quarter.lastStates.violations],
  [
    '15 × fewer dollars than hourly lookups',
    shown(lookups.usd >= quarter.usd * 15, `${lookups.usd}`),
  ],
  ['8 × fewer calls', shown(lookups.calls >= quarter.calls * 8, `${lookups.calls}`)],
])

const restarted = await run(`${values.restarts} restarts`, { restarts: Number(values.restarts) })
printClaims([
  ...kept(restarted),
  ['no interval of a post is without a sample', restarted.gaps],
  ['each curve is within 2 %', restarted.curves],
])

const limited = await run(`$${LIMIT_USD} a day`, limitedOptions)
printClaims([
  ...kept(limited),
  ['posts of the last five days have all samples but one in a row', limited.gaps],
  ['the limit is kept', shown(limited.mostUsdADay <= LIMIT_USD + 1e-9, `${limited.mostUsdADay}`)],
  ['a notice says what is left out', shown(limited.leftOut !== undefined, 'nothing is left out')],
])
