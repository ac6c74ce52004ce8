// The examples, each with its own library, against a started gateway: what all of them show alike.

import { createOperationDescriptor } from 'relay-runtime'
import { describe, expect, it } from 'vitest'

import * as apollo from '../../../examples/apollo.ts'
import List, {
  type postsListQuery,
} from '../../../examples/relay/__generated__/postsListQuery.graphql.ts'
import * as relay from '../../../examples/relay/index.ts'
import { ListDocument } from '../../../examples/shared/generated/graphql.ts'
import type { Session } from '../../../examples/shared/session.ts'
import * as urql from '../../../examples/urql.ts'
import { MISSING, setUp } from './set-up.ts'

interface Metrics {
  readonly likeCount?: number | null | undefined
}

interface Post {
  readonly id: string
  readonly publicMetrics?: Metrics | null | undefined
  readonly organicMetrics?: Metrics | null | undefined
  readonly unavailableMetrics: readonly { readonly variant: string; readonly reason: string }[]
}

interface Message {
  readonly posts: readonly Pick<Post, 'id' | 'publicMetrics'>[]
}

/** A client that has been made, whichever. */
interface Made {
  list(ids: string[]): Promise<{
    readonly posts: readonly (Post | null | undefined)[]
    readonly missing: readonly string[]
  }>
  pages(user: string, first: number, pages: number): Promise<readonly (Post | null | undefined)[]>
  follow(ids: string[], show: (message: Message) => void): () => void
  /** The same list, as it is in the cache. */
  kept(ids: string[]): readonly (Post | null | undefined)[] | undefined
}

const CLIENTS: Readonly<Record<string, (session: Session) => Made>> = {
  'Apollo Client': (session) => {
    const client = apollo.createClient(session)
    return {
      list: (ids) => apollo.listPosts(client, ids),
      pages: (...args) => apollo.readPages(client, ...args),
      follow: (ids, show) => apollo.follow(client, ids, show),
      kept: (ids) => client.readQuery({ query: ListDocument, variables: { ids } })?.posts,
    }
  },
  urql: (session) => {
    const client = urql.createClient(session)
    return {
      list: (ids) => urql.listPosts(client, ids),
      pages: (...args) => urql.readPages(client, ...args),
      follow: (ids, show) => urql.follow(client, ids, show),
      kept: (ids) => client.readQuery(ListDocument, { ids })?.data?.posts,
    }
  },
  Relay: (session) => {
    const environment = relay.createClient(session)
    return {
      list: (ids) => relay.listPosts(environment, ids),
      pages: (...args) => relay.readPages(environment, ...args),
      follow: (ids, show) => relay.follow(environment, ids, show),
      kept: (ids) => {
        const { fragment } = createOperationDescriptor(List, { ids })
        return (environment.lookup(fragment).data as postsListQuery['response']).posts
      },
    }
  },
}

const refusals = (post: Post | null | undefined) =>
  post?.unavailableMetrics.map(({ reason }) => reason)

describe.each(Object.entries(CLIENTS))('%s', (_, create) => {
  it('shows own and foreign posts, and of missing ones why they are missing', async () => {
    await using s = await setUp()
    const [own = '', foreign = ''] = [s.own[0], s.foreign[0]]
    const { posts, missing } = await create(s.owner).list([own, MISSING, foreign])
    expect(posts.map((post) => post?.id)).toEqual([own, undefined, foreign])
    expect(posts[0]?.organicMetrics?.likeCount).toBeTypeOf('number')
    expect(posts[2]?.publicMetrics?.likeCount).toBeTypeOf('number')
    expect(posts[2]?.organicMetrics).toBeNull()
    expect(refusals(posts[2])).toEqual(['NOT_OWNER'])
    expect(missing).toEqual([`X has no post ${MISSING}: it was deleted, or never existed.`])
  })

  it('shows neither another account nor nobody what one has seen', async () => {
    await using s = await setUp()
    const ids = s.own.slice(0, 3)
    const seen = await create(s.owner).list(ids)
    expect(seen.posts.every((post) => post?.organicMetrics)).toBe(true)
    const others = [
      [s.another, 'NOT_OWNER'],
      [s.nobody, 'USER_CONTEXT_REQUIRED'],
    ] as const
    for (const [session, reason] of others) {
      const { posts } = await create(session).list(ids)
      expect(posts.map((post) => post?.id)).toEqual(ids)
      expect(posts.map((post) => post?.organicMetrics)).toEqual(ids.map(() => null))
      expect(posts.map(refusals)).toEqual(ids.map(() => [reason]))
    }
  })

  it('keeps how a post refers to another with that post, not with the other', async () => {
    await using s = await setUp()
    const [quote = '', reply = '', other = ''] = s.own
    s.change(quote, () => ({ references: [{ type: 'quoted', id: other }] }))
    s.change(reply, () => ({ references: [{ type: 'replied_to', id: other }] }))
    const client = create(s.owner)
    await client.list([quote, other, reply])
    expect(client.kept([quote, other, reply])).toMatchObject([
      { id: quote, referencedPosts: [{ id: other, type: 'QUOTED' }] },
      { id: other },
      { id: reply, referencedPosts: [{ id: other, type: 'REPLIED_TO' }] },
    ])
  })

  it('puts pages together, one call to X for each', async () => {
    await using s = await setUp()
    const posts = await create(s.owner).pages(s.userId, 10, 3)
    const timeline = s.x.requests.filter(({ path }) => path.endsWith(`${s.userId}/tweets`))
    expect(timeline).toHaveLength(3)
    const ids = posts.map((post) => post?.id)
    expect(new Set(ids).size).toBe(30)
    expect(ids).toEqual([...ids].sort().reverse())
    expect(posts.some((post) => post?.organicMetrics)).toBe(true)
  })

  it('keeps of a post what was selected of it, here and there: a message changes its likes and nothing else', async () => {
    await using s = await setUp()
    const client = create(s.owner)
    const ids = s.own.slice(0, 2)
    const { posts } = await client.list(ids)
    const messages: Message[] = []
    const leave = client.follow(ids, (message) => messages.push(message))
    await expect.poll(() => messages).toHaveLength(1)
    s.like(ids[0] ?? '')
    await s.pass()
    await expect.poll(() => messages).toHaveLength(2)
    leave()
    const [changed, ...others] = posts
    const { publicMetrics } = changed as Post
    const likeCount = Number(publicMetrics?.likeCount) + 1
    expect(client.kept(ids)).toEqual([
      { ...changed, publicMetrics: { ...publicMetrics, likeCount } },
      ...others,
    ])
  })

  it('is told what changes, goes on where the stream broke off, and leaves', async () => {
    await using s = await setUp()
    const ids = s.foreign.slice(0, 3)
    const client = create(s.owner)
    const told: string[][] = []
    const leave = client.follow(ids, ({ posts }) => told.push(posts.map(({ id }) => id)))
    await expect.poll(() => told).toEqual([ids])
    s.like(ids[1] ?? '')
    await s.pass()
    await expect.poll(() => told).toEqual([ids, [ids[1]]])
    s.wire.cut()
    s.like(ids[2] ?? '')
    await s.followers(1)
    await s.pass()
    await expect.poll(() => told).toEqual([ids, [ids[1]], [ids[2]]])
    leave()
    await s.followers(0)
  })

  it('goes on at another gateway when its own stops', async () => {
    await using s = await setUp()
    const ids = s.foreign.slice(0, 3)
    const client = create(s.owner)
    const { posts } = await client.list(ids)
    const messages: Message[] = []
    const leave = client.follow(ids, (message) => messages.push(message))
    await expect.poll(() => messages).toHaveLength(1)
    s.like(ids[1] ?? '')
    await s.replace()
    // The other gateway does not know the cursor, and sends everything.
    await expect.poll(() => messages).toHaveLength(2)
    expect(messages[1]?.posts.map(({ id }) => id)).toEqual(ids)
    expect(messages[1]?.posts[1]?.publicMetrics?.likeCount).toBe(
      Number(posts[1]?.publicMetrics?.likeCount) + 1,
    )
    s.like(ids[2] ?? '')
    await s.pass()
    await expect.poll(() => messages).toHaveLength(3)
    expect(messages[2]?.posts.map(({ id }) => id)).toEqual([ids[2]])
    leave()
    await s.followers(0)
  })
})

describe.each(['Apollo Client', 'urql'])('%s', (name) => {
  it('sends the text of a query once: from then on its hash will do, also for others', async () => {
    await using s = await setUp()
    const create = CLIENTS[name] as (session: Session) => Made
    const texts = async (): Promise<number> => {
      const { posts } = await create(s.owner).list(s.own.slice(0, 2))
      expect(posts).toHaveLength(2)
      return s.wire.heard().match(/unavailableMetrics/g)?.length ?? 0
    }
    // urql sends it twice, at the same moment.
    expect(await texts()).toBeGreaterThan(0)
    expect(await texts()).toBe(0)
  })
})
