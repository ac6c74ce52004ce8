// The queries in the documents are valid, are answered, and cost what is printed below them.

import { Kind, parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { schema } from '../../src/schema/index.ts'
import { documents, fencesIn, read } from '../kit/documents.ts'
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
