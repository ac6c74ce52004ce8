// GraphQL over HTTP: the audit of graphql-http, and what it leaves open.

import { createHash } from 'node:crypto'

import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestGateway, type TestGateway } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'

const QUERY = '{ viewer { loginUrl } }'
const JSON_TYPE = { 'content-type': 'application/json' }

let g: TestGateway
beforeAll(async () => {
  g = await createTestGateway({ environment: { MAX_BATCH: '2' } })
})
afterAll(() => g[Symbol.asyncDispose]())

const send = async (init: RequestInit & { readonly path?: string }) => {
  const response = await fetch(`${g.url}${init.path ?? '/graphql'}`, init)
  const text = await response.text()
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    allow: response.headers.get('allow'),
    body: text === '' ? undefined : JSON.parse(text),
  }
}

const post = (body: unknown, headers: Record<string, string> = {}, path = '/graphql') =>
  send({ method: 'POST', path, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) })

it('passes all 61 audits of graphql-http', async () => {
  const audits = serverAudits({ url: `${g.url}/graphql` })
  expect(audits).toHaveLength(61)
  for (const audit of audits) expect(await audit.fn(), audit.name).toMatchObject({ status: 'ok' })
})

it.each([undefined, 'application/json', 'application/graphql-response+json'])(
  'a request without a query is a bad request with Accept: %s',
  async (accept) => {
    const rejected = await post({}, accept === undefined ? {} : { accept })
    expect(rejected).toMatchObject({
      status: 400,
      type: `${accept ?? 'application/json'}; charset=utf-8`,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    })
  },
)

it('locates syntax errors', async () => {
  const { body } = await post({ query: '{ viewer {\n  loginUrl, ] }' })
  expect(body.errors).toMatchObject([
    { locations: [{ line: 2, column: 13 }], extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
  ])
})

it('gives each operation of a batch that is refused as a whole an error of its own', async () => {
  const { status, body } = await post([{ query: QUERY }, { query: QUERY }, {}])
  expect(status).toBe(400)
  expect(body).toHaveLength(3)
  for (const { errors } of body)
    expect(errors).toMatchObject([{ extensions: { limit: 'MAX_BATCH' } }])
  const many = await post(Array(101).fill({ query: QUERY }))
  expect(many).toMatchObject({ status: 400, body: { errors: [{ extensions: { found: 101 } }] } })
  await using guarded = await createTestGateway({
    on: g.x,
    environment: { GATEWAY_KEY: 'a-key-of-sixteen-letters' },
  })
  const response = await postJson(`${guarded.url}/graphql`, [{ query: QUERY }, { query: QUERY }])
  const refused = { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }
  expect([response.status, await response.json()]).toMatchObject([401, [refused, refused]])
})

it.each<[string, number, string, RequestInit]>([
  ['an Accept that cannot be served', 406, 'BAD_USER_INPUT', { headers: { accept: 'image/png' } }],
  [
    'a charset that cannot be served',
    406,
    'BAD_USER_INPUT',
    { headers: { accept: 'application/*; charset=utf-16' } },
  ],
  [
    'a body that is not JSON',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<a/>' },
  ],
  ['a method that GraphQL does not use', 405, 'BAD_USER_INPUT', { method: 'PUT', body: '{}' }],
])('explains why it rejects %s', async (_, status, code, init) => {
  expect(await send(init)).toMatchObject({
    status,
    type: 'application/json; charset=utf-8',
    body: { errors: [{ message: expect.any(String), extensions: { code } }] },
  })
})

it('rejects an unsupported body in the accepted type', async () => {
  const headers = { accept: 'application/graphql-response+json', 'content-type': 'text/plain' }
  expect(await post({}, headers)).toMatchObject({
    status: 415,
    type: expect.stringMatching(/^application\/graphql-response/),
  })
})

it('lists its methods', async () => {
  const expected = { status: 204, allow: 'GET, POST, OPTIONS', body: undefined }
  expect(await send({ method: 'OPTIONS' })).toMatchObject(expected)
})

it('serves /graphql/ as /graphql', async () => {
  expect(await post({ query: QUERY }, {}, '/graphql/')).toMatchObject({
    status: 200,
    body: { data: { viewer: {} } },
  })
})

it('takes documentId as it takes the hash of a persisted query', async () => {
  const query = `query ById ${QUERY}`
  const hash = createHash('sha256').update(query).digest('hex')
  const documentId = `sha256:${hash}`
  const unknown = { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] }
  for (const id of [documentId, 'a-name']) {
    expect((await post({ documentId: id })).body).toMatchObject(unknown)
  }
  const served = { data: { viewer: {} } }
  expect((await post({ query, documentId })).body).toMatchObject(served)
  expect((await post({ documentId })).body).toMatchObject(served)
  expect((await post([{ documentId }])).body).toMatchObject([served])
  expect(
    (await post({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } })).body,
  ).toMatchObject(served)
  const path = `/graphql?${new URLSearchParams({ documentId })}`
  expect((await send({ path, headers: { accept: 'application/json' } })).body).toMatchObject(served)
  expect((await post({ query: `${query} `, documentId })).status).toBe(400)
})
