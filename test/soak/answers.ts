// Fuzzes the gateway with 100,000 mutated X responses. The gateway must return what X returned, or an error with a code.
// Exits with 1 and the first response that violates this.
//
//   npm run fuzz:answers
//   node test/soak/answers.ts --count 5000 --seed 7
//   node test/soak/answers.ts --seed 7 --first 4711 --count 1

import { parseArgs } from 'node:util'

import { fuzzAnswers } from './lib/answers-fuzz.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  },
})

const MAX = 1_000_000
const [count, seed, first] = [values.count, values.seed, values.first].map((text) => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= MAX) return number
  throw new Error(`${text} must be an integer from 0 to ${MAX}.`)
}) as [number, number, number]

const started = performance.now()
const { trials, answers, posts, codes, wrong } = await fuzzAnswers({ count, seed, first })
const seconds = (performance.now() - started) / 1000

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

print(
  `${trials} queries and ${answers} X responses in ${seconds.toFixed(0)} s: ${posts} posts returned`,
)
for (const [code, times] of [...codes].sort((one, other) => other[1] - one[1])) {
  print(`${String(times).padStart(10)}  ${code}`)
}
if (wrong !== undefined) {
  const { trial, faults, query, given, text } = wrong
  print(`\nFailed: --seed ${seed} --first ${trial} --count 1`)
  for (const fault of faults) print(`  ${fault}`)
  print(`\nquery     ${query}`)
  for (const { status, headers, body } of given) {
    print(`\nX         ${status} ${JSON.stringify(headers)}\n${body.toString().slice(0, 20_000)}`)
  }
  print(`\nresponse  ${text}`)
  process.exitCode = 1
}
