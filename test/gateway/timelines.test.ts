import { describe, expect, it } from 'vitest'
import { cursorOf } from '../../src/schema/connection.ts'
import { createTestGateway, type GraphQLResponse, type TestGateway } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { logIn } from '../kit/sandbox/login.ts'
import { HOUR, idAt, worldWithPosts } from '../kit/sandbox/world-with-posts.ts'

const MANNERS = ['current', 'classic'] as const

interface Page {
  readonly ids: readonly string[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly endCursor: string | null
  readonly answer: GraphQLResponse
}

const PAGE =
  'edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

const pageOf = (answer: GraphQLResponse): Page => {
  expect(answer.errors).toBeUndefined()
  const { edges, pageInfo } = answer.data.user.posts
  const ids = edges.map(({ node }: { node: { id: string } }) => node.id)
  const cursors = edges.map(({ cursor }: { cursor: string }) => cursor)
  expect(cursors).toEqual(ids.map(cursorOf))
  expect(pageInfo.startCursor).toBe(cursors[0] ?? null)
  expect(pageInfo.endCursor).toBe(cursors.at(-1) ?? null)
  return { ids, ...pageInfo, answer }
}

const postsOf = async (
  gateway: TestGateway,
  userId: string,
  args: string,
  selection = PAGE,
): Promise<Page> =>
  pageOf(
    await gateway.query(`{ user(by: { id: "${userId}" }) { posts(${args}) { ${selection} } } }`),
  )

/** Reads all pages with the cursor of the previous one. */
const walk = async (
  gateway: TestGateway,
  userId: string,
  args: string,
  meanwhile: (page: number) => void = () => {},
): Promise<{ readonly ids: readonly string[]; readonly pages: number }> => {
  const ids: string[] = []
  let after = ''
  for (let pages = 1; ; pages++) {
    const page = await postsOf(gateway, userId, `${args}${after}`)
    ids.push(...page.ids)
    if (!page.hasNextPage) return { ids, pages }
    after = `, after: "${page.endCursor ?? ''}"`
    meanwhile(pages)
  }
}

const paths = ({ x }: TestGateway, since = 0): string[] =>
  x.requests.slice(since).map(({ path }) => path)

describe('all posts of a user', () => {
  it('10,000 own posts need 100 calls, without duplicates or gaps, while new posts are created', async () => {
    const coming = 50
    let now = NOW
    const { world, writerId, ids } = worldWithPosts({ posts: 10_000 + coming, upcoming: coming })
    await using gateway = await createTestGateway({ seed: world, reach: 20_000, now: () => now })
    const walked = await walk(gateway, writerId, 'first: 100', () => {
      // A new post is created on every other page.
      now += HOUR / 2
    })
    expect(walked.ids).toEqual(ids.slice(coming))
    expect(walked.pages).toBe(100)
    expect(paths(gateway)).toEqual(Array(100).fill(`/2/users/${writerId}/tweets`))
    expect(new Set(gateway.x.requests.map(({ context }) => context))).toEqual(new Set([writerId]))
    const newer = await postsOf(
      gateway,
      writerId,
      `first: 100, before: "${cursorOf(walked.ids[0] ?? '')}"`,
    )
    expect(newer.ids).toEqual(ids.slice(1, coming))
  })

  it('end at X’s limit of 3,200 posts, which need 32 calls', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 4000 })
    await using gateway = await createTestGateway({ seed: world })
    const { ids: reached } = await walk(gateway, writerId, 'first: 500')
    expect(reached).toEqual(ids.slice(0, 3200))
    expect(gateway.x.requests).toHaveLength(32)
  })

  it.each(MANNERS)(
    'include private metrics of posts of any age, with %s behavior of X',
    async (manners) => {
      const { world, writerId, ids } = worldWithPosts({
        posts: 300,
        // One every 12 hours: the oldest is 150 days old.
        special: (index) => {
          const createdAt = NOW - index * 12 * HOUR
          const id = idAt(createdAt)
          return { id, createdAt, conversationId: id, versions: [id] }
        },
      })
      await using gateway = await createTestGateway({ seed: world, manners })
      const reasons: (string | undefined)[] = []
      const seen: string[] = []
      let after = ''
      do {
        const { data, errors } = await gateway.query(
          `{ user(by: { id: "${writerId}" }) { posts(first: 100${after}) {
          nodes { id publicMetrics { likeCount } organicMetrics { likeCount } unavailableMetrics { reason } }
          pageInfo { hasNextPage endCursor } } } }`,
        )
        expect(errors).toBeUndefined()
        const { nodes, pageInfo } = data.user.posts
        for (const { id, publicMetrics, organicMetrics, unavailableMetrics } of nodes) {
          seen.push(id)
          expect(publicMetrics.likeCount).toBeTypeOf('number')
          const [why] = unavailableMetrics
          expect(organicMetrics === null).toBe(why !== undefined)
          reasons.push(why?.reason)
        }
        after = pageInfo.hasNextPage ? `, after: "${pageInfo.endCursor}"` : ''
      } while (after !== '')
      expect(seen).toEqual(ids)
      const served = reasons.filter((reason) => reason === undefined).length
      expect(served).toBeGreaterThanOrEqual(180)
      expect(reasons.slice(0, served)).toEqual(Array(served).fill(undefined))
      expect(new Set(reasons.slice(served))).toEqual(new Set(['EXPIRED']))
      // Three pages; in the classic manner what X dropped of the second is asked for again.
      expect(gateway.x.requests).toHaveLength(manners === 'classic' ? 4 : 3)
      // Private fields of older posts are not requested.
      expect(gateway.x.requests.at(-1)?.query['tweet.fields']).not.toContain('organic_metrics')
    },
  )
})

describe('a page', () => {
  const special = (index: number) => ({
    ...(index % 3 === 1 && { references: [{ type: 'replied_to' as const, id: '20' }] }),
    ...(index % 3 === 2 && { references: [{ type: 'retweeted' as const, id: '20' }] }),
  })

  it('has 20 posts by default, or the requested number', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 30 })
    await using gateway = await createTestGateway({ seed: world })
    const usual = await postsOf(gateway, writerId, 'after: null')
    expect(usual).toMatchObject({
      ids: ids.slice(0, 20),
      hasNextPage: true,
      hasPreviousPage: false,
    })
    // X returns at least five posts per page.
    const two = await postsOf(gateway, writerId, `first: 2, after: "${cursorOf(ids[4] ?? '')}"`)
    expect(two).toMatchObject({ ids: ids.slice(5, 7), hasNextPage: true, hasPreviousPage: true })
    const none = await postsOf(gateway, writerId, 'first: 0')
    expect(none).toMatchObject({ ids: [], hasNextPage: false, endCursor: null })
    expect(gateway.x.requests.map(({ query }) => query.max_results)).toEqual(['20', '5'])
  })

  it('is filled from several pages of X when replies and reposts are excluded', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 60, special })
    await using gateway = await createTestGateway({ seed: world })
    const plain = ids.filter((_, index) => index % 3 === 0)
    const page = await postsOf(
      gateway,
      writerId,
      'first: 15, excludeReplies: true, excludeReposts: true',
    )
    expect(page).toMatchObject({ ids: plain.slice(0, 15), hasNextPage: true })
    const { ids: all } = await walk(
      gateway,
      writerId,
      'first: 7, excludeReplies: true, excludeReposts: true',
    )
    expect(all).toEqual(plain)
    const { ids: reposts } = await walk(gateway, writerId, 'first: 50, excludeReplies: true')
    expect(reposts).toEqual(ids.filter((_, index) => index % 3 !== 1))
  })

  it('skips empty pages of X', async () => {
    const { world, writerId, ids } = worldWithPosts({
      posts: 40,
      special: (index) => (index < 30 ? special(1) : {}),
    })
    await using gateway = await createTestGateway({ seed: world })
    const page = await postsOf(gateway, writerId, 'first: 10, excludeReplies: true')
    expect(page).toMatchObject({ ids: ids.slice(30), hasNextPage: false })
    expect(gateway.x.requests).toHaveLength(4)
  })

  it('respects since and until to the millisecond', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 20 })
    await using gateway = await createTestGateway({ seed: world })
    const at = (index: number, more = 0) => new Date(NOW - index * HOUR + more).toISOString()
    const both = `since: "${at(9)}", until: "${at(4)}"`
    expect(await postsOf(gateway, writerId, both)).toMatchObject({ ids: ids.slice(5, 10) })
    expect(
      await postsOf(gateway, writerId, `since: "${at(9, 1)}", until: "${at(4, 1)}"`),
    ).toMatchObject({ ids: ids.slice(4, 9) })
    expect(
      await postsOf(gateway, writerId, `${both}, after: "${cursorOf(ids[6] ?? '')}"`),
    ).toMatchObject({
      ids: ids.slice(7, 10),
    })
    expect(
      await postsOf(gateway, writerId, `${both}, after: "${cursorOf(ids[1] ?? '')}"`),
    ).toMatchObject({
      ids: ids.slice(5, 10),
    })
    expect(await postsOf(gateway, writerId, 'until: "2009-01-01T00:00:00Z"')).toMatchObject({
      ids: [],
    })
    expect(await postsOf(gateway, writerId, 'since: "2009-01-01T00:00:00Z"')).toMatchObject({ ids })
  })

  it('supports backward pagination', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 250 })
    await using gateway = await createTestGateway({ seed: world })
    const page = await postsOf(gateway, writerId, `last: 10, before: "${cursorOf(ids[120] ?? '')}"`)
    expect(page).toMatchObject({
      ids: ids.slice(110, 120),
      hasPreviousPage: true,
      hasNextPage: true,
    })
    expect(gateway.x.requests).toHaveLength(2)
    const first = await postsOf(gateway, writerId, `last: 10, before: "${cursorOf(ids[3] ?? '')}"`)
    expect(first).toMatchObject({ ids: ids.slice(0, 3), hasPreviousPage: false })
    const end = await postsOf(gateway, writerId, 'last: 3')
    expect(end).toMatchObject({ ids: ids.slice(-3), hasPreviousPage: true, hasNextPage: false })
  })

  it.each([
    ['first: -1', 'posts(first:) cannot be negative.'],
    ['last: -1', 'posts(last:) cannot be negative.'],
    ['first: 1, last: 1', 'posts takes first or last, and got both.'],
    [
      'first: 501',
      'posts(first:) takes at most 500 and got 501. Page with after, or raise MAX_POSTS_PER_REQUEST.',
    ],
    ['last: 501', 'posts(last:) takes at most 500 and got 501. Use first and after.'],
    [
      'after: "x"',
      'posts(after:) is not a cursor of this gateway. Send a cursor of an earlier page, unchanged.',
    ],
    [
      'before: ""',
      'posts(before:) is not a cursor of this gateway. Send a cursor of an earlier page, unchanged.',
    ],
    [
      'last: 1',
      'The section has more than 500 posts. X sends the newest first, so all of them would have to be read to find the oldest ones. Set since or before, or use first and after.',
    ],
  ])('refuses %s', async (args, message) => {
    const { world, writerId } = worldWithPosts({ posts: 501 })
    await using gateway = await createTestGateway({ seed: world })
    const { data, errors } = await gateway.query(
      `{ user(by: { id: "${writerId}" }) { posts(${args}) { nodes { id } } } }`,
    )
    expect(data).toEqual({ user: { posts: null } })
    expect(errors).toMatchObject([
      { message, path: ['user', 'posts'], extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  it('counts toward the query cost by its maximum size', async () => {
    await using gateway = await createTestGateway()
    const costing = async (args: string): Promise<unknown> => {
      const fields = Array.from({ length: 5 }, (_, n) => `a${n}: posts${args} { nodes { id } }`)
      const { errors } = await gateway.query(
        `query ${args.includes('$') ? '($n: Int = 500) ' : ''}{ user(by: { id: "2244994945" }) { ${fields.join(' ')} } }`,
      )
      return errors?.[0]?.extensions.found
    }
    // One point per post, and two for the user.
    expect(await costing('(first: 500)')).toBe(2502)
    expect(await costing('(first: $n)')).toBe(2502)
    expect(await costing('(last: 1)')).toBe(2502)
    expect(await costing('')).toBeUndefined()
    expect(await costing('(first: 100)')).toBeUndefined()
  })
})

describe('the credential', () => {
  it('is the account’s own for its posts, at the price of owned reads, and fills the post cache', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 10 })
    await using gateway = await createTestGateway({
      seed: world,
      environment: { PRIVATE_CACHE_TTL_SECONDS: '30' },
    })
    const numbers = 'id publicMetrics { likeCount } organicMetrics { impressionCount }'
    const { data, extensions } = await gateway.query(
      `{ viewer { accounts { posts(first: 10) { nodes { ${numbers} } } } } }`,
    )
    expect(data.viewer.accounts[0].posts.nodes).toHaveLength(10)
    expect(extensions.upstream).toEqual({
      calls: 1,
      postsRead: 10,
      usersRead: 0,
      fromCache: 0,
      coalesced: 0,
      estimatedCostUsd: 0.01,
    })
    expect(gateway.x.requests).toMatchObject([
      { path: `/2/users/${writerId}/tweets`, context: writerId },
    ])
    const again = await gateway.query(
      'query ($ids: [PostID!]!) { posts(ids: $ids) { id organicMetrics { impressionCount } } }',
      { ids },
    )
    expect(again.data.posts.map(({ id }: { id: string }) => id)).toEqual(ids)
    expect(again.extensions.upstream).toMatchObject({ calls: 0, fromCache: 10 })
    const third = await gateway.query(
      '{ viewer { accounts { posts(first: 10) { nodes { id organicMetrics { likeCount } } } } } }',
    )
    expect(third.extensions.upstream).toMatchObject({
      calls: 0,
      fromCache: 10,
      estimatedCostUsd: 0,
    })
    const more = await gateway.query(
      '{ viewer { accounts { posts(first: 10) { nodes { lang } } } } }',
    )
    expect(more.extensions.upstream).toMatchObject({ calls: 1, postsRead: 10, estimatedCostUsd: 0 })
    expect(gateway.x.requests).toHaveLength(2)
  })

  it.each(MANNERS)(
    'is the app’s for posts of others, without private fields, with %s behavior of X',
    async (manners) => {
      await using gateway = await createTestGateway({
        manners,
        environment: { CACHE_TTL_SECONDS: '60' },
      })
      const { data, errors, extensions } = await gateway.query(
        `{ user(by: { id: "2244994945" }) { posts(first: 5) { nodes { id author { id } publicMetrics { likeCount }
         promotedMetrics { likeCount } unavailableMetrics { variant reason } } } } }`,
      )
      expect(errors).toBeUndefined()
      const { nodes } = data.user.posts
      expect(nodes).toHaveLength(5)
      for (const node of nodes) {
        expect(node).toMatchObject({
          author: { id: '2244994945' },
          promotedMetrics: null,
          unavailableMetrics: [{ variant: 'PROMOTED', reason: 'NOT_OWNER' }],
        })
        expect(node.publicMetrics.likeCount).toBeTypeOf('number')
      }
      expect(extensions.notices).toMatchObject([{ code: 'NOT_OWNER', variant: 'PROMOTED' }])
      expect(gateway.x.requests).toMatchObject([{ context: 'app' }])
      const ids = nodes.map(({ id }: { id: string }) => id)
      const again = await gateway.query(
        'query ($ids: [PostID!]!) { posts(ids: $ids) { publicMetrics { likeCount } } }',
        { ids },
      )
      expect(again.extensions.upstream).toMatchObject({ calls: 0, fromCache: 5 })
    },
  )

  it('is the app’s for referenced posts, which are never requested with private fields', async () => {
    await using gateway = await createTestGateway()
    const { errors, data } = await gateway.query(
      `{ viewer { accounts { posts(first: 50) { nodes {
        organicMetrics { likeCount } referencedPosts { type post { id publicMetrics { likeCount } } } } } } } }`,
    )
    const refers = data.viewer.accounts[0].posts.nodes.filter(
      ({ referencedPosts }: { referencedPosts: unknown }) => referencedPosts !== null,
    )
    expect(refers.length).toBeGreaterThan(0)
    const codes = new Set(errors?.map(({ extensions }) => extensions.code))
    expect(codes.has('POST_NOT_FOUND') || codes.has('POST_NOT_VISIBLE') || codes.size === 0).toBe(
      true,
    )
    const [timeline, lookup, ...others] = gateway.takeRequests()
    expect(timeline).toMatchObject({ as: 'owner', expansions: '' })
    expect(lookup).toMatchObject({ as: 'app' })
    expect(lookup?.fields).not.toContain('organic_metrics')
    expect(others).toEqual([])
  })

  it('is the app’s for an account with a refused credential, and a reason is returned', async () => {
    await using gateway = await createTestGateway({ asX: true })
    const { x } = gateway
    const userId = x.world.accounts[1] ?? ''
    const token = await logIn(x, userId)
    const headers = { 'x-user-token': token }
    const query = `{ user(by: { id: "${userId}" }) { posts(first: 5) { nodes { id organicMetrics { likeCount } } } } }`
    const alive = await gateway.query(query, {}, headers)
    expect(alive.errors).toBeUndefined()
    expect(alive.data.user.posts.nodes[0].organicMetrics).not.toBeNull()
    x.reset()
    const dead = await gateway.query(query, {}, headers)
    expect(dead.errors).toMatchObject([
      { path: ['user', 'posts'], extensions: { code: 'UNAUTHENTICATED' } },
    ])
  })
})

describe('with an archive', () => {
  it.each(MANNERS)(
    'only the author’s page has archived private metrics, with %s behavior of X',
    async (manners) => {
      const { world, writerId, ids } = worldWithPosts({ posts: 10 })
      let now = NOW
      await using gateway = await createTestGateway({
        seed: world,
        manners,
        now: () => now,
        asX: true,
        environment: { ARCHIVE: 'on', GATEWAY_KEY: 'a key that nobody can guess' },
      })
      const owner = { authorization: 'Bearer a key that nobody can guess' }
      const numbers = 'id organicMetrics { impressionCount asOf } unavailableMetrics { reason }'
      const page = `{ user(by: { id: "${writerId}" }) { posts(first: 10) { nodes { ${numbers} } } } }`
      const before = (await gateway.query(page, {}, owner)).data.user.posts.nodes
      expect(before.map(({ id }: { id: string }) => id)).toEqual(ids)
      await expect
        .poll(
          async () =>
            (
              await gateway.query(
                `{ post(id: "${ids[9]}") { metricsHistory(variant: ORGANIC, since: "2026-11-01T00:00:00Z") { at } } }`,
                {},
                owner,
              )
            ).data.post.metricsHistory,
        )
        .toHaveLength(1)

      now += 100 * 24 * HOUR
      const after = (await gateway.query(page, {}, owner)).data.user.posts.nodes
      expect(after).toEqual(
        before.map((node: { organicMetrics: object }) => ({
          ...node,
          organicMetrics: { ...node.organicMetrics, asOf: new Date(NOW).toISOString() },
          unavailableMetrics: [{ reason: 'EXPIRED' }],
        })),
      )
      const anybody = { 'x-user-token': await logIn(gateway.x, world.accounts[1] ?? '') }
      const others = (await gateway.query(page, {}, anybody)).data.user.posts.nodes
      expect(others).toEqual(
        ids.map((id) => ({
          id,
          organicMetrics: null,
          unavailableMetrics: [{ reason: 'NOT_OWNER' }],
        })),
      )
    },
  )
})

describe('users', () => {
  it('by id and by username need one call each per query', async () => {
    await using gateway = await createTestGateway()
    const { data, errors, extensions } = await gateway.query(
      `{ a: user(by: { id: "2244994945" }) { username }
         b: user(by: { username: "@TwitterDev" }) { id }
         c: user(by: { username: "HALDENROASTERS" }) { id name }
         users(ids: ["1354143047324299264", "2244994945", "1354143047324299264"]) { id username publicMetrics { followersCount } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.a.username).toBe('TwitterDev')
    expect(data.b.id).toBe('2244994945')
    expect(data.c.id).toBe('1354143047324299264')
    expect(data.users.map(({ username }: { username: string }) => username)).toEqual([
      'haldenroasters',
      'TwitterDev',
      'haldenroasters',
    ])
    expect(
      gateway.x.requests.map(({ path, query }) => [path, query.ids ?? query.usernames]),
    ).toEqual([
      ['/2/users', '2244994945,1354143047324299264'],
      ['/2/users/by', 'TwitterDev,HALDENROASTERS'],
    ])
    expect(extensions.upstream).toMatchObject({ calls: 2, estimatedCostUsd: 0.02 })
  })

  it('need no call for the id alone, or when cached', async () => {
    await using gateway = await createTestGateway({ environment: { CACHE_TTL_SECONDS: '60' } })
    expect((await gateway.query('{ user(by: { id: "2244994945" }) { id } }')).data).toEqual({
      user: { id: '2244994945' },
    })
    expect(gateway.x.requests).toHaveLength(0)
    for (const fields of ['name username', 'username', 'name']) {
      await gateway.query(`{ user(by: { id: "2244994945" }) { ${fields} } }`)
    }
    expect(gateway.x.requests).toHaveLength(1)
    await gateway.query('{ user(by: { id: "2244994945" }) { description } }')
    expect(gateway.x.requests).toHaveLength(2)
  })

  it('that do not exist are null with an error at their path', async () => {
    await using gateway = await createTestGateway()
    const suspended = [...gateway.x.world.users.values()].find((user) => user.suspended)
    const { data, errors } = await gateway.query(
      `{ users(ids: ["2244994945", "987654321", "${suspended?.id}"]) { name }
         user(by: { username: "nobody_at_all" }) { id } }`,
    )
    expect(data).toEqual({ users: [{ name: expect.any(String) }, null, null], user: null })
    expect(errors).toMatchObject([
      { path: ['users', 1], extensions: { code: 'USER_NOT_FOUND', user: '987654321' } },
      { path: ['users', 2], extensions: { code: 'USER_NOT_VISIBLE', user: suspended?.id } },
      { path: ['user'], extensions: { code: 'USER_NOT_FOUND', user: 'nobody_at_all' } },
    ])
  })

  it.each(['suspended', 'protected'] as const)(
    'that are %s have no posts, with an error',
    async (kind) => {
      await using gateway = await createTestGateway()
      const { world } = gateway.x
      const user = [...world.users.values()].find(
        (each) => each[kind] && !world.accounts.includes(each.id),
      )
      const { data, errors } = await gateway.query(
        `{ user(by: { id: "${user?.id}" }) { id posts { nodes { id } } } }`,
      )
      expect(data).toEqual({ user: { id: user?.id, posts: null } })
      expect(errors).toMatchObject([
        { path: ['user', 'posts'], extensions: { code: 'USER_NOT_VISIBLE' } },
      ])
    },
  )

  it('that do not exist have no posts, with an error', async () => {
    await using gateway = await createTestGateway()
    const { errors } = await gateway.query(
      '{ user(by: { id: "987654321" }) { posts { nodes { id } } } }',
    )
    expect(errors).toMatchObject([{ extensions: { code: 'USER_NOT_FOUND' } }])
  })

  it.each([
    [
      'user(by: { username: "a b" }) { name }',
      'user(by: { username }) is 1 to 15 letters, digits and underscores.',
    ],
    [
      'user(by: { id: "x" }) { name }',
      'UserID cannot be "x": an id is 1 to 19 digits, and nothing else.',
    ],
  ])('refuses %s', async (field, message) => {
    await using gateway = await createTestGateway()
    const { errors } = await gateway.query(`{ ${field} }`)
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toContain(message)
    expect(gateway.x.requests).toHaveLength(0)
  })
})

describe('when X fails', () => {
  it('returns the fetched pages, and reports that there are more', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 300 })
    await using gateway = await createTestGateway({ seed: world })
    gateway.x.fault({
      kind: 'refuse',
      as: 'unavailable',
      when: ({ query }) => query.pagination_token !== undefined,
    })
    const { data, errors, extensions } = await gateway.query(
      `{ user(by: { id: "${writerId}" }) { posts(first: 300) { nodes { id } pageInfo { hasNextPage } } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.user.posts.nodes.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 100))
    expect(data.user.posts.pageInfo.hasNextPage).toBe(true)
    expect(extensions.notices).toMatchObject([{ code: 'INCOMPLETE' }])
  })

  it('returns a stale page with a notice', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 10 })
    let now = NOW
    await using gateway = await createTestGateway({
      seed: world,
      now: () => now,
      environment: { PRIVATE_CACHE_TTL_SECONDS: '30', CACHE_TTL_SECONDS: '60' },
    })
    const query = `{ user(by: { id: "${writerId}" }) { posts(first: 10) { nodes { id organicMetrics { likeCount } } } } }`
    const before = await gateway.query(query)
    gateway.x.fault({ kind: 'refuse', as: 'unavailable' })
    now += 40 * 60_000
    const after = await gateway.query(query)
    expect(after.errors).toBeUndefined()
    expect(after.data).toEqual(before.data)
    expect(after.extensions.notices).toMatchObject([{ code: 'STALE', postIds: ids }])
    now += 21 * 60_000
    const late = await gateway.query(query)
    expect(late.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
  })

  it('serves nothing from the cache to an account whose access X revoked', async () => {
    const { world, writerId } = worldWithPosts({ posts: 10 })
    let now = NOW
    await using gateway = await createTestGateway({
      seed: world,
      now: () => now,
      environment: { PRIVATE_CACHE_TTL_SECONDS: '30', CACHE_TTL_SECONDS: '60' },
    })
    const query = `{ user(by: { id: "${writerId}" }) { posts(first: 10) { nodes { id organicMetrics { likeCount } } } } }`
    await gateway.query(query)
    gateway.x.fault({
      kind: 'refuse',
      as: 'unauthorized',
      when: ({ context }) => context === writerId,
    })
    now += 40 * 60_000
    const { errors, data } = await gateway.query(query)
    expect(data.user.posts).toBeNull()
    expect(errors).toMatchObject([{ extensions: { code: 'CREDENTIALS_REJECTED' } }])
  })

  it('does not call X with an exhausted budget, and returns the reset time', async () => {
    await using gateway = await createTestGateway({
      limits: { 'GET /2/users/:id/tweets': { app: 1, user: 1 } },
    })
    const query = '{ user(by: { id: "2244994945" }) { posts(first: 5) { nodes { id } } } }'
    expect((await gateway.query(query)).errors).toBeUndefined()
    // The account has a budget of its own.
    expect((await gateway.query(query)).errors).toBeUndefined()
    const { errors } = await gateway.query(query)
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
    expect(gateway.x.requests).toHaveLength(2)
    const { data } = await gateway.query('{ rateLimits { context endpoint limit remaining } }')
    expect(data.rateLimits).toContainEqual({
      context: 'APP',
      endpoint: 'GET /2/users/:id/tweets',
      limit: 1,
      remaining: 0,
    })
  })
})

it('concurrent requests for one page share its call', async () => {
  await using gateway = await createTestGateway()
  gateway.x.fault({ kind: 'delay', ms: 100 })
  const query = '{ user(by: { id: "2244994945" }) { posts(first: 5) { nodes { id } } } }'
  const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.query(query)))
  expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1)
  expect(gateway.x.requests).toHaveLength(1)
})

describe('a malformed response', () => {
  const answered = async (body: object) => {
    const gateway = await createTestGateway()
    gateway.x.fault({ kind: 'answer', body })
    const answer = await gateway.query(
      '{ user(by: { id: "2244994945" }) { posts(first: 5) { nodes { id text } pageInfo { hasNextPage } } } }',
    )
    await gateway[Symbol.asyncDispose]()
    return answer
  }

  it('fails only the affected field', async () => {
    const good = { id: '3000', text: 'good', author_id: '2244994945' }
    const bad = { id: '2000', text: 7 }
    const { data, extensions } = await answered({ data: [good, bad, { text: 'nothing' }] })
    expect(data.user.posts.nodes).toEqual([
      { id: '3000', text: 'good' },
      { id: '2000', text: null },
    ])
    expect(extensions.notices).toMatchObject([{ code: 'INCOMPLETE', postIds: ['2000'] }])
  })

  it('with an invalid pagination token is rejected', async () => {
    const { errors } = await answered({ data: [], meta: { result_count: 0, next_token: 7 } })
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }])
  })

  it('with status 404 is USER_NOT_FOUND', async () => {
    await using gateway = await createTestGateway()
    const type = 'https://api.x.com/2/problems/resource-not-found'
    gateway.x.fault({ kind: 'answer', status: 404, body: { type } })
    const { errors } = await gateway.query(
      '{ user(by: { id: "1" }) { posts { nodes { id } } } users(ids: ["1"]) { name } }',
    )
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([
      'USER_NOT_FOUND',
      'USER_NOT_FOUND',
    ])
  })
})

describe('an endless list of posts', () => {
  const answerWith = (
    g: TestGateway,
    next: (token: string | undefined) => string,
    ids: string[],
  ) => {
    // Each response has the pagination token that follows the one of its request.
    for (const token of [undefined, 'a', 'b'] as const) {
      g.x.fault({
        kind: 'answer',
        when: ({ path, query }) => path.endsWith('/tweets') && query.pagination_token === token,
        body: {
          ...(ids.length > 0 && { data: ids.map((id) => ({ id, text: 'hello', author_id: '7' })) }),
          meta: { result_count: ids.length, next_token: next(token) },
        },
      })
    }
  }
  const QUERY =
    '{ user(by: { id: "7" }) { posts(first: 50, excludeReplies: true) { nodes { id } pageInfo { hasNextPage } } } }'

  it.each<[string, (token: string | undefined) => string, number]>([
    ['its own continuation', () => 'a', 2],
    ['an earlier one', (token) => (token === 'a' ? 'b' : 'a'), 3],
  ])('ends at the first page that names %s', async (_, next, calls) => {
    await using g = await createTestGateway()
    answerWith(g, next, ['2100000000000000000', '2100000000000000001'])
    const { data, errors, extensions } = await g.query(QUERY)
    expect(errors).toBeUndefined()
    expect(data.user.posts.nodes).toHaveLength(2)
    expect(extensions.notices).toMatchObject([
      { code: 'INCOMPLETE', message: expect.stringContaining('already read') },
    ])
    expect(g.x.requests).toHaveLength(calls)
  })

  it('without any posts is an error', async () => {
    await using g = await createTestGateway()
    answerWith(g, () => 'a', [])
    const { errors } = await g.query(QUERY)
    expect(errors).toMatchObject([
      { path: ['user', 'posts'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
    ])
    expect(g.x.requests).toHaveLength(2)
  })
})

describe('users missing from a response', () => {
  const ask = (g: TestGateway) => g.query('{ users(ids: ["7", "8"]) { id name } }')

  it('without an error do not exist', async () => {
    await using g = await createTestGateway()
    g.x.fault({ kind: 'answer', body: { data: [{ id: '8', name: 'Eight' }] } })
    const { data, errors } = await ask(g)
    expect(data.users).toEqual([null, { id: '8', name: 'Eight' }])
    expect(errors).toMatchObject([
      { path: ['users', 0], extensions: { code: 'USER_NOT_FOUND', user: '7' } },
    ])
  })

  it.each<[string, object]>([
    ['beside one that nobody asked for', { data: [{ id: '8' }, { id: '9' }] }],
    [
      'with an unreadable problem',
      { data: [{ id: '8' }], errors: [{ type: 'https://api.x.com/2/problems/internal-error' }] },
    ],
  ])('%s may exist', async (_, body) => {
    await using g = await createTestGateway()
    g.x.fault({ kind: 'answer', body })
    const { errors } = await ask(g)
    expect(errors).toMatchObject([
      { path: ['users', 0], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
    ])
  })
})
