// What random query strings are put together from: right lists of fields, and all that a careless or
// hostile client makes of them. Every part says whether it is sound.

import fc from 'fast-check'

/** Sound, mistaken, or something of which nobody knows what X makes of it. */
export type Verdict = 'sound' | 'mistaken' | 'unclear'

const NASTY = [
  'dummy',
  '',
  ' ',
  ',',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '%00',
  '\0',
  '💥',
  '<script>alert(1)</script>',
  '"><img src=x>',
  "'--",
  '\u202e',
  '\r\nset-cookie: a=b',
  '../../etc/passwd',
  'null',
  'x'.repeat(2_000),
]

export const nasty: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  // Never a right word by chance.
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `${text}!`) },
)

/** What stands in a query after a client has encoded too little, too much or twice. */
const DEBRIS = [
  '%',
  '%zz',
  '%E0%A4%A',
  '%00',
  '=',
  '=x',
  '&&',
  'tweet.fields',
  '%2525=%',
  'a[b]=c',
  '+',
]

/** A part of a query. */
export interface Part {
  readonly text: string
  readonly verdict: Verdict
}

const NOTHING: Part = { text: '', verdict: 'sound' }

export const part = (name: string, value: string, verdict: Verdict = 'sound'): Part => ({
  text: `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  verdict,
})

/** Commas are encoded by some clients and by others not. */
export const bareCommas = ({ text, verdict }: Part): Part => ({
  text: text.replaceAll('%2C', ','),
  verdict,
})

export const together = (parts: readonly Part[]): Part => ({
  text: parts
    .map(({ text }) => text)
    .filter(Boolean)
    .join('&'),
  verdict: worst(parts.map(({ verdict }) => verdict)),
})

const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.find((each) => each === 'mistaken') ??
  verdicts.find((each) => each === 'unclear') ??
  'sound'

/** Empty values are not known to be refused. */
const wrongness = (value: string): Verdict => (/^,*$/.test(value) ? 'unclear' : 'mistaken')

/** A list parameter: usually nothing or some right values, now and then not. */
export const listParameter = (name: string, values: readonly string[]): fc.Arbitrary<Part> => {
  const some = fc.subarray([...values], { minLength: 1 })
  const right = some.map((list) => part(name, list.join(',')))
  return fc.oneof(
    { weight: 90, arbitrary: fc.constant(NOTHING) },
    { weight: 120, arbitrary: right },
    { weight: 40, arbitrary: right.map(bareCommas) },
    { weight: 40, arbitrary: fc.constant(part(name, values.join(','))) },
    {
      weight: 2,
      arbitrary: some.map((list) => part(name, [...list, ...list].join(','), 'unclear')),
    },
    { weight: 1, arbitrary: fc.constant(part(name, '', 'unclear')) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(some, nasty)
        .map(([list, wrong]) => part(name, [wrong, ...list].join(','), wrongness(wrong))),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(right, right)
        .map((both): Part => ({ ...together(both), verdict: 'mistaken' })),
    },
  )
}

/** What does not belong there. */
export const strange: fc.Arbitrary<Part> = fc.oneof(
  { weight: 40, arbitrary: fc.constant(NOTHING) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(nasty, nasty)
      .map(([name, value]) => part(name, value, name === '' ? 'unclear' : 'mistaken')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...DEBRIS).map((text): Part => ({ text, verdict: 'unclear' })),
  },
)
