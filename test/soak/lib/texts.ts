// Nearly valid and expensive GraphQL texts, and other unusual values.

import fc from 'fast-check'

/** Nested empty lists. */
export const nested = (levels: number): unknown => {
  let value: unknown = []
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

/** Texts of arbitrary characters, including invalid ones. */
export const anyText = fc
  .uint8Array({ maxLength: 120 })
  .map((bytes) => Buffer.from(bytes).toString(bytes.length % 2 === 0 ? 'utf8' : 'utf16le'))

const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '$',
  '@',
  '...',
  '|',
  '=',
  '&',
  '"',
  '"""',
  '#',
  ',',
  '\\',
  '\n',
  '\ufeff',
  '\u0000',
  'on',
  'fragment F on Post',
  'query',
  'mutation',
  'subscription',
  'schema',
  'type',
  'extend',
  'null',
  'true',
  '1e999',
  '-0',
  '00',
  '🪵',
  '\ud83d',
  '__schema',
  '__type(name: "Post")',
  '__typename',
  'id',
  'posts',
  '@defer',
  '@stream',
  '@skip(if: true)',
]

export const mutate = (text: string): fc.Arbitrary<string> => {
  const position = fc.integer({ min: 0, max: text.length })
  const once = fc.oneof(
    fc.tuple(position, fc.integer({ min: 1, max: 6 })).map(
      ([at, count]) =>
        (given: string) =>
          given.slice(0, at) + given.slice(at + count),
    ),
    fc.tuple(position, fc.constantFrom(...TOKENS)).map(
      ([at, token]) =>
        (given: string) =>
          `${given.slice(0, at)}${token}${given.slice(at)}`,
    ),
    fc.tuple(position, position, position).map(
      ([from, to, at]) =>
        (given: string) =>
          given.slice(0, at) +
          given.slice(Math.min(from, to), Math.max(from, to)) +
          given.slice(at),
    ),
    position.map((at) => (given: string) => given.slice(0, at)),
  )
  return fc
    .array(once, { minLength: 1, maxLength: 3 })
    .map((steps) => steps.reduce((given, step) => step(given), text))
}

const many = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')

/** Expensive documents around the limits. */
export const heavy: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 8 }))
  .map(([count, kind]) => {
    switch (kind) {
      case 0:
        return `{ ${many(count, (n) => `a${n}: viewer { loginUrl }`)} }`
      case 1:
        return `{ ${many(count, () => 'viewer { accounts { owned } }')} }`
      case 2:
        return `{ ${many(count, (n) => `...F${n}`)} } ${many(count, (n) => `fragment F${n} on Query { viewer { loginUrl } }`)}`
      case 3:
        return `{ viewer { ${'... { '.repeat(count)} loginUrl ${'} '.repeat(count)} } }`
      case 4:
        return `{ post(id: ${'['.repeat(count * 20)}`
      case 5:
        return `{ ...F0 } ${many(count, (n) => `fragment F${n} on Query { ...F${(n + 1) % count} ...F${(n * 7) % count} }`)}`
      case 6:
        return `query (${many(count, (n) => `$v${n}: ID`)}) { viewer { loginUrl ${many(count, () => '@skip(if: false)')} } }`
      case 7:
        return `{ ${many(count * 15, (n) => `x${n}`)} }`
      default:
        return `{ post(id: 1) { ${'conversation { '.repeat(count)} id ${'} '.repeat(count)} } }`
    }
  })
