// Users that posts lead to: an author, the user of a reply, a mention. One that X does not give is explained.

import { describe, expect, it } from 'vitest'

import type { World, WorldPost, WorldUser } from '../../sandbox/index.ts'
import { generateWorld } from '../../sandbox/world/index.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts } from '../kit/sandbox/posts.ts'

const NOBODY = '987654321'

/** The built-in world, with some changes to a post that everybody sees. */
const worldWith = (
  change: (post: WorldPost, world: World, suspended: WorldUser, known: WorldUser) => WorldPost,
): { readonly world: World; readonly id: string; readonly known: WorldUser } => {
  const world = generateWorld(1, NOW)
  const users = [...world.users.values()]
  const suspended = first(users, (user) => user.suspended)
  const post = first([...world.posts.values()], ({ authorId, createdAt, mediaKeys }) => {
    const author = world.users.get(authorId)
    return (
      author !== undefined &&
      !author.protected &&
      !author.suspended &&
      !world.accounts.includes(authorId) &&
      createdAt < NOW &&
      mediaKeys.length === 0
    )
  })
  const known = first(users, ({ id, ...user }) => !user.suspended && id !== post.authorId)
  const posts = new Map(world.posts).set(post.id, change(post, world, suspended, known))
  return { world: { ...world, posts }, id: post.id, known }
}

const mention = (username: string, id?: string) => ({
  start: 0,
  end: username.length + 1,
  username,
  ...(id !== undefined && { id }),
})

/** Paths of calls since the last look. */
const callsOf = ({ x }: TestGateway, since: number): string[] =>
  x.requests.slice(since).map(({ path }) => path)

describe('a user whom X does not give', () => {
  it.each([
    ['does not exist', 'USER_NOT_FOUND', () => NOBODY],
    ['is suspended', 'USER_NOT_VISIBLE', ({ id }: WorldUser) => id],
  ])(
    'and who %s is null with an error at the place, without another call',
    async (_, code, idOf) => {
      let userId = ''
      const { world, id } = worldWith((post, __, suspended) => {
        userId = idOf(suspended)
        return { ...post, inReplyToUserId: userId }
      })
      await using g = await createTestGateway({
        seed: world,
        environment: { CACHE_TTL_SECONDS: '60' },
      })
      const [other] = foreignPosts(g.x).filter((post) => post.id !== id)
      const query = `{ posts(ids: ${literal([id, other?.id ?? ''])}) { id author { username } inReplyToUser { id username } } }`
      const answer = await g.query(query)
      expect(answer.data.posts[0].inReplyToUser).toBeNull()
      expect(answer.data.posts[0].author.username).toBeTypeOf('string')
      expect(answer.errors).toMatchObject([
        { path: ['posts', 0, 'inReplyToUser'], extensions: { code, user: userId } },
      ])
      expect(callsOf(g, 0)).toEqual(['/2/tweets'])
      // From the cache as well.
      expect((await g.query(query)).errors).toEqual(answer.errors)
      expect(callsOf(g, 0)).toEqual(['/2/tweets'])
      // The id is known without the user.
      const { data, errors } = await g.query(`{ post(id: "${id}") { inReplyToUser { id } } }`)
      expect([data.post.inReplyToUser, errors]).toEqual([{ id: userId }, undefined])
    },
  )

  it('in a mention is null with an error at the place, and its neighbor is shown', async () => {
    const { world, id, known } = worldWith((post, _, suspended, user) => ({
      ...post,
      entities: {
        mentions: [
          mention('nobody_at_all'),
          mention(suspended.username, suspended.id),
          mention(user.username.toUpperCase(), user.id),
        ],
      },
    }))
    await using g = await createTestGateway({ seed: world })
    const { data, errors } = await g.query(
      `{ post(id: "${id}") { entities { mentions { username user { id name } } } } }`,
    )
    expect(data.post.entities.mentions.map(({ user }: { user: unknown }) => user)).toEqual([
      null,
      null,
      { id: known.id, name: known.name },
    ])
    expect(errors?.map(({ path, extensions: { code } }) => [path?.[3], code])).toEqual([
      [0, 'USER_NOT_FOUND'],
      [1, 'USER_NOT_VISIBLE'],
    ])
    expect(callsOf(g, 0)).toEqual(['/2/tweets'])
  })

  it('hides no post beside it: a missing post is still said to be missing', async () => {
    const { world, id } = worldWith((post) => ({
      ...post,
      entities: { mentions: [mention('nobody_at_all')] },
    }))
    await using g = await createTestGateway({ seed: world })
    // X says nothing of the second post.
    g.x.fault({
      kind: 'answer',
      times: 1,
      body: {
        data: [{ id, text: 'hello', entities: { mentions: [mention('nobody_at_all')] } }],
        errors: [
          {
            detail: 'Could not find user with entities.mentions.username: [nobody_at_all].',
            parameter: 'entities.mentions.username',
            resource_id: 'nobody_at_all',
            resource_type: 'user',
            title: 'Not Found Error',
            type: 'https://api.x.com/2/problems/resource-not-found',
            value: 'nobody_at_all',
          },
        ],
      },
    })
    const { errors } = await g.query(
      `{ posts(ids: ${literal([id, NOBODY])}) { entities { mentions { user { name } } } } }`,
    )
    expect(errors?.map(({ extensions }) => extensions.code).sort()).toEqual([
      'POST_NOT_FOUND',
      'USER_NOT_FOUND',
    ])
  })

  it('in the whole text of a long post comes with the post', async () => {
    const { world, id, known } = worldWith((post, _, __, user) => ({
      ...post,
      entities: { mentions: [] },
      note: {
        text: 'long',
        entities: { mentions: [mention(user.username, user.id), mention('gone', NOBODY)] },
      },
    }))
    await using g = await createTestGateway({ seed: world })
    const { data, errors } = await g.query(
      `{ post(id: "${id}") { note { entities { mentions { user { id name } } } } } }`,
    )
    expect(data.post.note.entities.mentions).toEqual([
      { user: { id: known.id, name: known.name } },
      { user: null },
    ])
    expect(errors).toMatchObject([
      {
        path: ['post', 'note', 'entities', 'mentions', 1, 'user'],
        extensions: { code: 'USER_NOT_FOUND', user: 'gone' },
      },
    ])
    expect(callsOf(g, 0)).toEqual(['/2/tweets'])
  })
})

describe('a user whom X does not expand', () => {
  it('though it was asked to is loaded by id', async () => {
    await using g = await createTestGateway()
    const [post] = foreignPosts(g.x)
    const author = g.x.world.users.get(post?.authorId ?? '')
    g.x.fault({
      kind: 'answer',
      times: 1,
      body: { data: [{ id: post?.id, text: 'hello', author_id: author?.id }] },
    })
    const { data, errors } = await g.query(`{ post(id: "${post?.id}") { author { name } } }`)
    expect([data.post.author, errors]).toEqual([{ name: author?.name }, undefined])
  })

  it('in a profile is loaded by username', async () => {
    const grown = generateWorld(1, NOW)
    const [user, other] = [...grown.users.values()].filter(({ suspended }) => !suspended)
    if (user === undefined || other === undefined) throw new Error('the world has no such users')
    const users = new Map(grown.users).set(user.id, {
      ...user,
      entities: { description: { mentions: [mention(other.username)] } },
    })
    await using g = await createTestGateway({ seed: { ...grown, users } })
    const { data, errors } = await g.query(
      `{ user(by: { id: "${user.id}" }) { entities { description { mentions { user { id name } } } } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.user.entities.description.mentions).toEqual([
      { user: { id: other.id, name: other.name } },
    ])
  })
})

it('media, polls and places that X does not send are said to be missing', async () => {
  await using g = await createTestGateway()
  const [post] = foreignPosts(g.x)
  const attachments = { media_keys: ['3_1'], poll_ids: ['2'] }
  g.x.fault({
    kind: 'answer',
    body: { data: [{ id: post?.id, text: 'hello', attachments, geo: { place_id: '3' } }] },
  })
  const { data, extensions } = await g.query(
    `{ post(id: "${post?.id}") { media { mediaKey width } polls { id votingStatus } geo { place { id name } } } }`,
  )
  expect(data.post).toEqual({
    media: [{ mediaKey: '3_1', width: null }],
    polls: [{ id: '2', votingStatus: null }],
    geo: { place: { id: '3', name: null } },
  })
  expect(extensions.notices?.map(({ code, postIds }) => [code, postIds])).toEqual(
    Array.from({ length: 3 }, () => ['INCOMPLETE', [post?.id]]),
  )
})
