// Behavior specific to Apollo Client: it discards data on errors, and its cache has to be cleared after a logout.

import { CombinedGraphQLErrors } from '@apollo/client'
import { expect, it } from 'vitest'

import { createClient, listPosts } from '../../../examples/apollo.ts'
import { ListDocument } from '../../../examples/shared/generated/graphql.ts'
import { ACCOUNTS, createSetup, MISSING } from './setup.ts'

interface Accounts {
  readonly viewer: {
    readonly accounts: readonly {
      readonly posts: {
        readonly edges: readonly object[]
        readonly pageInfo: { readonly endCursor: string }
      }
    }[]
  }
}

it('by default returns a list with posts of others, because unavailable metrics are not errors', async () => {
  await using s = await createSetup()
  const ids = [s.own[0] ?? '', s.foreign[0] ?? '']
  const result = await createClient(s.owner).query({
    query: ListDocument,
    variables: { ids },
    errorPolicy: 'none',
  })
  expect(result.error).toBeUndefined()
  expect(result.data?.posts.map((post) => post?.id)).toEqual(ids)
})

it('by default discards a list with one missing post, but the error contains the data', async () => {
  await using s = await createSetup()
  const ids = [s.own[0] ?? '', MISSING]
  const response = createClient(s.owner).query({
    query: ListDocument,
    variables: { ids },
    errorPolicy: 'none',
  })
  const error = await response.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CombinedGraphQLErrors)
  expect(error).toMatchObject({
    errors: [{ extensions: { code: 'POST_NOT_FOUND' } }],
    data: { posts: [{ id: ids[0] }, null] },
  })
})

it('serves a repeated list from the cache, without the error of the missing post', async () => {
  await using s = await createSetup()
  const client = createClient(s.owner)
  const ids = [s.own[0] ?? '', MISSING]
  const first = await listPosts(client, ids)
  expect(first.missing).toHaveLength(1)
  s.proxy.takeTraffic()
  expect(await listPosts(client, ids)).toEqual({ posts: first.posts, missing: [] })
  expect(s.proxy.takeTraffic()).toBe('')
})

it('joins the pages of the posts of an account', async () => {
  await using s = await createSetup()
  const client = createClient(s.owner)
  const list = { query: ACCOUNTS, variables: { first: 10 } }
  const shown = () => client.readQuery<Accounts>(list)?.viewer.accounts.map(({ posts }) => posts)
  await client.query(list)
  const after = shown()?.[0]?.pageInfo.endCursor
  await client.watchQuery(list).fetchMore({ variables: { after } })
  expect(shown()?.map(({ edges }) => edges.length)).toEqual([20])
})

it('serves private metrics from the cache after a logout until the store is cleared', async () => {
  await using s = await createSetup()
  let session = s.owner
  const client = createClient({ ...s.owner, headers: () => session.headers?.() ?? {} })
  const ids = s.own.slice(0, 2)
  const metrics = async () => {
    const { posts } = await listPosts(client, ids)
    return posts.map((post) => post?.organicMetrics ?? null)
  }
  const seen = await metrics()
  expect(seen).not.toContain(null)
  session = s.anonymous
  expect(await metrics()).toEqual(seen)
  await client.clearStore()
  expect(await metrics()).toEqual([null, null])
})
