// Random HTTP requests for random GraphQL requests: most as clients send them, some unusual, and some invalid.

import { createHash } from 'node:crypto'

import fc from 'fast-check'

import type { GraphQLRequest } from './documents.ts'
import { ACCEPTS, CONTENT_TYPES, HEADERS, JSON_TYPE, METHODS, PATHS } from './http-values.ts'
import { anyText } from './texts.ts'

export interface HttpRequest {
  readonly kind: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

const unusualHeaders = fc.oneof(
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

const toSearch = (request: object): string =>
  String(
    new URLSearchParams(
      Object.entries(request).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
      ]),
    ),
  )

/** Deep enough to overflow the stack of a recursive parser. */
const LEVELS = 200_000

const deepJson = (where: string): string => {
  const lists = '['.repeat(LEVELS) + ']'.repeat(LEVELS)
  if (where === '[]') return lists
  if (where === '{') return '{"query":'.repeat(LEVELS / 10)
  const type = where === 'one' ? 'PostID!' : '[PostID!]!'
  const field = where === 'one' ? 'post(id: $given)' : 'posts(ids: $given)'
  return `{"query":"query ($given: ${type}) { ${field} { id } }","variables":{"given":${lists}}}`
}

/** Node.js itself rejects longer URLs. */
const MAX_URL_LENGTH = 12_000

export const requests = (
  requestBodies: fc.Arbitrary<GraphQLRequest>,
): fc.Arbitrary<HttpRequest> => {
  const postRequest = (
    kind: string,
    body: fc.Arbitrary<unknown>,
    type: fc.Arbitrary<string> = fc.constant(JSON_TYPE),
  ) =>
    fc.tuple(body, type, unusualHeaders).map(
      ([given, contentType, headers]): HttpRequest => ({
        kind,
        method: 'POST',
        path: '/graphql',
        headers: { ...headers, 'content-type': contentType },
        body: JSON.stringify(given) ?? '',
      }),
    )
  const persisted = fc
    .tuple(requestBodies, fc.boolean(), fc.constantFrom<unknown>(undefined, 'x', 5, 'f'.repeat(64)))
    .map(([request, withText, other]) => {
      const { query, ...rest } = request
      return {
        ...rest,
        ...(withText && { query }),
        extensions: { persistedQuery: { version: 1, sha256Hash: other ?? hashOf(query) } },
      }
    })
  const unexpectedField = fc
    .tuple(
      requestBodies,
      fc.jsonValue(),
      fc.constantFrom('query', 'variables', 'operationName', 'extensions', 'more', '__proto__'),
    )
    .map(([request, value, name]) => ({ ...request, [name]: value }))

  const getRequest = fc.tuple(fc.oneof(requestBodies, persisted), unusualHeaders).map(
    ([request, headers]): HttpRequest => ({
      kind: 'GET',
      method: 'GET',
      path: `/graphql?${toSearch(request)}`.slice(0, MAX_URL_LENGTH),
      headers: { accept: JSON_TYPE, ...headers },
    }),
  )
  const unusualUrl = fc.tuple(printable, unusualHeaders, fc.constantFrom(...PATHS)).map(
    ([search, headers, path]): HttpRequest => ({
      kind: 'unusual URL',
      method: 'GET',
      path: path.includes('?') ? path + search : `${path}?${search}`,
      headers,
    }),
  )
  const otherTypes = fc.tuple(requestBodies, fc.constantFrom(...CONTENT_TYPES), unusualHeaders).map(
    ([request, type, headers]): HttpRequest => ({
      kind: 'other content type',
      method: 'POST',
      path: '/graphql',
      headers: { ...headers, 'content-type': type },
      body: type.includes('urlencoded')
        ? toSearch(request)
        : type === 'application/graphql'
          ? request.query
          : (JSON.stringify(request) ?? ''),
    }),
  )
  const invalidBody = fc
    .tuple(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('[]', '{', 'one', 'many').map(deepJson),
        fc.json(),
        anyText,
        requestBodies.chain((request) => {
          const text = JSON.stringify(request) ?? ''
          return fc.nat(text.length).map((at) => text.slice(0, at))
        }),
      ),
      fc.constantFrom(...CONTENT_TYPES),
      unusualHeaders,
    )
    .map(
      ([body, type, headers]): HttpRequest => ({
        kind: 'invalid body',
        method: 'POST',
        path: '/graphql',
        headers: { ...headers, 'content-type': type },
        body,
      }),
    )
  const otherMethods = fc
    .tuple(fc.constantFrom(...METHODS), fc.constantFrom(...PATHS), unusualHeaders, requestBodies)
    .map(
      ([method, path, headers, request]): HttpRequest => ({
        kind: 'unusual method or path',
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
          method !== 'TRACE' && { body: JSON.stringify(request) ?? '' }),
      }),
    )

  return fc.oneof(
    { weight: 50, arbitrary: postRequest('plain', requestBodies) },
    {
      weight: 15,
      arbitrary: postRequest(
        'Yoga path',
        requestBodies,
        fc.constant('application/json; charset="utf-8"'),
      ),
    },
    { weight: 5, arbitrary: postRequest('persisted query', persisted) },
    { weight: 5, arbitrary: postRequest('unexpected field', unexpectedField) },
    {
      weight: 5,
      arbitrary: postRequest(
        'batch',
        fc.array(
          fc.oneof(
            { weight: 6, arbitrary: requestBodies },
            { weight: 1, arbitrary: fc.jsonValue() },
          ),
          { maxLength: 12 },
        ),
      ),
    },
    { weight: 8, arbitrary: getRequest },
    { weight: 4, arbitrary: unusualUrl },
    { weight: 4, arbitrary: otherTypes },
    { weight: 6, arbitrary: invalidBody },
    { weight: 3, arbitrary: otherMethods },
  )
}
