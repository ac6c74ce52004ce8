// What is urql's own: its cache wants to be told of everything that has no key.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Client, cacheExchange, type Exchange, fetchExchange } from '@urql/core'
import { cacheExchange as graphcache } from '@urql/exchange-graphcache'
import { buildSchema } from 'graphql'
import { describe, expect, it, vi } from 'vitest'

import { plugin as embedded } from '../../../examples/shared/embedded.plugin.ts'
import { ListDocument } from '../../../examples/shared/generated/graphql.ts'
import { plugin as introspection } from '../../../examples/shared/introspection.plugin.ts'
import { createClient, keys } from '../../../examples/urql.ts'
import { ROOT } from '../../kit/command.ts'
import { ACCOUNTS, MISSING, setUp } from './set-up.ts'

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

describe('a list with a missing post', () => {
  const list = async (exchange?: Exchange) => {
    await using s = await setUp()
    const client = exchange
      ? new Client({ url: s.owner.url, exchanges: [exchange, fetchExchange] })
      : createClient(s.owner)
    const answer = await client.query(ListDocument, { ids: [s.own[0] ?? '', MISSING] })
    s.wire.heard()
    await client.query(ListDocument, { ids: [s.own[0] ?? '', MISSING] })
    const isAskedAgain = s.wire.heard() !== ''
    const [error] = answer.error?.graphQLErrors ?? []
    return [answer.data?.posts.map((post) => post !== null), error?.extensions.code, isAskedAgain]
  }

  it('is shown beside its error, by default', async () => {
    expect(await list(cacheExchange)).toEqual([[true, false], 'POST_NOT_FOUND', false])
  })

  it('is thrown away by Graphcache, unless it knows the schema; then it is asked for again each time', async () => {
    expect(await list(graphcache({ keys }))).toEqual([undefined, 'POST_NOT_FOUND', true])
    expect(await list()).toEqual([[true, false], 'POST_NOT_FOUND', true])
  })
})

it('puts an account’s pages together, too', async () => {
  await using s = await setUp()
  const client = createClient(s.owner)
  const first = await client.query(ACCOUNTS, { first: 10 })
  const after = first.data.viewer.accounts[0].posts.pageInfo.endCursor
  const { data } = await client.query(ACCOUNTS, { first: 10, after })
  const [account, ...others] = data.viewer.accounts
  expect([account.posts.edges.length, others]).toEqual([20, []])
})

it('finds nothing in the schema of which it does not know what it is kept by', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  try {
    await using s = await setUp()
    const ids = s.own.slice(0, 20)
    const everything = `query ($ids: [PostID!]!) { posts(ids: $ids) { id referencedPosts { id type }
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

it('what is generated for caches is of this schema', () => {
  const schema = buildSchema(read('schema.graphql'))
  for (const [name, plugin] of Object.entries({ embedded, introspection })) {
    expect(read(`examples/shared/generated/${name}.ts`).trim(), name).toBe(plugin(schema).trim())
  }
})
