// A hundred thousand answers of X, changed in all ways: the gateway says what X said, or a coded error. Ends with 1 and
// the answer that it did not stand.
//
//   npm run fuzz:answers
//   node test/soak/answers.ts --count 5000 --seed 7
//   node test/soak/answers.ts --seed 7 --first 4711 --count 1

import { parseArgs } from 'node:util'

import { tryAnswers } from './lib/answers-trial.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  },
})

const MOST = 1_000_000
const [count, seed, first] = [values.count, values.seed, values.first].map((text) => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= MOST) return number
  throw new Error(`${text} should be a whole number up to ${MOST}.`)
}) as [number, number, number]

const begun = performance.now()
const { trials, answers, posts, codes, wrong } = await tryAnswers({ count, seed, first })
const seconds = (performance.now() - begun) / 1000

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

say(
  `${trials} questions over ${answers} answers of X in ${seconds.toFixed(0)} s: ${posts} posts shown`,
)
for (const [code, times] of [...codes].sort((one, other) => other[1] - one[1])) {
  say(`${String(times).padStart(10)}  ${code}`)
}
if (wrong !== undefined) {
  const { trial, faults, query, given, text } = wrong
  say(`\nWrong: --seed ${seed} --first ${trial} --count 1`)
  for (const fault of faults) say(`  ${fault}`)
  say(`\nasked  ${query}`)
  for (const { status, headers, body } of given) {
    say(`\nX said ${status} ${JSON.stringify(headers)}\n${body.toString().slice(0, 20_000)}`)
  }
  say(`\nsaid   ${text}`)
  process.exitCode = 1
}
