import { describe, expect, it } from 'vitest'

import type { Sandbox, WorldUser } from '../../sandbox/index.ts'
import { getX, sandboxAt } from '../kit/sandbox/call.ts'
import { first } from '../kit/sandbox/posts.ts'

describe('users', () => {
  it('me is the owner of the token', async () => {
    await using x = await sandboxAt()
    const fields = 'created_at,public_metrics,verified_type,most_recent_tweet_id'
    const { item, headers } = await getX(
      x,
      `/2/users/me?user.fields=${fields}&expansions=pinned_tweet_id`,
      'owner',
    )
    expect(item).toMatchObject({ id: x.credentials.userId, verified_type: 'business' })
    expect(Object.keys((item?.public_metrics ?? {}) as object)).toEqual([
      'followers_count',
      'following_count',
      'like_count',
      'listed_count',
      'media_count',
      'tweet_count',
    ])
    expect(headers.get('x-rate-limit-limit')).toBe('75')
  })

  it('me rejects the app and names the supported authentication', async () => {
    await using x = await sandboxAt()
    const { status, body } = await getX(x, '/2/users/me')
    expect(status).toBe(403)
    expect(body).toMatchObject({
      title: 'Unsupported Authentication',
      type: 'https://api.x.com/2/problems/unsupported-authentication',
    })
    expect(body.detail).toContain('endpoint.  Supported')
  })

  it('expands the pinned post', async () => {
    await using x = await sandboxAt()
    const { item, body } = await getX(
      x,
      `/2/users/${x.credentials.userId}?expansions=pinned_tweet_id&tweet.fields=public_metrics`,
    )
    expect(body.includes?.tweets?.[0]?.id).toBe(item?.pinned_tweet_id)
    expect(body.includes?.tweets?.[0]).toHaveProperty('public_metrics')
  })

  it('reports an unknown user; with a refused field, data has zero values and no id', async () => {
    await using x = await sandboxAt()
    const plain = await getX(x, '/2/users/9')
    expect(plain.body.errors?.[0]).toMatchObject({
      detail: 'Could not find user with id: [9].',
      resource_type: 'user',
      title: 'Not Found Error',
    })
    const zero = await getX(x, '/2/users/9?user.fields=created_at,verified,parody')
    expect(zero.item).toEqual({ created_at: '1970-01-01T00:00:00.000Z', verified: false })
    expect(zero.body.errors?.[0]).toMatchObject({
      detail: "Sorry, you are not authorized to access 'parody' on the user with id : [9].",
      field: 'parody',
      title: 'Field Authorization Error',
    })
  })

  it('reports a suspended user', async () => {
    await using x = await sandboxAt()
    const suspended = first([...x.world.users.values()], (user) => user.suspended)
    const { body } = await getX(x, `/2/users/${suspended.id}`)
    expect('data' in body).toBe(false)
    expect(body.errors?.[0]?.detail).toBe(`User has been suspended: [${suspended.id}].`)
  })
})

describe.each([
  ['by id', 'ids', '/2/users', 'id', '/2/users'],
  ['by name', 'usernames', '/2/users/by', 'username', '/2/users/by/username'],
] as const)('users %s', (_, listName, listPath, name, onePath) => {
  const isById = listName === 'ids'
  const missing = isById ? '9' : 'nobody_at_all'
  const called = (user: WorldUser): string => (isById ? user.id : user.username)
  const some = (x: Sandbox): WorldUser[] =>
    [...x.world.users.values()].filter((user) => !user.suspended)
  const notFound = (parameter: string): unknown => ({
    detail: `Could not find user with ${parameter}: [${missing}].`,
    parameter,
    resource_id: missing,
    resource_type: 'user',
    title: 'Not Found Error',
    type: 'https://api.x.com/2/problems/resource-not-found',
    value: missing,
  })

  it('are returned in the requested order, protected ones included, with one problem for each missing user', async () => {
    await using x = await sandboxAt()
    const there = some(x).toReversed()
    const suspended = first([...x.world.users.values()], (user) => user.suspended)
    const asked = [missing, ...there.map(called), called(suspended)]
    const { items, body } = await getX(
      x,
      `${listPath}?${listName}=${asked.join(',')}&user.fields=protected`,
    )
    expect(items).toEqual(
      there.map(({ id, name, username, protected: hidden }) => ({
        id,
        name,
        protected: hidden,
        username,
      })),
    )
    expect(body.errors).toEqual([
      notFound(listName),
      {
        detail: `User has been suspended: [${called(suspended)}].`,
        parameter: listName,
        resource_id: called(suspended),
        resource_type: 'user',
        title: 'Forbidden',
        type: 'https://api.x.com/2/problems/resource-not-found',
        value: called(suspended),
      },
    ])
    expect(body).not.toHaveProperty('meta')
  })

  it('are the same when requested one by one', async () => {
    await using x = await sandboxAt()
    const fields = 'user.fields=public_metrics,description&expansions=pinned_tweet_id'
    const users = some(x)
    const { items } = await getX(
      x,
      `${listPath}?${listName}=${users.map(called).join(',')}&${fields}`,
    )
    const single = await Promise.all(
      users.map((user) => getX(x, `${onePath}/${called(user)}?${fields}`)),
    )
    expect(single.map(({ item }) => item)).toEqual(items)
    const unknown = await getX(x, `${onePath}/${missing}`)
    expect([unknown.status, unknown.body]).toEqual([200, { errors: [notFound(name)] }])
  })

  it('are expanded to their pinned posts with the requested fields', async () => {
    await using x = await sandboxAt()
    const users = some(x)
    const { body, items } = await getX(
      x,
      `${listPath}?${listName}=${users.map(called).join(',')}&expansions=pinned_tweet_id&tweet.fields=created_at`,
    )
    const pinned = items.flatMap(({ pinned_tweet_id }) => pinned_tweet_id ?? [])
    expect(pinned.length).toBeGreaterThan(0)
    expect(body.includes?.tweets?.map(({ id }) => id)).toEqual(pinned)
    expect(body.includes?.tweets?.[0]).toHaveProperty('created_at')
  })

  it('are refused field by field, and an unknown user in a list has no zero values', async () => {
    await using x = await sandboxAt()
    const user = first(some(x))
    const { items, body } = await getX(
      x,
      `${listPath}?${listName}=${called(user)},${missing}&user.fields=parody`,
    )
    expect(items.map(({ id }) => id)).toEqual([user.id])
    expect(items[0]).not.toHaveProperty('parody')
    expect(body.errors).toEqual([
      expect.objectContaining({
        detail: `Sorry, you are not authorized to access 'parody' on the user with ${listName} : [${called(user)}].`,
        title: 'Field Authorization Error',
      }),
      notFound(listName),
    ])
  })

  it('are limited to one to a hundred', async () => {
    await using x = await sandboxAt()
    const list = (length: number): string =>
      Array.from({ length }, (_, index) => index + 1).join(',')
    expect((await getX(x, `${listPath}?${listName}=${list(100)}`)).status).toBe(200)
    const tooMany = await getX(x, `${listPath}?${listName}=${list(101)}`)
    expect(tooMany.status).toBe(400)
    expect(tooMany.body.errors?.[0]?.message).toBe(
      `The number of values in the \`${listName}\` query parameter list [101] is not between 1 and 100`,
    )
    const none = await getX(x, listPath)
    expect(none.status).toBe(400)
    expect(none.body.errors?.[0]).toEqual({
      parameters: { [listName]: [] },
      message: `The \`${listName}\` query parameter can not be empty`,
    })
  })

  it('are rejected if malformed or requested with unknown parameters', async () => {
    await using x = await sandboxAt()
    const complaint = isById ? 'is not valid' : 'does not match ^[A-Za-z0-9_]{1,15}$'
    const list = await getX(x, `${listPath}?${listName}=${missing},a-b`)
    expect([list.status, list.body.errors?.map(({ message }) => message)]).toEqual([
      400,
      [`The \`${listName}\` query parameter value [a-b] ${complaint}`],
    ])
    const one = await getX(x, `${onePath}/a-b?max_results=5`)
    expect([one.status, one.body.errors?.map(({ message }) => message)]).toEqual([
      400,
      [
        `The \`${name}\` query parameter value [a-b] ${complaint}`,
        expect.stringContaining(`The query parameter [max_results] is not one of [${name},`),
      ],
    ])
  })

  it('have a separate rate limit per endpoint', async () => {
    await using x = await sandboxAt({ limits: '2024' })
    for (const path of [`${listPath}?${listName}=${missing}`, `${onePath}/${missing}`]) {
      const limits = [await getX(x, path, 'app'), await getX(x, path, 'owner')].map(
        ({ headers }) =>
          `${headers.get('x-rate-limit-remaining')} of ${headers.get('x-rate-limit-limit')}`,
      )
      expect(limits).toEqual(['299 of 300', '899 of 900'])
    }
  })

  it('require authentication', async () => {
    await using x = await sandboxAt()
    expect((await getX(x, `${listPath}?${listName}=${missing}`, 'anonymous')).status).toBe(401)
    expect((await getX(x, `${onePath}/${missing}`, 'anonymous')).status).toBe(401)
  })
})

it('usernames are case-insensitive, and duplicates are returned once', async () => {
  await using x = await sandboxAt()
  const { id, username } = first([...x.world.users.values()])
  const names = [username.toUpperCase(), username.toLowerCase()]
  const { items, body } = await getX(x, `/2/users/by?usernames=${names.join(',')}`)
  expect(items.map((item) => item.username)).toEqual([username])
  expect(body).not.toHaveProperty('errors')
  expect((await getX(x, `/2/users/by/username/${names[0]}`)).item?.id).toBe(id)
})
