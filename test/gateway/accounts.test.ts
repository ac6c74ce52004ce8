// Several accounts, each connected by its own login: every post is requested with the account of its author.

import { expect, it } from 'vitest'

import type { Manners } from '../../sandbox/index.ts'
import { createBrowser } from '../kit/browser.ts'
import { createTestGateway, literal } from '../kit/gateway.ts'
import { foreignPosts, ownPosts, postsOf } from '../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const DOCUMENTED = '2244994945'

it.each<Manners>(['current', 'classic'])(
  'a mixed list needs one public request and one call per account, and one call per credential once authors are known (%s behavior of X)',
  async (manners) => {
    await using g = await createTestGateway({ manners, asX: true })
    const browser = createBrowser()
    await browser.logIn(g.url, WRITER)
    await browser.logIn(g.url, DOCUMENTED, { way: 'oauth1' })
    const accounts = await browser.query(
      g.url,
      '{ viewer { accounts { owned method user { id } } } }',
    )
    expect(accounts.data.viewer.accounts).toEqual(
      expect.arrayContaining([
        { owned: true, method: 'OAUTH1', user: { id: g.x.credentials.userId } },
        { owned: false, method: 'OAUTH2', user: { id: WRITER } },
        { owned: false, method: 'OAUTH1', user: { id: DOCUMENTED } },
      ]),
    )
    const by = (author: string) => postsOf(g.x).filter(({ authorId }) => authorId === author)
    const lists = [
      ownPosts(g.x).slice(0, 10),
      by(WRITER).slice(0, 10),
      by(DOCUMENTED).slice(0, 3),
      foreignPosts(g.x).slice(0, 10),
    ]
    const shuffled = lists
      .flatMap((posts, list) => posts.map(({ id }) => ({ id, list })))
      .sort((a, b) => Number(a.id.slice(-5)) - Number(b.id.slice(-5)))
    const source = `{ posts(ids: ${literal(shuffled.map(({ id }) => id))}) {
      id organicMetrics { likeCount } unavailableMetrics { reason } } }`
    g.takeRequests()

    const first = await browser.query(g.url, source)
    expect(first.errors).toBeUndefined()
    const { posts } = first.data
    expect(posts.map(({ id }: { id: string }) => id)).toEqual(shuffled.map(({ id }) => id))
    for (const [index, { list }] of shuffled.entries()) {
      const { organicMetrics, unavailableMetrics } = posts[index]
      if (list === 3) expect(unavailableMetrics).toEqual([{ reason: 'NOT_OWNER' }])
      else expect(organicMetrics, String(list)).not.toBeNull()
    }
    const askers = () => g.takeRequests().map(({ as }) => as)
    const [before, ...owners] = askers()
    expect([before, owners.sort()]).toEqual(['app', ['owner', WRITER, DOCUMENTED].sort()])

    const again = await browser.query(g.url, source)
    expect(again.data).toEqual(first.data)
    expect(askers().sort()).toEqual(['app', 'owner', WRITER, DOCUMENTED].sort())
  },
)

it('calls X with the app and account credentials of the environment', async () => {
  await using g = await createTestGateway({ asX: true })
  const [own] = ownPosts(g.x)
  const { data, errors } = await g.query(
    `{ post(id: "${own?.id}") { organicMetrics { impressionCount } } sandbox viewer { accounts { method user { id username } } } }`,
  )
  expect(errors).toBeUndefined()
  expect(data.post.organicMetrics.impressionCount).toBeGreaterThanOrEqual(0)
  expect(data.sandbox).toBe(false)
  expect(data.viewer.accounts).toEqual([
    { method: 'OAUTH1', user: { id: g.x.credentials.userId, username: 'haldenroasters' } },
  ])
  expect(g.x.requests.every(({ context }) => context === g.x.credentials.userId)).toBe(true)
})
