import { describe, expect, it } from 'vitest'

import type { Sandbox } from '../../sandbox/index.ts'
import { type CallerKind, DAY, getX, NOW, sandboxAt, type XResponse } from '../kit/sandbox/call.ts'
import { logIn } from '../kit/sandbox/login.ts'
import { first, foreignPosts, postsOfAuthor } from '../kit/sandbox/posts.ts'
import { HOUR, idAt, worldWithPosts } from '../kit/sandbox/world-with-posts.ts'

const idsOf = ({ items }: XResponse): unknown[] => items.map(({ id }) => id)

const pathOf = (id: string, parameters: Readonly<Record<string, string | number>> = {}): string =>
  `/2/users/${id}/tweets?${new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]))}`

/** All further pages in one direction. */
const pagesOf = async (
  x: Sandbox,
  id: string,
  parameters: Readonly<Record<string, string | number>>,
  direction: 'next_token' | 'previous_token' = 'next_token',
  afterEach: () => void = () => undefined,
): Promise<XResponse[]> => {
  const pages: XResponse[] = []
  let token: string | undefined = String(parameters.pagination_token ?? '')
  do {
    const page: XResponse = await getX(
      x,
      pathOf(id, { ...parameters, ...(token && { pagination_token: token }) }),
    )
    expect(page.status).toBe(200)
    pages.push(page)
    token = page.body.meta?.[direction]
    afterEach()
  } while (token)
  return pages
}

const refusedWith = ({ status, body }: XResponse): unknown[] => {
  expect(status).toBe(400)
  expect(body).toMatchObject({
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.x.com/2/problems/invalid-request',
  })
  return (body.errors ?? []).map(({ message }) => message)
}

describe('a timeline', () => {
  it('returns the newest ten with the range of their ids and the next token', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 12 })
    await using x = await sandboxAt({ seed: world })
    const answer = await getX(x, pathOf(writerId))
    expect(idsOf(answer)).toEqual(ids.slice(0, 10))
    expect(answer.body.meta).toEqual({
      result_count: 10,
      newest_id: ids[0],
      oldest_id: ids[9],
      next_token: expect.stringMatching(/^[0-9a-z]{16,}$/),
    })
    expect(answer.items[0]).toEqual({
      id: ids[0],
      edit_history_tweet_ids: [ids[0]],
      text: expect.any(String),
    })
  })

  it('ends without a next token, and has no data without posts', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 5 })
    await using x = await sandboxAt({ seed: world })
    const full = await getX(x, pathOf(writerId, { max_results: 5 }))
    expect(full.body.meta).toEqual({ result_count: 5, newest_id: ids[0], oldest_id: ids[4] })
    const nothing = await getX(x, pathOf(writerId, { since_id: ids[0] ?? '' }))
    expect(nothing.body).toEqual({ meta: { result_count: 0 } })
  })

  it('has the fields and expansions of the lookup, in both dialects', async () => {
    await using x = await sandboxAt()
    const { userId } = x.credentials
    const fields =
      'tweet.fields=public_metrics,created_at,entities&media.fields=url,public_metrics&user.fields=verified_type&poll.fields=voting_status&place.fields=country'
    const expansions =
      'expansions=author_id,attachments.media_keys,attachments.poll_ids,geo.place_id,referenced_tweets.id'
    const page = await getX(x, `/2/users/${userId}/tweets?max_results=100&${fields}&${expansions}`)
    const looked = await getX(x, `/2/tweets?ids=${idsOf(page).join(',')}&${fields}&${expansions}`)
    expect(page.body.data).toEqual(looked.body.data)
    expect(page.body.includes).toEqual(looked.body.includes)
    expect(Object.keys(page.body.includes ?? {})).toEqual([
      'media',
      'places',
      'polls',
      'tweets',
      'users',
    ])
    const dialect = await getX(x, pathOf(userId, { 'post.fields': 'public_metrics' }))
    expect(dialect.items[0]).toHaveProperty('edit_history_post_ids')
    expect(dialect.items[0]).toHaveProperty('public_metrics.repost_count')
  })

  it('lists an edited post once, in its last version, and no upcoming posts', async () => {
    await using x = await sandboxAt()
    const { userId } = x.credentials
    const edited = first(
      [...x.world.posts.values()],
      ({ authorId, versions, id }) =>
        authorId === userId && versions.length > 1 && versions.at(-1) === id,
    )
    const shown = (await pagesOf(x, userId, { max_results: 100 })).flatMap(idsOf)
    expect(shown.filter((id) => edited.versions.includes(String(id)))).toEqual([edited.id])
    const upcoming = [...x.world.posts.values()].filter(({ createdAt }) => createdAt > NOW)
    expect(upcoming.some(({ id }) => shown.includes(id))).toBe(false)
  })
})

describe('paging', () => {
  it('returns every post once while new posts appear', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 1_000, upcoming: 60 })
    let now = NOW
    await using x = await sandboxAt({ seed: world, now: () => now })
    const pages = await pagesOf(x, writerId, { max_results: 100 }, 'next_token', () => {
      now += 5 * HOUR
    })
    expect(pages.flatMap(idsOf)).toEqual(ids.slice(60))
    expect(pages).toHaveLength(10)
    expect(pages[0]?.body.meta).not.toHaveProperty('previous_token')
    expect(pages[1]?.body.meta).toHaveProperty('previous_token')
    // Backwards: the same pages, then the posts that have appeared.
    const back = await pagesOf(
      x,
      writerId,
      { max_results: 100, pagination_token: pages.at(-1)?.body.meta?.previous_token ?? '' },
      'previous_token',
    )
    expect(back.slice(0, 9).map(idsOf)).toEqual(pages.slice(0, 9).map(idsOf).reverse())
    expect(back.slice(9).flatMap(idsOf)).toEqual(ids.slice(10, 60))
    expect(back.at(-1)?.body.meta).not.toHaveProperty('previous_token')
  })

  it('ends with the last 3,200 posts', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 3_250 })
    await using x = await sandboxAt({ seed: world })
    const pages = await pagesOf(x, writerId, { max_results: 100 })
    expect(pages.flatMap(idsOf)).toEqual(ids.slice(0, 3_200))
    expect(pages).toHaveLength(32)
    const older = await getX(x, pathOf(writerId, { until_id: ids[3_199] ?? '' }))
    expect(older.body).toEqual({ meta: { result_count: 0 } })
  })

  it('ends with the last 800 posts without replies, in pages shortened by the excluded posts', async () => {
    const { world, writerId, ids } = worldWithPosts({
      posts: 900,
      special: (index) =>
        index % 2 === 0 ? { references: [{ type: 'replied_to', id: idAt(NOW - 900 * DAY) }] } : {},
    })
    await using x = await sandboxAt({ seed: world })
    const pages = await pagesOf(x, writerId, { max_results: 100, exclude: 'replies' })
    expect(pages.map(({ body }) => body.meta?.result_count)).toEqual(Array(8).fill(50))
    expect(pages.flatMap(idsOf)).toEqual(ids.slice(0, 800).filter((_, index) => index % 2 === 1))
  })

  it('can return an empty page that is not the last', async () => {
    const { world, writerId, ids } = worldWithPosts({
      posts: 12,
      special: (index) =>
        index < 10 ? { references: [{ type: 'retweeted', id: idAt(NOW - 900 * DAY) }] } : {},
    })
    await using x = await sandboxAt({ seed: world })
    const pages = await pagesOf(x, writerId, { exclude: 'retweets' })
    expect(pages[0]?.body).toEqual({
      meta: { result_count: 0, next_token: expect.any(String) },
    })
    expect(pages.flatMap(idsOf)).toEqual(ids.slice(10))
  })

  it('excludes replies and reposts, either or both, but not quotes', async () => {
    await using x = await sandboxAt()
    const kinds = async (exclude: string): Promise<Set<string>> => {
      const pages = await pagesOf(x, x.credentials.userId, {
        max_results: 100,
        'tweet.fields': 'referenced_tweets',
        ...(exclude && { exclude }),
      })
      const types = pages.flatMap(({ items }) =>
        items.flatMap((item) => (item.referenced_tweets as { type: string }[] | undefined) ?? []),
      )
      return new Set(types.map(({ type }) => type))
    }
    expect(await kinds('')).toEqual(new Set(['retweeted', 'quoted', 'replied_to']))
    expect(await kinds('replies')).toEqual(new Set(['retweeted', 'quoted']))
    expect(await kinds('retweets')).toEqual(new Set(['quoted', 'replied_to']))
    expect(await kinds('replies,retweets')).toEqual(new Set(['quoted']))
  })
})

describe('a part of a timeline', () => {
  it.each([
    ['after an id, without it', (ids: readonly string[]) => ({ since_id: ids[4] }), [0, 4]],
    ['before an id, without it', (ids: readonly string[]) => ({ until_id: ids[4] }), [5, 9]],
    [
      'between ids, which take precedence over times',
      (ids: readonly string[]) => ({
        since_id: ids[6],
        until_id: ids[2],
        start_time: '2026-11-20T20:30:00Z',
        end_time: '2026-11-20T21:30:00Z',
      }),
      [3, 6],
    ],
    ['from a second on, with it', () => ({ start_time: '2026-11-20T16:30:00Z' }), [0, 6]],
    ['up to a second, with it', () => ({ end_time: '2026-11-20T16:30:00.250Z' }), [5, 9]],
  ] as const)('%s', async (_, parameters, [from, to]) => {
    const { world, writerId, ids } = worldWithPosts({ posts: 9 })
    await using x = await sandboxAt({ seed: world })
    const asked = parameters(ids) as Record<string, string>
    expect(idsOf(await getX(x, pathOf(writerId, asked)))).toEqual(ids.slice(from, to))
    const pages = await pagesOf(x, writerId, { ...asked, max_results: 5 })
    expect(pages.flatMap(idsOf)).toEqual(ids.slice(from, to))
  })
})

describe('an invalid request', () => {
  const query = (name: string, value: string, complaint: string): [string, string, string] => [
    name,
    value,
    `The \`${name}\` query parameter value [${value}] ${complaint}`,
  ]

  it.each([
    query('max_results', '4', 'is not between 5 and 100'),
    query('max_results', '101', 'is not between 5 and 100'),
    query('max_results', 'ten', 'is not valid'),
    query('pagination_token', 'meta.next_token', 'is not a valid token'),
    query('pagination_token', 'abcdefghijklmnop', 'is not a valid token'),
    query('since_id', '12x', 'is not valid'),
    query('until_id', '', 'is not valid'),
    query('start_time', '2026-11-20', 'is not valid'),
    query('end_time', '2026-13-20T00:00:00Z', 'is not valid'),
    query('exclude', 'quotes', 'is not one of [replies,retweets]'),
    [
      'start_time',
      '2010-11-05T23:59:59Z',
      "Invalid 'start_time':'2010-11-05T23:59:59Z'. 'start_time' must be on or after 2010-11-06T00:00Z",
    ],
    [
      'last',
      '5',
      'The query parameter [last] is not one of [id,max_results,pagination_token,start_time,end_time,since_id,until_id,exclude,expansions,tweet.fields,media.fields,poll.fields,place.fields,user.fields]',
    ],
  ])('%s=%s', async (name, value, message) => {
    await using x = await sandboxAt()
    const answer = await getX(x, pathOf(x.credentials.userId, { [name]: value }))
    expect(refusedWith(answer)).toEqual([message])
    expect(answer.body.errors?.[0]).toMatchObject({ parameters: { [name]: [value] } })
  })

  it.each([5, 100])('accepts max_results=%s', async (size) => {
    await using x = await sandboxAt()
    const answer = await getX(x, pathOf(x.credentials.userId, { max_results: size }))
    expect([answer.status, answer.items.length]).toEqual([200, size])
  })

  it('has all errors reported at once', async () => {
    await using x = await sandboxAt()
    const search =
      'max_results=5&max_results=6&start_time=2026-02-01T00:00:00Z&end_time=2026-01-01T00:00:00Z&tweet.fields=x'
    const messages = refusedWith(await getX(x, `/2/users/a/tweets?${search}`))
    expect(messages).toEqual([
      'The `id` query parameter value [a] is not valid',
      'Duplicate parameters are not allowed: the `max_results` query parameter',
      'The `start_time` query parameter value [2026-02-01T00:00:00Z] must be before the `end_time` query parameter value',
      expect.stringContaining('The `tweet.fields` query parameter value [x] is not one of [id,'),
    ])
  })
})

describe('access to a timeline', () => {
  it('reports an unknown or a suspended user without data', async () => {
    await using x = await sandboxAt()
    const unknown = await getX(x, pathOf('9'))
    expect([unknown.status, unknown.body]).toEqual([
      200,
      {
        errors: [
          {
            detail: 'Could not find user with id: [9].',
            parameter: 'id',
            resource_id: '9',
            resource_type: 'user',
            title: 'Not Found Error',
            type: 'https://api.x.com/2/problems/resource-not-found',
            value: '9',
          },
        ],
      },
    ])
    const { authorId } = first(postsOfAuthor(x, 'suspended'))
    const suspended = await getX(x, pathOf(authorId), 'owner')
    expect(suspended.body).toEqual({
      errors: [expect.objectContaining({ detail: `User has been suspended: [${authorId}].` })],
    })
  })

  it.each(['app', 'owner'] as const)(
    'refuses the timeline of a protected user to the %s',
    async (as) => {
      await using x = await sandboxAt()
      const { authorId } = first(postsOfAuthor(x, 'protected'))
      const { status, body } = await getX(x, pathOf(authorId), as)
      expect(status).toBe(200)
      expect(body).toEqual({
        errors: [
          {
            detail: `Sorry, you are not authorized to see the user with id: [${authorId}].`,
            parameter: 'id',
            resource_id: authorId,
            resource_type: 'user',
            section: 'data',
            title: 'Authorization Error',
            type: 'https://api.x.com/2/problems/not-authorized-for-resource',
            value: authorId,
          },
        ],
      })
    },
  )

  it('allows a protected account its own timeline', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 5 })
    const users = new Map(
      [...world.users].map(([id, user]) => [id, { ...user, protected: id === writerId }]),
    )
    await using x = await sandboxAt({ seed: { ...world, users } })
    expect(idsOf(await getX(x, pathOf(writerId), 'owner'))).toEqual(ids)
    expect(idsOf(await getX(x, pathOf(writerId), 'app'))).toEqual([])
  })

  it('rejects unauthenticated callers and tokens without the required scopes', async () => {
    await using x = await sandboxAt()
    const { status, body } = await getX(x, pathOf(x.credentials.userId), 'anonymous')
    expect([status, body.title]).toEqual([401, 'Unauthorized'])
    const token = await logIn(x, x.credentials.userId, 'users.read')
    const narrow = await fetch(new URL(pathOf(x.credentials.userId), x.url), {
      headers: { authorization: `Bearer ${token}` },
    })
    expect([narrow.status, await narrow.json()]).toEqual([
      403,
      expect.objectContaining({ title: 'Forbidden' }),
    ])
  })
})

describe.each(['current', 'classic'] as const)('private metrics, %s manners', (manners) => {
  const ASKED = { 'tweet.fields': 'non_public_metrics,organic_metrics', max_results: 5 }

  it('are served to the author by OAuth 1.0a and 2.0', async () => {
    const { world, writerId } = worldWithPosts({ posts: 5 })
    await using x = await sandboxAt({ seed: world, manners })
    const { items, body } = await getX(x, pathOf(writerId, ASKED), 'owner')
    expect(items).toHaveLength(5)
    for (const item of items) {
      expect(item).toHaveProperty('non_public_metrics.impression_count')
      expect(item).toHaveProperty('organic_metrics.like_count')
    }
    expect(body).not.toHaveProperty('errors')
    const token = await logIn(x, writerId)
    const answer = await fetch(new URL(pathOf(writerId, ASKED), x.url), {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(await answer.json()).toEqual(body)
  })

  it.each([
    ['the app', 'app'],
    ['another account', 'owner'],
  ] as const)('are refused to %s as in a lookup', async (_, as) => {
    await using x = await sandboxAt({ manners })
    const [post] = foreignPosts(x)
    const userId = as === 'app' ? x.credentials.userId : (post?.authorId ?? '')
    const { body, items, status } = await getX(x, pathOf(userId, ASKED), as)
    expect(status).toBe(200)
    expect(body.errors).toHaveLength(5 * 9)
    expect(body.errors?.[0]).toMatchObject({
      field: 'non_public_metrics.impression_count',
      resource_type: 'tweet',
      section: 'data',
      title: 'Field Authorization Error',
    })
    expect(items).toHaveLength(manners === 'classic' ? 0 : 5)
    expect(body.meta?.result_count).toBe(items.length)
    expect(body.meta).toHaveProperty('next_token')
  })

  it('of posts past the age limit are refused as in a lookup', async () => {
    const { world, writerId, ids } = worldWithPosts({ posts: 100 * 24 })
    await using x = await sandboxAt({ seed: world, manners })
    const asked = { ...ASKED, until_id: ids[95 * 24] ?? '' }
    const { body, items } = await getX(x, pathOf(writerId, asked), 'owner')
    expect(body.errors?.[0]?.detail).toBe(
      "The 'organic_metrics.impression_count' field cannot be queried for Tweets older than 30 days.",
    )
    expect(items).toHaveLength(manners === 'classic' ? 0 : 5)
    expect(body.meta).toHaveProperty('next_token')
  })
})

describe('limits of timelines', () => {
  it.each([
    ['2024', '1500'],
    ['2026', '10000'],
  ] as const)('of %s are %s for the app and 900 for each user', async (limits, app) => {
    await using x = await sandboxAt({ limits })
    const limit = async (as: CallerKind): Promise<string | null> =>
      (await getX(x, pathOf(x.credentials.userId), as)).headers.get('x-rate-limit-limit')
    expect([await limit('app'), await limit('owner')]).toEqual([app, '900'])
  })

  it('are separate from those of lookups and shared by all timelines', async () => {
    await using x = await sandboxAt({ limits: { 'GET /2/users/:id/tweets': { app: 1, user: 1 } } })
    const [post] = foreignPosts(x)
    expect((await getX(x, pathOf(x.credentials.userId))).status).toBe(200)
    expect((await getX(x, pathOf(post?.authorId ?? ''))).status).toBe(429)
    expect((await getX(x, pathOf(x.credentials.userId), 'owner')).status).toBe(200)
    expect((await getX(x, `/2/users/${x.credentials.userId}`)).status).toBe(200)
  })

  it('pagination tokens are visible in the recorded requests', async () => {
    await using x = await sandboxAt()
    await getX(x, pathOf(x.credentials.userId, { pagination_token: 'abc' }))
    expect(x.requests.at(-1)?.query).toEqual({ pagination_token: 'abc' })
  })
})
