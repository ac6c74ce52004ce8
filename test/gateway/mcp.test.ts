// /mcp with the client of the MCP SDK, and the scenarios of its conformance tests that apply to any server.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { assertEnumType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runKeyCommand } from '../../src/app/key-commands.ts'
import { schema } from '../../src/schema/index.ts'
import { createTokenHolder, THROUGH_PROXY } from '../kit/callers.ts'
import { pathOf } from '../kit/documents.ts'
import { createTestGateway, type TestGateway, temporary } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

let g: TestGateway
beforeAll(async () => {
  g = await createTestGateway({ environment: { ARCHIVE: 'on' }, asX: true })
})
afterAll(() => g[Symbol.asyncDispose]())

const connect = async (
  { url }: TestGateway,
  headers: Record<string, string> = THROUGH_PROXY,
): Promise<Client & AsyncDisposable> => {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
  )
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() })
}

const call = async (client: Client, name: string, given: Record<string, unknown>) => {
  const result = await client.callTool({ name, arguments: given })
  const { structuredContent, content, isError = false } = result
  expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }])
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the tool that it calls
  return { isError, result: structuredContent as any }
}

describe('tools', () => {
  it('only read', async () => {
    await using client = await connect(g)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).sort()).toEqual([
      ...['bestTimes', 'get_post_history', 'get_post_metrics', 'list_own_posts'],
      ...['price_query', 'recordedPosts'],
      ...['search_schema', 'series', 'summary', 'topPosts'],
    ])
    for (const { annotations, description } of tools) {
      expect(annotations?.readOnlyHint).toBe(true)
      expect(description).toMatch(/\.$/)
    }
  })

  it('take the values of the schema’s enums', async () => {
    await using client = await connect(g)
    const { tools } = await client.listTools()
    for (const [tool, input, name] of [
      ['topPosts', 'by', 'PostOrder'],
      ['series', 'metric', 'Metric'],
      ['get_post_history', 'variant', 'MetricsVariant'],
    ] as const) {
      const inputs = tools.find((each) => each.name === tool)?.inputSchema.properties ?? {}
      const values = assertEnumType(schema.getType(name)).getValues()
      expect(inputs[input]).toMatchObject({ enum: values.map((value) => value.name) })
    }
  })

  it('get_post_metrics takes ids and links, and tells the cost and missing posts', async () => {
    await using client = await connect(g)
    const [one, two] = foreignPosts(g.x)
    g.takeRequests()
    const { isError, result } = await call(client, 'get_post_metrics', {
      posts: [`https://x.com/someone/status/${one?.id}?s=20`, two?.id, '987654320000'],
    })
    expect(isError).toBe(false)
    expect(result.posts).toMatchObject([
      { id: one?.id, publicMetrics: { likeCount: expect.any(Number) } },
      { id: two?.id },
      null,
    ])
    expect(result.errors).toMatchObject([{ code: 'POST_NOT_FOUND', path: ['posts', 2] }])
    expect(result.cost).toMatchObject({ calls: 1, estimatedCostUsd: expect.any(Number) })
    expect(result.cost.estimatedCostUsd).toBeGreaterThan(0)
    expect(g.takeRequests()).toHaveLength(1)
  })

  it('price_query prices a query without calling X, and explains why one cannot run', async () => {
    await using client = await connect(g)
    const query = 'query ($id: PostID!) { post(id: $id) { conversation { text } } }'
    g.takeRequests()
    const { result } = await call(client, 'price_query', { query, variables: { id: '20' } })
    expect(result).toMatchObject({
      cost: { calls: 2, postsRead: 2, estimatedCostUsd: 0.01 },
      ...{ credentials: ['app'], windows: [{ endpoint: 'GET /2/tweets' }], limits: [] },
    })
    for (const [wrong, code] of [
      ['{ post(id: "20") { nothing } }', 'GRAPHQL_VALIDATION_FAILED'],
      [query, 'BAD_USER_INPUT'],
      ['mutation { disconnectAccount(userId: "1") { viewer { loginUrl } } }', 'BAD_USER_INPUT'],
      ['{ posts(ids: ["20", "x"]) { text } }', 'BAD_USER_INPUT'],
    ]) {
      const refused = await call(client, 'price_query', { query: wrong })
      expect(refused, wrong).toMatchObject({ isError: true, result: { errors: [{ code }] } })
    }
    expect(g.takeRequests()).toEqual([])
  })

  it('shows private metrics to their author, and to others why it does not', async () => {
    const { id } = first(ownPosts(g.x))
    const owner = await createTokenHolder('the owner', g.x, g.x.credentials.userId)
    const read = async (headers: Record<string, string>) => {
      await using client = await connect(g, headers)
      const { result } = await call(client, 'get_post_metrics', { posts: [id], private: true })
      return result.posts[0]
    }
    expect((await read(owner.headers())).organicMetrics.impressionCount).toBeTypeOf('number')
    expect(await read(THROUGH_PROXY)).toMatchObject({
      organicMetrics: null,
      unavailableMetrics: expect.arrayContaining([
        expect.objectContaining({ variant: 'ORGANIC', reason: 'USER_CONTEXT_REQUIRED' }),
      ]),
    })
  })

  it('list_own_posts pages through the posts of the caller’s account', async () => {
    const owner = await createTokenHolder('the owner', g.x, g.x.credentials.userId)
    await using client = await connect(g, owner.headers())
    const page = async (after?: string) => {
      const { result } = await call(client, 'list_own_posts', {
        first: 10,
        ...(after && { after }),
      })
      return result.viewer.accounts[0].posts
    }
    const { edges, pageInfo } = await page()
    const next = await page(pageInfo.endCursor)
    const ids = [...edges, ...next.edges].map(({ node }: { node: { id: string } }) => node.id)
    expect(new Set(ids).size).toBe(20)
    await using anonymous = await connect(g)
    const { result } = await call(anonymous, 'list_own_posts', {})
    expect(result.viewer.accounts).toEqual([])
  })

  it('get_post_history returns archived samples, or says that there is no archive', async () => {
    const { id } = first(foreignPosts(g.x))
    const since = new Date(NOW - 86_400_000).toISOString()
    await using client = await connect(g)
    await call(client, 'get_post_metrics', { posts: [id] })
    const read = async () => {
      const { result } = await call(client, 'get_post_history', { post: id, since })
      return result.post.metricsHistory
    }
    await expect.poll(read).toMatchObject([{ likeCount: expect.any(Number) }])
    await using without = await createTestGateway({ on: g.x, environment: { ARCHIVE: 'off' } })
    await using other = await connect(without)
    const { result } = await call(other, 'get_post_history', { post: id, since })
    expect(result.errors).toMatchObject([{ code: 'ARCHIVE_OFF' }])
  })

  it.each([
    ['summary', {}, { posts: expect.any(Number), before: {} }],
    ['series', { metric: 'LIKES' }, [expect.objectContaining({ at: expect.any(String) })]],
    ['topPosts', { by: 'LIKES' }, expect.any(Array)],
    ['recordedPosts', {}, { edges: expect.any(Array), pageInfo: {} }],
    ['bestTimes', {}, expect.arrayContaining([expect.objectContaining({ weekday: 7, hour: 23 })])],
  ])('%s answers from the archive', async (tool, rest, expected) => {
    const since = new Date(Math.floor(NOW / 86_400_000) * 86_400_000).toISOString()
    const owner = await createTokenHolder('the owner', g.x, g.x.credentials.userId)
    await using client = await connect(g, owner.headers())
    const { result } = await call(client, tool, { since, ...rest })
    expect(result.errors).toBeUndefined()
    expect(result.viewer.accounts[0][tool]).toMatchObject(expected)
    expect(result.cost).toMatchObject({ postsRead: 0, estimatedCostUsd: 0 })
  })

  it('search_schema finds fields by words, without a call to X', async () => {
    await using client = await connect(g)
    g.takeRequests()
    const { result } = await call(client, 'search_schema', { words: 'organic Metrics' })
    expect(result.entries).toContainEqual(
      expect.objectContaining({ name: 'Post.organicMetrics', type: 'OrganicPostMetrics' }),
    )
    expect((await call(client, 'search_schema', { words: 'zebra' })).result.found).toBe(0)
    expect(g.takeRequests()).toEqual([])
  })

  it.each([
    ['get_post_metrics', { posts: ['https://example.com/1'] }, 'BAD_USER_INPUT'],
    ['get_post_history', { post: 'x', since: new Date(NOW).toISOString() }, 'BAD_USER_INPUT'],
  ])('%s refuses %j', async (name, given, code) => {
    await using client = await connect(g)
    const { isError, result } = await call(client, name, given)
    expect([isError, result.errors]).toMatchObject([true, [{ code }]])
  })
})

describe('limits and rights are those of /graphql', () => {
  it('a key is required, and its grants hold', async () => {
    using directory = temporary()
    const file = join(directory.path, 'keys.json')
    const [key] = runKeyCommand(['add', 'assistant', '--grants', 'PUBLIC'], file, NOW).split('\n')
    const environment = { KEYS_FILE: file, ARCHIVE: 'on' }
    await using guarded = await createTestGateway({ on: g.x, environment })
    await expect(connect(guarded)).rejects.toThrow()
    await using client = await connect(guarded, { authorization: `Bearer ${key}` })
    const { id } = first(foreignPosts(g.x))
    const allowed = await call(client, 'get_post_metrics', { posts: [id] })
    expect(allowed.result.posts).toMatchObject([{ id }])
    const since = new Date(NOW - 86_400_000).toISOString()
    const refused = await call(client, 'get_post_history', { post: id, since })
    expect(refused.result.errors).toMatchObject([{ code: 'FORBIDDEN' }])
  })

  it('MAX_QUERY_COST bounds a call, and the result says so', async () => {
    await using small = await createTestGateway({ on: g.x, environment: { MAX_QUERY_COST: '5' } })
    await using client = await connect(small)
    const posts = foreignPosts(g.x)
      .slice(0, 10)
      .map(({ id }) => id)
    const { isError, result } = await call(client, 'get_post_metrics', { posts })
    expect([isError, result.errors]).toMatchObject([
      true,
      [{ code: 'LIMIT_EXCEEDED', limit: 'MAX_QUERY_COST' }],
    ])
  })

  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
  const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
    postJson(`${url}/mcp`, body, { accept: 'application/json, text/event-stream', ...headers })

  it('pages of other sites, large batches and streams are refused', async () => {
    expect((await post(g.url, list, { origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await post(g.url, Array(11).fill(list))).status).toBe(400)
    expect((await fetch(`${g.url}/mcp`, { headers: { accept: 'text/event-stream' } })).status).toBe(
      405,
    )
  })

  it('a subscription to changes of the tools is refused instead of kept open', async () => {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const params = { notifications: { toolsListChanged: true }, _meta }
    const method = 'subscriptions/listen'
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }
    const response = await post(g.url, { jsonrpc: '2.0', id: 1, method, params }, headers)
    expect(await response.json()).toMatchObject({
      error: { message: 'Subscription limit reached' },
    })
  })

  it('introspection is needed for search_schema', async () => {
    await using closed = await createTestGateway({ on: g.x, environment: { INTROSPECTION: 'off' } })
    await using client = await connect(closed)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).not.toContain('search_schema')
  })

  it.each([
    ['auto', {}, 200],
    ['auto beyond loopback', { GATEWAY_URL: 'https://gateway.example' }, 404],
    ['on beyond loopback', { GATEWAY_URL: 'https://gateway.example', MCP: 'on' }, 200],
    ['off', { MCP: 'off' }, 404],
  ])('MCP is %s', async (_, environment, status) => {
    await using other = await createTestGateway({ on: g.x, environment })
    expect((await post(other.url, list)).status).toBe(status)
  })
})

it('conforms to the scenarios that apply to any server', async () => {
  using directory = temporary()
  const run = async (scenario: string): Promise<string> => {
    const program = pathOf('node_modules/@modelcontextprotocol/conformance/dist/index.js')
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, 'server', '--url', `${g.url}/mcp`, '--scenario', scenario],
      { cwd: directory.path },
    )
    return stdout
  }
  const scenarios = ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection']
  for (const output of await Promise.all(scenarios.map(run))) {
    expect(output).toMatch(/Passed: ([1-9]\d*)\/\1, 0 failed/)
  }
})
