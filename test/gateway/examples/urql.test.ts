// Behavior specific to urql: its normalized cache needs the schema and a key for every type.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Client, cacheExchange, type Exchange, fetchExchange } from '@urql/core'
import { cacheExchange as graphcache } from '@urql/exchange-graphcache'
import { buildSchema, lexicographicSortSchema } from 'graphql'
import { describe, expect, it, vi } from 'vitest'

import { plugin as embedded } from '../../../examples/shared/embedded.plugin.ts'
import { ListDocument } from '../../../examples/shared/generated/graphql.ts'
import { plugin as introspection } from '../../../examples/shared/introspection.plugin.ts'
import { createClient, keys } from '../../../examples/urql.ts'
import { ROOT } from '../../kit/command.ts'
import { ACCOUNTS, createSetup, MISSING } from './setup.ts'

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

describe('a list with a missing post', () => {
  const list = async (exchange?: Exchange) => {
    await using s = await createSetup()
    const client = exchange
      ? new Client({ url: s.owner.url, exchanges: [exchange, fetchExchange] })
      : createClient(s.owner)
    const result = await client.query(ListDocument, { ids: [s.own[0] ?? '', MISSING] })
    s.proxy.takeTraffic()
    await client.query(ListDocument, { ids: [s.own[0] ?? '', MISSING] })
    const isRefetched = s.proxy.takeTraffic() !== ''
    const [error] = result.error?.graphQLErrors ?? []
    return [result.data?.posts.map((post) => post !== null), error?.extensions.code, isRefetched]
  }

  it('is returned with its error by the default cache', async () => {
    expect(await list(cacheExchange)).toEqual([[true, false], 'POST_NOT_FOUND', false])
  })

  it('is discarded by Graphcache without the schema, and fetched again each time', async () => {
    expect(await list(graphcache({ keys }))).toEqual([undefined, 'POST_NOT_FOUND', true])
    expect(await list()).toEqual([[true, false], 'POST_NOT_FOUND', true])
  })
})

it('joins the pages of the posts of an account', async () => {
  await using s = await createSetup()
  const client = createClient(s.owner)
  const first = await client.query(ACCOUNTS, { first: 10 })
  const after = first.data.viewer.accounts[0].posts.pageInfo.endCursor
  const { data } = await client.query(ACCOUNTS, { first: 10, after })
  const [account, ...others] = data.viewer.accounts
  expect([account.posts.edges.length, others]).toEqual([20, []])
})

it('has a key or an embedding rule for every type', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  try {
    await using s = await createSetup()
    const ids = s.own.slice(0, 20)
    const everything = `query ($ids: [PostID!]!) { posts(ids: $ids) { id referencedPosts { postId type }
      media { __typename mediaKey ... on Video { organicMetrics { viewCount } variants { url } } }
      entities { urls { url } hashtags { tag } } author { id publicMetrics { postCount } } polls { options { label } } } }`
    const { data, error } = await createClient(s.owner).query(everything, { ids })
    expect(error).toBeUndefined()
    expect(data.posts).toHaveLength(20)
    expect(warned.mock.calls).toEqual([])
  } finally {
    warned.mockRestore()
  }
})

it('the generated cache files match the schema', () => {
  // The generator sorts the schema.
  const schema = lexicographicSortSchema(buildSchema(read('schema.graphql')))
  for (const [name, plugin] of Object.entries({ embedded, introspection })) {
    expect(read(`examples/shared/generated/${name}.ts`).trim(), name).toBe(plugin(schema).trim())
  }
})
