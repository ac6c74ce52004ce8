// What is Apollo Client's own: it throws data away, and its cache is emptied rather than left.

import { CombinedGraphQLErrors } from '@apollo/client'
import { expect, it } from 'vitest'

import { createClient, listPosts } from '../../../examples/apollo.ts'
import { ListDocument } from '../../../examples/shared/generated/graphql.ts'
import { ACCOUNTS, MISSING, setUp } from './set-up.ts'

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

it('by default shows a list with foreign posts, for refusals are no errors', async () => {
  await using s = await setUp()
  const ids = [s.own[0] ?? '', s.foreign[0] ?? '']
  const answer = await createClient(s.owner).query({
    query: ListDocument,
    variables: { ids },
    errorPolicy: 'none',
  })
  expect(answer.error).toBeUndefined()
  expect(answer.data?.posts.map((post) => post?.id)).toEqual(ids)
})

it('by default throws a list away for one missing post; the error has the others', async () => {
  await using s = await setUp()
  const ids = [s.own[0] ?? '', MISSING]
  const asked = createClient(s.owner).query({
    query: ListDocument,
    variables: { ids },
    errorPolicy: 'none',
  })
  const error = await asked.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CombinedGraphQLErrors)
  expect(error).toMatchObject({
    errors: [{ extensions: { code: 'POST_NOT_FOUND' } }],
    data: { posts: [{ id: ids[0] }, null] },
  })
})

it('shows the list again without asking, and without the reason why a post is missing', async () => {
  await using s = await setUp()
  const client = createClient(s.owner)
  const ids = [s.own[0] ?? '', MISSING]
  const first = await listPosts(client, ids)
  expect(first.missing).toHaveLength(1)
  s.wire.heard()
  expect(await listPosts(client, ids)).toEqual({ posts: first.posts, missing: [] })
  expect(s.wire.heard()).toBe('')
})

it('puts an account’s pages together, too', async () => {
  await using s = await setUp()
  const client = createClient(s.owner)
  const list = { query: ACCOUNTS, variables: { first: 10 } }
  const shown = () => client.readQuery<Accounts>(list)?.viewer.accounts.map(({ posts }) => posts)
  await client.query(list)
  const after = shown()?.[0]?.pageInfo.endCursor
  await client.watchQuery(list).fetchMore({ variables: { after } })
  expect(shown()?.map(({ edges }) => edges.length)).toEqual([20])
})

it('shows whoever logs out nothing more once its store is cleared, and everything until then', async () => {
  await using s = await setUp()
  let session = s.owner
  const client = createClient({ ...s.owner, headers: () => session.headers?.() ?? {} })
  const ids = s.own.slice(0, 2)
  const metrics = async () => {
    const { posts } = await listPosts(client, ids)
    return posts.map((post) => post?.organicMetrics ?? null)
  }
  const seen = await metrics()
  expect(seen).not.toContain(null)
  session = s.nobody
  expect(await metrics()).toEqual(seen)
  await client.clearStore()
  expect(await metrics()).toEqual([null, null])
})
