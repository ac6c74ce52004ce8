// The queries in the documents fit the schema, are answered, and cost what it says beside them.

import { Kind, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'

import { schema } from '../../src/schema/index.ts'
import { documents, fencesIn, read } from '../kit/documents.ts'
import { follow } from '../kit/events.ts'
import { type Answer, createTestGateway, type TestGateway } from '../kit/gateway.ts'
import { ownPosts } from '../kit/sandbox/posts.ts'

interface Told {
  readonly name: string
  readonly query: string
  /** What is printed below it. */
  readonly printed: Record<string, unknown>
}

const toldIn = (name: string, text = read(name)): Told[] => {
  const fences = fencesIn(text)
  return fences.flatMap(({ language, text: query }, index) => {
    const next = fences[index + 1]
    const printed = next?.language === 'json' ? JSON.parse(next.text) : {}
    return language === 'graphql' ? [{ name, query, printed }] : []
  })
}

const told = documents.flatMap((name) => toldIn(name))

/** What a reader would put in. */
const variablesFor = (g: TestGateway): Record<string, unknown> => {
  const ids = ownPosts(g.x).map(({ id }) => id)
  return { id: ids[0], ids: ids.slice(0, 100) }
}

const answerTo = async (g: TestGateway, query: string): Promise<Answer> => {
  const [operation] = parse(query).definitions
  const asked =
    operation?.kind === Kind.OPERATION_DEFINITION
      ? (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : []
  const all = variablesFor(g)
  const variables = Object.fromEntries(asked.map((name) => [name, all[name]]))
  if (!/^subscription/m.test(query)) return g.query(query, variables)
  await using events = await follow(g.url, query, { variables })
  return (await events.next())?.data
}

it.each(told)('a query of $name fits the schema and is answered', async ({ query, printed }) => {
  expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([])
  await using g = await createTestGateway({ environment: { ARCHIVE: 'on' } })
  const { data, errors = [] } = await answerTo(g, query)
  expect(Object.values(data)[0]).not.toBeNull()
  const expected = (printed.errors ?? []) as NonNullable<Answer['errors']>
  expect(errors.map(({ message }) => message)).toEqual(expected.map(({ message }) => message))
})

it('the README’s query is answered as printed', async () => {
  await using g = await createTestGateway()
  const [{ query, printed } = { query: '', printed: {} }] = toldIn('README.md')
  expect(await g.query(query)).toMatchObject(printed)
})

describe('what the examples of docs/cost.md cost', () => {
  const sections = read('docs/cost.md')
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.split('\n', 1)[0] ?? '', toldIn('docs/cost.md', text)] as const)

  it.each(sections)('%s', async (_, examples) => {
    expect(examples.length).toBeGreaterThan(0)
    await using g = await createTestGateway({
      environment: { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' },
    })
    for (const { query, printed } of examples) {
      const { errors, extensions } = await answerTo(g, query)
      expect(errors).toBeUndefined()
      expect(extensions.upstream).toMatchObject(printed)
    }
  })
})
