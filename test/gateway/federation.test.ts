// Apollo Federation: the gateway as a subgraph.

import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'
import { expect, it } from 'vitest'

import { createTestGateway } from '../kit/gateway.ts'
import { onBothPaths } from '../kit/paths.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const SDL = '{ _service { sdl } }'

const CAMPAIGNS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { campaigns: [Campaign!]! }
  type Campaign { name: String! posts: [Post!]! lead: User }
  type Post @key(fields: "id") { id: ID! campaign: Campaign }
  type User @key(fields: "id", resolvable: false) { id: ID! }
`

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Post { id text author { username } } ... on User { id name } } }`

it('composes with another subgraph that refers to posts and users', async () => {
  await using g = await createTestGateway()
  const { data } = await g.query(SDL)
  const services = [
    { name: 'metrics', typeDefs: parse(data._service.sdl), url: g.url },
    { name: 'campaigns', typeDefs: parse(CAMPAIGNS), url: 'http://campaigns.example' },
  ]
  const result = composeServices(services)
  assertCompositionSuccess(result)
  expect(result.supergraphSdl).toMatch(/type Post\b[^{]*@join__type\(graph: METRICS, key: "id"\)/)
  expect(result.supergraphSdl).not.toContain('_entities')
})

it('loads posts and users by their keys, in the order of the representations', async () => {
  await using g = await createTestGateway()
  const posts = foreignPosts(g.x).slice(0, 2)
  const { id: own } = first(ownPosts(g.x), () => true)
  const representations = [
    { __typename: 'Post', id: posts[1]?.id },
    { __typename: 'User', id: '2244994945' },
    { __typename: 'Post', id: '987654320000' },
    { __typename: 'Account', id: '1' },
    { __typename: 'Post', id: own },
    { __typename: 'Post', id: posts[0]?.id },
  ]
  const parameters = { query: ENTITIES, variables: { representations } }
  await g.query(ENTITIES, { representations })
  const calls = g.takeRequests().map(({ ids }) => ids)
  expect(calls.toSorted((one, other) => one.length - other.length)).toEqual([
    ['2244994945'],
    [posts[1]?.id, '987654320000', own, posts[0]?.id],
  ])
  const [fast, yoga] = await onBothPaths(g, parameters)
  expect(fast).toEqual(yoga)
  const { data, errors } = JSON.parse(fast.text)
  const author = { username: expect.any(String) }
  expect(data._entities).toEqual([
    { __typename: 'Post', id: posts[1]?.id, text: posts[1]?.text, author },
    { __typename: 'User', id: '2244994945', name: expect.any(String) },
    null,
    null,
    { __typename: 'Post', id: own, text: expect.any(String), author },
    { __typename: 'Post', id: posts[0]?.id, text: posts[0]?.text, author },
  ])
  const codes = (errors as { path: unknown[]; extensions: { code: string } }[]).map(
    ({ path, extensions }) => [path.at(-1), extensions.code],
  )
  expect(codes).toEqual(
    expect.arrayContaining([
      [2, 'POST_NOT_FOUND'],
      [3, 'BAD_USER_INPUT'],
    ]),
  )
})

it('does not show the schema where introspection is off', async () => {
  await using g = await createTestGateway({ environment: { INTROSPECTION: 'off' } })
  const { errors } = await g.query(SDL)
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  const { data } = await g.query(ENTITIES, { representations: [] })
  expect(data).toEqual({ _entities: [] })
})
