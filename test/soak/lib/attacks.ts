// Requests that try to exhaust memory, time or money, with the expected response of each.

import { getIntrospectionQuery } from 'graphql'

import { ids } from '../../../bench/lib/world.ts'

export interface Attack {
  readonly name: string
  /** Creates a different body for each number, because known documents are cached. */
  readonly body: (number: number) => string
  /** The expected response. */
  readonly expected: RegExp
}

const many = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')

const requestBody = (query: string, variables?: object): string =>
  JSON.stringify({ query, variables })

const list = (items: readonly string[]): string => JSON.stringify(items)

/** The id of the post to which test/soak/bounds.ts gives 25,000 characters. */
export const LONG_POST = '4711'

const repeated = Array<string>(500).fill(LONG_POST)

const schemaFields = (): string => {
  const query = getIntrospectionQuery()
  const selection = query.slice(
    query.indexOf('{', query.indexOf('__schema')),
    query.indexOf('fragment'),
  )
  const fragments = query.slice(query.indexOf('fragment'))
  return `{ ${many(100, (n) => `a${n}: __schema ${selection.slice(0, selection.lastIndexOf('}'))}`)} } ${fragments}`
}

const LIMIT = /LIMIT_EXCEEDED/

export const ATTACKS: readonly Attack[] = [
  {
    name: 'documents that spread one fragment',
    body: (number) =>
      requestBody(
        `query Q${number} { ${many(80, (n) => `a${n}: post(id: ${ids[n]}) { ...F }`)} } fragment F on Post { ${many(22, (n) => `f${n}: text`)} }`,
      ),
    expected: /"data":\{/,
  },
  {
    name: 'programs for every switch of a document',
    body: (number) =>
      requestBody(
        `query (${many(10, (n) => `$s${n}: Boolean!`)}) { ${many(10, (n) => `x${n}: __typename @skip(if: $s${n})`)} ${many(70, (n) => `a${n}: post(id: ${ids[n]}) { ...F }`)} } fragment F on Post { ${many(22, (n) => `f${n}: text`)} }`,
        Object.fromEntries(
          Array.from({ length: 10 }, (_, n) => [`s${n}`, (number >> n) % 2 === 1]),
        ),
      ),
    expected: /"data":\{/,
  },
  {
    name: 'a long post 90,000 times',
    body: (number) =>
      requestBody(
        `query N${number % 5} { posts(ids: ${list(repeated)}) { ${many(180, (n) => `n${n}: note { text }`)} } }`,
      ),
    expected: /MAX_ANSWER_MB/,
  },
  {
    name: 'the same beside the schema',
    body: (number) =>
      requestBody(
        `query N${number % 5} { __schema { description } posts(ids: ${list(repeated)}) { ${many(180, (n) => `n${n}: note { text }`)} } }`,
      ),
    expected: /MAX_ANSWER_MB/,
  },
  {
    name: 'a long post once in 10 operations',
    body: () =>
      JSON.stringify(
        Array.from({ length: 10 }, (_, n) => ({
          query: `query B${n} { posts(ids: ${list(repeated.slice(0, 180))}) { note { text } } }`,
        })),
      ),
    expected: /MAX_ANSWER_MB/,
  },
  {
    name: 'operation names of 130 kB',
    body: (number) => requestBody(`query n${String(number).padEnd(120_000, 'x')} { __typename }`),
    expected: /"data":\{/,
  },
  {
    name: '50,000 users',
    body: (number) =>
      requestBody(
        `query U($ids: [UserID!]!) { ${many(100, (n) => `u${n}: users(ids: $ids) { name }`)} }`,
        { ids: Array.from({ length: 500 }, (_, n) => String(number * 500 + n + 1)) },
      ),
    expected: /MAX_QUERY_COST/,
  },
  {
    name: 'timelines of 100 users',
    body: (number) =>
      requestBody(
        `query T { ${many(100, (n) => `u${n}: user(by: { id: "${number * 200 + n + 1}" }) { posts(first: 5) { nodes { id } } }`)} }`,
      ),
    expected: /MAX_UPSTREAM_CALLS/,
  },
  {
    name: '1,000 schemas in 10 operations',
    body: () => JSON.stringify(Array(10).fill({ query: schemaFields() })),
    expected: LIMIT,
  },
  {
    name: 'a fragment called __proto__',
    body: () =>
      requestBody(`{ post(id: ${ids[0]}) { ...__proto__ } } fragment __proto__ on Post { id }`),
    expected: /"data":\{"post":\{"id"/,
  },
]
