// The queries in the documents are valid, are answered, and cost what is printed below them.

import {
  assertObjectType,
  type DocumentNode,
  GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  ScalarLeafsRule,
  specifiedRules,
  validate,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { schema } from '../../src/schema/index.ts'
import { documents, fencesIn, read, withoutFences } from '../kit/documents.ts'
import { subscribe } from '../kit/events.ts'
import { createTestGateway, type GraphQLResponse, type TestGateway } from '../kit/gateway.ts'
import { ownPosts } from '../kit/sandbox/posts.ts'

interface Example {
  readonly name: string
  readonly query: string
  /** The JSON printed below the query. */
  readonly printed: Record<string, unknown>
}

const examplesIn = (name: string, text = read(name)): Example[] => {
  const fences = fencesIn(text)
  return fences.flatMap(({ language, text: query }, index) => {
    const next = fences[index + 1]
    const printed = next?.language === 'json' ? JSON.parse(next.text) : {}
    return language === 'graphql' ? [{ name, query, printed }] : []
  })
}

const examples = documents.flatMap((name) => examplesIn(name))

/** Variables that a reader could use. */
const variablesFor = (g: TestGateway): Record<string, unknown> => {
  const ids = ownPosts(g.x).map(({ id }) => id)
  return { id: ids[0], ids: ids.slice(0, 100) }
}

const answerTo = async (g: TestGateway, query: string): Promise<GraphQLResponse> => {
  const [operation] = parse(query).definitions
  const names =
    operation?.kind === Kind.OPERATION_DEFINITION
      ? (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : []
  const all = variablesFor(g)
  const variables = Object.fromEntries(names.map((name) => [name, all[name]]))
  if (!/^subscription/m.test(query)) return g.query(query, variables)
  await using events = await subscribe(g.url, query, { variables })
  return (await events.next())?.data
}

describe('a query of', () => {
  const start = () => createTestGateway({ environment: { ARCHIVE: 'on', RECORD: 'own' } })
  let g: TestGateway
  beforeAll(async () => {
    g = await start()
  })
  afterAll(() => g[Symbol.asyncDispose]())

  it.each(examples)('$name is valid and is answered', async ({ query, printed }) => {
    expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([])
    await using changed = /^mutation/m.test(query) ? await start() : undefined
    const { data, errors = [] } = await answerTo(changed ?? g, query)
    expect(Object.values(data)[0]).not.toBeNull()
    const expected = (printed.errors ?? []) as NonNullable<GraphQLResponse['errors']>
    expect(errors.map(({ message }) => message)).toEqual(expected.map(({ message }) => message))
  })
})

/** Every type as the root of a schema: text between code marks can begin at any of them. */
const roots = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .map((type) => new GraphQLSchema({ query: assertObjectType(type) }))

const parsed = (text: string): DocumentNode | undefined => {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

/** A path may end at an object. */
const RULES = specifiedRules.filter((rule) => rule !== ScalarLeafsRule)

/** The selections in running text, such as `viewer { loginUrl }`; those with an ellipsis are not whole. */
const inlineIn = (name: string): string[] =>
  [...withoutFences(read(name)).matchAll(/`(\{? ?[a-z]\w*(?:\([^`]*?\))? ?\{[^`]*\})`/g)]
    .map(([, text = '']) => (text.startsWith('{') ? text : `{ ${text} }`))
    .filter((text) => !text.includes('…') && parsed(text) !== undefined)

/** The queries in code of other languages: in template literals, and in the bodies of curl. */
const embeddedIn = (name: string): string[] =>
  fencesIn(read(name)).flatMap(({ language, text }) => [
    ...(/^[jt]s$/.test(language)
      ? [...text.matchAll(/`((?:query|mutation|subscription|\{) ?[^`$]*)`/g)].map(
          ([, query = '']) => query,
        )
      : []),
    ...[...text.matchAll(/"query":"((?:[^"\\]|\\.)*)"/g)].map(([, query]) =>
      JSON.parse(`"${query}"`),
    ),
  ])

it.each(documents)('the selections in the text and the code of %s fit the schema', (name) => {
  const unfit = inlineIn(name).filter((text) =>
    roots.every((root) => validate(root, parse(text), RULES).length > 0),
  )
  expect(unfit).toEqual([])
  const errors = embeddedIn(name).flatMap((query) => validate(schema, parse(query)))
  expect(errors.map(({ message }) => message)).toEqual([])
})

it('selections in text and in code are found', () => {
  expect(documents.flatMap(inlineIn).length).toBeGreaterThan(10)
  expect(documents.flatMap(embeddedIn).length).toBeGreaterThan(1)
})

it('the README’s query is answered as printed', async () => {
  await using g = await createTestGateway()
  const [{ query, printed } = { query: '', printed: {} }] = examplesIn('README.md')
  expect(await g.query(query)).toMatchObject(printed)
})

describe('the cost of the examples in docs/cost.md', () => {
  const sections = read('docs/cost.md')
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.split('\n', 1)[0] ?? '', examplesIn('docs/cost.md', text)] as const)

  it.each(sections)('%s', async (_, queries) => {
    expect(queries.length).toBeGreaterThan(0)
    await using g = await createTestGateway({
      environment: { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' },
    })
    for (const { query, printed } of queries) {
      if (printed.extensions !== undefined) {
        expect(await g.query(query, {}, { 'x-dry-run': '1' })).toEqual(printed)
        continue
      }
      const { errors, extensions } = await answerTo(g, query)
      expect(errors).toBeUndefined()
      expect(extensions.upstream).toMatchObject(printed)
    }
  })
})
