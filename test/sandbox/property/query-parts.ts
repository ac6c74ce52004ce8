// Parts of random query strings: valid lists of fields, and the variations of careless or hostile clients. Every part
// has a verdict on its validity.

import fc from 'fast-check'

/** Valid, invalid, or unknown because X's behavior was not recorded. */
export type Verdict = 'valid' | 'invalid' | 'unknown'

const HOSTILE_TEXTS = [
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

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  // A random text that is not a valid name by chance.
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `${text}!`) },
)

/** The text of a query that a client has encoded too little, too much or twice. */
const MALFORMED = [
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

/** One part of a query string. */
export interface Part {
  readonly text: string
  readonly verdict: Verdict
}

export const ABSENT: Part = { text: '', verdict: 'valid' }

export const part = (name: string, value: string, verdict: Verdict = 'valid'): Part => ({
  text: `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  verdict,
})

/** Some clients encode commas and others do not. */
export const bareCommas = ({ text, verdict }: Part): Part => ({
  text: text.replaceAll('%2C', ','),
  verdict,
})

export const joinParts = (parts: readonly Part[]): Part => ({
  text: parts
    .map(({ text }) => text)
    .filter(Boolean)
    .join('&'),
  verdict: worst(parts.map(({ verdict }) => verdict)),
})

const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.find((each) => each === 'invalid') ??
  verdicts.find((each) => each === 'unknown') ??
  'valid'

/** Whether X rejects empty values was not recorded. */
const verdictOf = (value: string): Verdict => (/^,*$/.test(value) ? 'unknown' : 'invalid')

/** A list parameter: usually absent or valid, occasionally not. */
export const listParameter = (name: string, values: readonly string[]): fc.Arbitrary<Part> => {
  const some = fc.subarray([...values], { minLength: 1 })
  const right = some.map((list) => part(name, list.join(',')))
  return fc.oneof(
    { weight: 90, arbitrary: fc.constant(ABSENT) },
    { weight: 120, arbitrary: right },
    { weight: 40, arbitrary: right.map(bareCommas) },
    { weight: 40, arbitrary: fc.constant(part(name, values.join(','))) },
    {
      weight: 2,
      arbitrary: some.map((list) => part(name, [...list, ...list].join(','), 'unknown')),
    },
    { weight: 1, arbitrary: fc.constant(part(name, '', 'unknown')) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(some, hostileText)
        .map(([list, wrong]) => part(name, [wrong, ...list].join(','), verdictOf(wrong))),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(right, right)
        .map((both): Part => ({ ...joinParts(both), verdict: 'invalid' })),
    },
  )
}

/** Parameters that the endpoint does not have. */
export const unknownParameters: fc.Arbitrary<Part> = fc.oneof(
  { weight: 40, arbitrary: fc.constant(ABSENT) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostileText, hostileText)
      .map(([name, value]) => part(name, value, name === '' ? 'unknown' : 'invalid')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...MALFORMED).map((text): Part => ({ text, verdict: 'unknown' })),
  },
)
