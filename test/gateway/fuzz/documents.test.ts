// A short run of test/soak/documents.ts.

import fc from 'fast-check'
import { buildSchema, printSchema } from 'graphql'
import { expect, it } from 'vitest'

import { schema } from '../../../src/schema/index.ts'
import { createTestGateway } from '../../kit/gateway.ts'
import { onBothPaths } from '../../kit/paths.ts'
import { createChecker, formatViolation, sendAll } from '../../soak/lib/check.ts'
import { documents } from '../../soak/lib/documents.ts'
import { requests } from '../../soak/lib/requests.ts'

const SEED = 20_261_120
const COUNT = 200

it('random documents and bodies never cause an internal error', async () => {
  await using g = await createTestGateway({ limits: {} })
  const ids = [...g.x.world.posts.keys()].slice(0, 300)
  const graphqlRequests = documents(buildSchema(printSchema(schema)), ids)
  const checker = createChecker(g.url)
  const outcomes = new Set<string>()
  const samples = fc.sample(requests(graphqlRequests), { seed: SEED, numRuns: COUNT })
  const found = await sendAll(checker, samples, (_, { outcome }) => outcomes.add(outcome))
  await checker.close()
  expect(found && formatViolation(found)).toBeUndefined()
  for (const outcome of ['200 data', '400 LIMIT_EXCEEDED', '200 GRAPHQL_VALIDATION_FAILED']) {
    expect(outcomes).toContain(outcome)
  }
  for (const { status } of await onBothPaths(g, { query: '{ viewer { loginUrl } }' })) {
    expect(status).toBe(200)
  }
})

it.each(['PostID!', '[PostID!]!'])('rejects a %s of 10,000 nested lists', async (type) => {
  await using g = await createTestGateway()
  const field = type.startsWith('[') ? 'posts(ids: $given)' : 'post(id: $given)'
  const lists = '['.repeat(10_000) + ']'.repeat(10_000)
  const query = `query ($given: ${type}) { ${field} { id } }`
  for (const contentType of ['application/json', 'application/json; charset="utf-8"']) {
    const response = await fetch(`${g.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: `{"query":"${query}","variables":{"given":${lists}}}`,
    })
    const { errors } = (await response.json()) as {
      errors: { message: string; extensions: object }[]
    }
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(errors[0]?.message).toMatch(/PostID cannot be that: send a string\.$/)
  }
  expect(g.takeRequests()).toEqual([])
})

it.each(['variables', 'extensions'])('rejects %s in a URL that are not JSON', async (name) => {
  await using g = await createTestGateway()
  const query = encodeURIComponent('{ viewer { loginUrl } }')
  const response = await fetch(`${g.url}/graphql?query=${query}&${name}=x`, {
    headers: { accept: 'application/json' },
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  })
})
