// Random HTTP requests around random questions: most as clients send them, some in odd ways, and some that are noise.

import { createHash } from 'node:crypto'

import fc from 'fast-check'

import type { Question } from './documents.ts'
import { ACCEPTS, CONTENT_TYPES, HEADERS, JSON_TYPE, METHODS, PATHS } from './oddities.ts'
import { anyText } from './texts.ts'

export interface Sent {
  readonly kind: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

const odd = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...Object.keys(HEADERS)), fc.nat(), fc.constantFrom(...ACCEPTS))
      .map(([name, index, accept]) => {
        const values = HEADERS[name] ?? []
        return { accept, [name]: values[index % values.length] ?? '' }
      }),
  },
  { weight: 1, arbitrary: fc.constantFrom(...ACCEPTS).map((accept) => ({ accept })) },
)

const printable = fc.string({
  unit: fc.constantFrom(
    ...'{}[]()&=%+;:,"\\\'?/.~$@!*abcquery0129éñ'.split('').map(encodeURI),
    '%00',
    '%ff',
    '%',
    '&variables=',
    '&query=',
    '&extensions=',
  ),
  maxLength: 40,
})

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const inAddress = (question: object): string =>
  String(
    new URLSearchParams(
      Object.entries(question).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
      ]),
    ),
  )

/** Deeper than anything can be that is read by calls within calls. */
const LEVELS = 200_000

const deepJson = (where: string): string => {
  const lists = '['.repeat(LEVELS) + ']'.repeat(LEVELS)
  if (where === '[]') return lists
  if (where === '{') return '{"query":'.repeat(LEVELS / 10)
  const type = where === 'one' ? 'PostID!' : '[PostID!]!'
  const field = where === 'one' ? 'post(id: $given)' : 'posts(ids: $given)'
  return `{"query":"query ($given: ${type}) { ${field} { id } }","variables":{"given":${lists}}}`
}

/** An address beyond that is refused by Node itself. */
const MOST_ADDRESS = 12_000

export const requests = (questions: fc.Arbitrary<Question>): fc.Arbitrary<Sent> => {
  const asked = (
    kind: string,
    body: fc.Arbitrary<unknown>,
    type: fc.Arbitrary<string> = fc.constant(JSON_TYPE),
  ) =>
    fc.tuple(body, type, odd).map(
      ([given, contentType, headers]): Sent => ({
        kind,
        method: 'POST',
        path: '/graphql',
        headers: { ...headers, 'content-type': contentType },
        body: JSON.stringify(given) ?? '',
      }),
    )
  const persisted = fc
    .tuple(questions, fc.boolean(), fc.constantFrom<unknown>(undefined, 'x', 5, 'f'.repeat(64)))
    .map(([question, withText, other]) => {
      const { query, ...rest } = question
      return {
        ...rest,
        ...(withText && { query }),
        extensions: { persistedQuery: { version: 1, sha256Hash: other ?? hashOf(query) } },
      }
    })
  const odder = fc
    .tuple(
      questions,
      fc.jsonValue(),
      fc.constantFrom('query', 'variables', 'operationName', 'extensions', 'more', '__proto__'),
    )
    .map(([question, value, name]) => ({ ...question, [name]: value }))

  const inAnAddress = fc.tuple(fc.oneof(questions, persisted), odd).map(
    ([question, headers]): Sent => ({
      kind: 'in an address',
      method: 'GET',
      path: `/graphql?${inAddress(question)}`.slice(0, MOST_ADDRESS),
      headers: { accept: JSON_TYPE, ...headers },
    }),
  )
  const oddAddress = fc.tuple(printable, odd, fc.constantFrom(...PATHS)).map(
    ([search, headers, path]): Sent => ({
      kind: 'odd address',
      method: 'GET',
      path: path.includes('?') ? path + search : `${path}?${search}`,
      headers,
    }),
  )
  const otherTypes = fc.tuple(questions, fc.constantFrom(...CONTENT_TYPES), odd).map(
    ([question, type, headers]): Sent => ({
      kind: 'other content type',
      method: 'POST',
      path: '/graphql',
      headers: { ...headers, 'content-type': type },
      body: type.includes('urlencoded')
        ? inAddress(question)
        : type === 'application/graphql'
          ? question.query
          : (JSON.stringify(question) ?? ''),
    }),
  )
  const noise = fc
    .tuple(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('[]', '{', 'one', 'many').map(deepJson),
        fc.json(),
        anyText,
        questions.chain((question) => {
          const text = JSON.stringify(question) ?? ''
          return fc.nat(text.length).map((at) => text.slice(0, at))
        }),
      ),
      fc.constantFrom(...CONTENT_TYPES),
      odd,
    )
    .map(
      ([body, type, headers]): Sent => ({
        kind: 'noise',
        method: 'POST',
        path: '/graphql',
        headers: { ...headers, 'content-type': type },
        body,
      }),
    )
  const otherMethods = fc
    .tuple(fc.constantFrom(...METHODS), fc.constantFrom(...PATHS), odd, questions)
    .map(
      ([method, path, headers, question]): Sent => ({
        kind: 'odd method or path',
        method,
        path,
        headers: {
          ...headers,
          ...(method === 'GET' || method === 'HEAD' || method === 'TRACE'
            ? {}
            : { 'content-type': JSON_TYPE }),
        },
        ...(method !== 'GET' &&
          method !== 'HEAD' &&
          method !== 'TRACE' && { body: JSON.stringify(question) ?? '' }),
      }),
    )

  return fc.oneof(
    { weight: 50, arbitrary: asked('plain', questions) },
    {
      weight: 15,
      arbitrary: asked('the long way', questions, fc.constant('application/json; charset="utf-8"')),
    },
    { weight: 5, arbitrary: asked('by hash', persisted) },
    { weight: 5, arbitrary: asked('out of shape', odder) },
    {
      weight: 5,
      arbitrary: asked(
        'batch',
        fc.array(
          fc.oneof({ weight: 6, arbitrary: questions }, { weight: 1, arbitrary: fc.jsonValue() }),
          { maxLength: 12 },
        ),
      ),
    },
    { weight: 8, arbitrary: inAnAddress },
    { weight: 4, arbitrary: oddAddress },
    { weight: 4, arbitrary: otherTypes },
    { weight: 6, arbitrary: noise },
    { weight: 3, arbitrary: otherMethods },
  )
}
