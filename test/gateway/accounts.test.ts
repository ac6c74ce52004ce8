// Several accounts: each post goes to the one that wrote it. Logins are yet to come; the accounts are made by hand.

import { graphql } from 'graphql'
import { expect, it } from 'vitest'
import { type Account, accountsOf } from '../../src/auth/accounts.ts'
import { createAppContext } from '../../src/auth/app.ts'
import { createFacts } from '../../src/loaders/facts.ts'
import { createContext } from '../../src/loaders/index.ts'
import type { Manners, Sandbox } from '../../src/sandbox/index.ts'
import { schema } from '../../src/schema/index.ts'
import { createXClient } from '../../src/x/client.ts'
import { createTestGateway, literal } from '../helpers/gateway.ts'
import { NOW, sandboxAt } from '../sandbox/helpers/ask.ts'
import { foreignPosts, ownPosts, postsOf } from '../sandbox/helpers/find.ts'
import { logIn } from '../sandbox/helpers/login.ts'

const WRITER = '1289001122334455808'

const connected = async (x: Sandbox, userId: string): Promise<Account> => {
  const accessToken = await logIn(x, userId)
  return {
    userId,
    method: 'OAUTH2',
    owned: false,
    credential: { kind: 'oauth2', userId, accessToken },
  }
}

it.each<Manners>(['current', 'classic'])(
  'a list by two accounts and strangers: openly first, then one call an account; once authors are known, one call a credential (%s manners)',
  async (manners) => {
    await using x = await sandboxAt({ manners })
    const { bearer, apiKey, apiKeySecret, accessToken, accessTokenSecret } = x.credentials
    const keys = {
      bearer,
      app: { key: apiKey, secret: apiKeySecret },
      owner: { token: accessToken, secret: accessTokenSecret },
    }
    const accounts = [...accountsOf(keys), await connected(x, WRITER)]
    const facts = createFacts(() => NOW)
    const timeoutMs = 5000
    const context = () =>
      createContext({
        client: createXClient({
          apiUrl: x.url,
          timeoutMs,
          now: () => NOW,
          renew: async () => undefined,
        }),
        app: createAppContext({ keys, apiUrl: x.url, timeoutMs }),
        accounts,
        facts,
        privateMaxAgeDays: 90,
        postsPerRequest: 500,
        now: () => NOW,
      })
    const mine = ownPosts(x).slice(0, 10)
    const theirs = postsOf(x)
      .filter(({ authorId }) => authorId === WRITER)
      .slice(0, 10)
    const strange = foreignPosts(x).slice(0, 10)
    const ids = mine.flatMap(({ id }, index) => [
      id,
      theirs[index]?.id ?? '',
      strange[index]?.id ?? '',
    ])
    const ask = async (): Promise<
      readonly { organicMetrics: unknown; unavailableMetrics: unknown[] }[]
    > => {
      const source = `{ posts(ids: ${literal(ids)}) { id organicMetrics { likeCount } unavailableMetrics { reason } } }`
      const { data, errors } = await graphql({ schema, source, contextValue: context() })
      expect(errors).toBeUndefined()
      return data?.posts as never
    }
    const asked = () =>
      x.requests.filter(({ path }) => path === '/2/tweets').map(({ context: as }) => as)

    const posts = await ask()
    expect(posts.map(({ organicMetrics }) => organicMetrics !== null)).toEqual(
      ids.map((_, index) => index % 3 !== 2),
    )
    expect(
      posts
        .filter((_, index) => index % 3 === 2)
        .every(
          ({ unavailableMetrics }) =>
            JSON.stringify(unavailableMetrics) === '[{"reason":"NOT_OWNER"}]',
        ),
    ).toBe(true)
    expect(asked()).toEqual(['app', x.credentials.userId, WRITER])

    expect(await ask()).toEqual(posts)
    expect(asked().slice(3).sort()).toEqual([WRITER, x.credentials.userId, 'app'].sort())
  },
)

it('with the keys of an app and an account in the environment, X is asked with those', async () => {
  await using g = await createTestGateway()
  const { apiKey, apiKeySecret, accessToken, accessTokenSecret } = g.x.credentials
  await using keyed = await createTestGateway({
    environment: {
      X_API_KEY: apiKey,
      X_API_KEY_SECRET: apiKeySecret,
      X_ACCESS_TOKEN: accessToken,
      X_ACCESS_TOKEN_SECRET: accessTokenSecret,
      X_API_URL: g.x.url,
    },
  })
  const [own] = ownPosts(g.x)
  const { data, errors } = await keyed.query(
    `{ post(id: "${own?.id}") { organicMetrics { impressionCount } } viewer { accounts { method user { id username } } } }`,
  )
  expect(errors).toBeUndefined()
  expect(data.post.organicMetrics.impressionCount).toBeGreaterThanOrEqual(0)
  expect(data.viewer.accounts).toEqual([
    { method: 'OAUTH1', user: { id: g.x.credentials.userId, username: 'haldenroasters' } },
  ])
  expect(g.x.requests.every(({ context }) => context === g.x.credentials.userId)).toBe(true)
})
