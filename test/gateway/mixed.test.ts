// A list of own, foreign, old, deleted, protected, promoted, reposted and quoting posts, with all four metric groups.

import { describe, expect, it } from 'vitest'

import type { Manners } from '../../sandbox/index.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import {
  first,
  foreignPosts,
  oldPosts,
  ownPosts,
  postsOfAuthor,
  reposts,
} from '../kit/sandbox/posts.ts'

const NOBODYS_ID = '2100000000000000001'

const QUERY = (ids: readonly string[]): string => `{ posts(ids: ${literal(ids)}) {
  id
  publicMetrics { likeCount impressionCount }
  nonPublicMetrics { engagements }
  organicMetrics { likeCount }
  promotedMetrics { likeCount }
  unavailableMetrics { variant reason }
} }`

const mixed = ({ x }: TestGateway) => {
  const promoted = first(ownPosts(x), ({ numbers }) => numbers.promoted !== undefined)
  const quote = first(ownPosts(x), ({ references }) => references[0]?.type === 'quoted')
  const own = ownPosts(x)
    .filter(({ numbers, references }) => numbers.promoted === undefined && references.length === 0)
    .slice(0, 40)
  const foreign = foreignPosts(x).slice(0, 40)
  const expired = oldPosts(x).slice(0, 2)
  const repost = first(reposts(x), ({ createdAt }) => NOW - createdAt < 60 * DAY)
  const hidden = first(postsOfAuthor(x, 'protected'))
  const ids = [...own, ...foreign, ...expired, hidden, promoted, repost, quote].map(({ id }) => id)
  ids.splice(30, 0, NOBODYS_ID)
  return { ids, own, foreign, expired, hidden, promoted, repost, quote }
}

interface Shown {
  readonly id: string
  readonly publicMetrics: unknown
  readonly organicMetrics: unknown
  readonly promotedMetrics: unknown
  readonly unavailableMetrics: readonly { readonly variant: string; readonly reason: string }[]
}

describe.each<Manners>(['current', 'classic'])('a mixed list with %s behavior of X', (manners) => {
  it('returns public metrics, own private metrics, and a reason for each missing group', async () => {
    await using g = await createTestGateway({ manners })
    const { ids, own, foreign, expired, hidden, promoted, repost, quote } = mixed(g)
    const { data, errors, extensions } = await g.query(QUERY(ids))
    const posts = new Map<string, Shown>(
      (data.posts as (Shown | null)[]).flatMap((post) => (post ? [[post.id, post]] : [])),
    )
    const reasons = (id: string): string[] =>
      (posts.get(id)?.unavailableMetrics ?? []).map(({ variant, reason }) => `${variant} ${reason}`)
    const all = (reason: string): string[] =>
      ['NON_PUBLIC', 'ORGANIC', 'PROMOTED'].map((variant) => `${variant} ${reason}`)

    expect(data.posts.map((post: Shown | null) => post?.id ?? null)).toEqual(
      ids.map((id) => (id === NOBODYS_ID || id === hidden.id ? null : id)),
    )
    for (const post of posts.values()) expect(post.publicMetrics, post.id).not.toBeNull()
    for (const { id } of [...own, quote]) {
      expect(posts.get(id)?.organicMetrics, id).not.toBeNull()
      expect(reasons(id), id).toEqual(['PROMOTED NOT_PROMOTED'])
    }
    expect(reasons(promoted.id)).toEqual([])
    expect(posts.get(promoted.id)?.promotedMetrics).not.toBeNull()
    for (const { id } of foreign) expect(reasons(id), id).toEqual(all('NOT_OWNER'))
    for (const { id } of expired) expect(reasons(id), id).toEqual(all('EXPIRED'))
    expect(reasons(repost.id)).toEqual(all('REPOST'))
    expect(errors?.map(({ path, extensions: { code } }) => [path, code])).toEqual([
      [['posts', ids.indexOf(NOBODYS_ID)], 'POST_NOT_FOUND'],
      [['posts', ids.indexOf(hidden.id)], 'POST_NOT_VISIBLE'],
    ])
    expect(g.takeRequests().length).toBeLessThanOrEqual(3)
    expect(
      extensions.notices?.find(({ code, variant }) => code === 'NOT_OWNER' && variant === 'ORGANIC')
        ?.postIds.length,
    ).toBe(40)

    // Once the authors are known: one call per credential, and no foreign post in the owner request.
    const again = await g.query(QUERY(ids))
    expect(again.data).toEqual(data)
    const calls = g.takeRequests()
    expect(calls.map(({ as }) => as).sort()).toEqual(['app', 'owner'])
    const owned = new Set(calls.find(({ as }) => as === 'owner')?.ids)
    for (const { id } of [...foreign, ...expired]) expect(owned.has(id), id).toBe(false)
  })

  it('without an account, private metrics are null with USER_CONTEXT_REQUIRED', async () => {
    await using g = await createTestGateway({ manners })
    await using open = await createTestGateway({
      manners,
      environment: { X_BEARER_TOKEN: g.x.credentials.bearer, X_API_URL: g.x.url },
    })
    const [own] = ownPosts(g.x)
    const { data } = await open.query(QUERY([own?.id ?? '']))
    expect(data.posts[0].publicMetrics.impressionCount).toBeGreaterThan(0)
    expect(data.posts[0].unavailableMetrics).toEqual(
      ['NON_PUBLIC', 'ORGANIC', 'PROMOTED'].map((variant) => ({
        variant,
        reason: 'USER_CONTEXT_REQUIRED',
      })),
    )
    expect(g.takeRequests().map(({ as }) => as)).toEqual(['app'])
  })
})
