// Hostile requests: far beyond the limits, or as expensive as possible within them.

export interface HostileQuery {
  readonly name: string
  /** Creates a different text for each number, because known documents are cached. */
  readonly body: (number: number) => string
  /** Whether the request is within the limits. */
  readonly within?: boolean
}

const many = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')

const query = (text: (number: number) => string): HostileQuery['body'] => {
  return (number) => JSON.stringify({ query: `#${number}\n${text(number)}` })
}

const AUTHOR = 'author { id name username protected verified url }'

export const HOSTILE_QUERIES: readonly HostileQuery[] = [
  {
    name: '1,000 aliases',
    body: query(() => `{ ${many(1000, (n) => `a${n}: __typename`)} }`),
  },
  {
    name: '10,000 levels',
    body: query(() => `${'{ post(id: 1) '.repeat(10_000)}{ id }${'}'.repeat(10_000)}`),
  },
  {
    name: '3,900 nested lists',
    body: query(() => `{ post(id: ${'['.repeat(3900)}`),
  },
  {
    name: 'cyclic fragments',
    body: query(
      () =>
        `{ post(id: 1) { ...F0 } } ${many(40, (n) => `fragment F${n} on Post { id ...F${(n + 1) % 40} }`)}`,
    ),
  },
  {
    name: 'fragments that double 18 times',
    body: query(
      () =>
        `{ post(id: 1) { ...F0 } } ${many(18, (n) => `fragment F${n} on Post { conversation { ...F${n + 1} } editHistory { ...F${n + 1} } }`)} fragment F18 on Post { id }`,
    ),
  },
  { name: '100,000 tokens', body: query(() => `{ ${'id '.repeat(100_000)}}`) },
  { name: '100,000 tokens in 128 KB', body: query(() => `{ ${'a '.repeat(65_000)}}`) },
  {
    name: '10 MB',
    body: (number) =>
      JSON.stringify({ query: `{ viewer { loginUrl } } #${number}` }).padEnd(10 * 2 ** 20),
  },
  {
    name: '500,000 posts',
    body: query(
      (number) =>
        `{ posts(ids: [${many(400, (n) => `"${number}${n}"`)}]) { conversation { editHistory { editHistory { id } } } } }`,
    ),
  },
  {
    name: '1 MB of lists in variables',
    body: (number) =>
      `{"query":"query ($id: PostID!) { post(id: $id) { id } } #${number}","variables":{"id":${'['.repeat(500_000)}${']'.repeat(500_000)}}}`,
  },
  {
    name: '330,000 invalid ids in variables',
    body: (number) =>
      `{"query":"query ($ids: [PostID!]!) { posts(ids: $ids) { id } } #${number}","variables":{"ids":["${'","'.repeat(330_000)}"]}}`,
  },
  {
    name: 'within: 50 fragments of many fields',
    within: true,
    body: query(
      () =>
        `{ post(id: 0) { ${many(50, (n) => `...F${n}`)} } } ${many(50, (n) => `fragment F${n} on Post { ${AUTHOR} conversation { id ${AUTHOR} } lang text }`)}`,
    ),
  },
  {
    name: 'within: 50 deep repetitions',
    within: true,
    body: query(
      () =>
        `{ ${many(51, () => `post(id: 0) { ${'conversation { '.repeat(8)}${AUTHOR}${' }'.repeat(8)} }`)} }`,
    ),
  },
  {
    name: 'within: 128 KB of comments',
    within: true,
    body: query(() => `{ viewer { loginUrl } } ${'#\n'.repeat(64_000)}`),
  },
  {
    name: 'within: 2,000 fields in 200 aliases',
    within: true,
    body: query(
      () =>
        `{ ${many(200, (n) => `a${n}: viewer { ...V }`)} } fragment V on Viewer { accounts { user { id name username verified location } owned method } }`,
    ),
  },
  {
    name: 'within: 1,900 unknown fields',
    within: true,
    body: query(() => `{ post(id: 0) { ${many(1900, (n) => `publicMetric${n}`)} } }`),
  },
]
