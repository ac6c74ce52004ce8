// A small part of test/soak/documents.ts: whatever comes, the gateway answers in time, never with a failure that has no
// code, and goes on.

import fc from 'fast-check'
import { buildSchema, printSchema } from 'graphql'
import { expect, it } from 'vitest'

import { schema } from '../../../src/schema/index.ts'
import { createTestGateway } from '../../kit/gateway.ts'
import { onBothPaths } from '../../kit/paths.ts'
import { documents } from '../../soak/lib/documents.ts'
import { askAll, createJudge, shown } from '../../soak/lib/judge.ts'
import { requests } from '../../soak/lib/requests.ts'

const SEED = 20_261_120
const COUNT = 2000

it('random documents and bodies get answers, and never an internal error', async () => {
  await using g = await createTestGateway({ limits: {} })
  const ids = [...g.x.world.posts.keys()].slice(0, 300)
  const questions = documents(buildSchema(printSchema(schema)), ids)
  const judge = createJudge(g.url)
  const outcomes = new Set<string>()
  const some = fc.sample(requests(questions), { seed: SEED, numRuns: COUNT })
  const found = await askAll(judge, some, (_, { outcome }) => outcomes.add(outcome))
  await judge.close()
  expect(found && shown(found)).toBeUndefined()
  for (const usual of ['200 data', '400 LIMIT_EXCEEDED', '200 GRAPHQL_VALIDATION_FAILED']) {
    expect(outcomes).toContain(usual)
  }
  for (const { status } of await onBothPaths(g, { query: '{ viewer { loginUrl } }' })) {
    expect(status).toBe(200)
  }
}, 60_000)

it.each(['PostID!', '[PostID!]!'])(
  'a %s that is no end of lists in lists is refused',
  async (type) => {
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
    expect(g.asked()).toEqual([])
  },
)

it.each(['variables', 'extensions'])(
  '%s in an address that are no JSON are refused',
  async (name) => {
    await using g = await createTestGateway()
    const query = encodeURIComponent('{ viewer { loginUrl } }')
    const response = await fetch(`${g.url}/graphql?query=${query}&${name}=x`, {
      headers: { accept: 'application/json' },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  },
)
