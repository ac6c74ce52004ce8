// Behavior common to all example clients, tested against a running gateway.

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
import { loadPages } from './relay-pages.ts'
import { createSetup, MISSING } from './setup.ts'

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

/** The functions of an example, bound to a client. */
interface BoundClient {
  list(ids: string[]): Promise<{
    readonly posts: readonly (Post | null | undefined)[]
    readonly missing: readonly string[]
  }>
  pages(user: string, first: number, pages: number): Promise<readonly (Post | null | undefined)[]>
  subscribe(ids: string[], show: (message: Message) => void): () => void
  /** The same list from the cache. */
  cached(ids: string[]): readonly (Post | null | undefined)[] | undefined
}

const CLIENTS: Readonly<Record<string, (session: Session) => BoundClient>> = {
  'Apollo Client': (session) => {
    const client = apollo.createClient(session)
    return {
      list: (ids) => apollo.listPosts(client, ids),
      pages: (...args) => apollo.loadPages(client, ...args),
      subscribe: (ids, show) => apollo.subscribeToMetrics(client, ids, show),
      cached: (ids) => client.readQuery({ query: ListDocument, variables: { ids } })?.posts,
    }
  },
  urql: (session) => {
    const client = urql.createClient(session)
    return {
      list: (ids) => urql.listPosts(client, ids),
      pages: (...args) => urql.loadPages(client, ...args),
      subscribe: (ids, show) => urql.subscribeToMetrics(client, ids, show),
      cached: (ids) => client.readQuery(ListDocument, { ids })?.data?.posts,
    }
  },
  Relay: (session) => {
    const environment = relay.createClient(session)
    return {
      list: (ids) => relay.listPosts(environment, ids),
      pages: (...args) => loadPages(environment, ...args),
      subscribe: (ids, show) => relay.subscribeToMetrics(environment, ids, show),
      cached: (ids) => {
        const { fragment } = createOperationDescriptor(List, { ids })
        return (environment.lookup(fragment).data as postsListQuery['response']).posts
      },
    }
  },
}

const reasons = (post: Post | null | undefined) =>
  post?.unavailableMetrics.map(({ reason }) => reason)

describe.each(Object.entries(CLIENTS))('%s', (_, create) => {
  it('lists own posts, posts of others and the errors of missing posts', async () => {
    await using s = await createSetup()
    const [own = '', foreign = ''] = [s.own[0], s.foreign[0]]
    const { posts, missing } = await create(s.owner).list([own, MISSING, foreign])
    expect(posts.map((post) => post?.id)).toEqual([own, undefined, foreign])
    expect(posts[0]?.organicMetrics?.likeCount).toBeTypeOf('number')
    expect(posts[2]?.publicMetrics?.likeCount).toBeTypeOf('number')
    expect(posts[2]?.organicMetrics).toBeNull()
    expect(reasons(posts[2])).toEqual(['NOT_OWNER'])
    expect(missing).toEqual([`X has no post ${MISSING}: it was deleted, or never existed.`])
  })

  it('never shows private metrics to another account or an anonymous caller', async () => {
    await using s = await createSetup()
    const ids = s.own.slice(0, 3)
    const seen = await create(s.owner).list(ids)
    expect(seen.posts.every((post) => post?.organicMetrics)).toBe(true)
    const callers = [
      [s.otherUser, 'NOT_OWNER'],
      [s.anonymous, 'USER_CONTEXT_REQUIRED'],
    ] as const
    for (const [session, reason] of callers) {
      const { posts } = await create(session).list(ids)
      expect(posts.map((post) => post?.id)).toEqual(ids)
      expect(posts.map((post) => post?.organicMetrics)).toEqual(ids.map(() => null))
      expect(posts.map(reasons)).toEqual(ids.map(() => [reason]))
    }
  })

  it('caches a reference with the post that has it, not with the referenced post', async () => {
    await using s = await createSetup()
    const [quote = '', reply = '', other = ''] = s.own
    s.changePost(quote, () => ({ references: [{ type: 'quoted', id: other }] }))
    s.changePost(reply, () => ({ references: [{ type: 'replied_to', id: other }] }))
    const client = create(s.owner)
    await client.list([quote, other, reply])
    expect(client.cached([quote, other, reply])).toMatchObject([
      { id: quote, referencedPosts: [{ postId: other, type: 'QUOTED' }] },
      { id: other },
      { id: reply, referencedPosts: [{ postId: other, type: 'REPLIED_TO' }] },
    ])
  })

  it('joins pages, with one request to X per page', async () => {
    await using s = await createSetup()
    const posts = await create(s.owner).pages(s.userId, 10, 3)
    const timeline = s.x.requests.filter(({ path }) => path.endsWith(`${s.userId}/tweets`))
    expect(timeline).toHaveLength(3)
    const ids = posts.map((post) => post?.id)
    expect(new Set(ids).size).toBe(30)
    expect(ids).toEqual([...ids].sort().reverse())
    expect(posts.some((post) => post?.organicMetrics)).toBe(true)
  })

  it('merges the fields of a subscription message into the cached post', async () => {
    await using s = await createSetup()
    const client = create(s.owner)
    const ids = s.own.slice(0, 2)
    const { posts } = await client.list(ids)
    const messages: Message[] = []
    const unsubscribe = client.subscribe(ids, (message) => messages.push(message))
    await expect.poll(() => messages).toHaveLength(1)
    s.addLike(ids[0] ?? '')
    await s.passInterval()
    await expect.poll(() => messages).toHaveLength(2)
    unsubscribe()
    const [changed, ...others] = posts
    const { publicMetrics } = changed as Post
    const likeCount = Number(publicMetrics?.likeCount) + 1
    expect(client.cached(ids)).toEqual([
      { ...changed, publicMetrics: { ...publicMetrics, likeCount } },
      ...others,
    ])
  })

  it('receives changes, resumes after a lost connection, and unsubscribes', async () => {
    await using s = await createSetup()
    const ids = s.foreign.slice(0, 3)
    const client = create(s.owner)
    const received: string[][] = []
    const unsubscribe = client.subscribe(ids, ({ posts }) =>
      received.push(posts.map(({ id }) => id)),
    )
    await expect.poll(() => received).toEqual([ids])
    s.addLike(ids[1] ?? '')
    await s.passInterval()
    await expect.poll(() => received).toEqual([ids, [ids[1]]])
    s.proxy.disconnect()
    s.addLike(ids[2] ?? '')
    await s.expectSubscribers(1)
    await s.passInterval()
    await expect.poll(() => received).toEqual([ids, [ids[1]], [ids[2]]])
    unsubscribe()
    await s.expectSubscribers(0)
  })

  it('reconnects to another gateway when its gateway stops', async () => {
    await using s = await createSetup()
    const ids = s.foreign.slice(0, 3)
    const client = create(s.owner)
    const { posts } = await client.list(ids)
    const messages: Message[] = []
    const unsubscribe = client.subscribe(ids, (message) => messages.push(message))
    await expect.poll(() => messages).toHaveLength(1)
    s.addLike(ids[1] ?? '')
    await s.replaceGateway()
    // The other gateway does not know the cursor, and sends all posts.
    await expect.poll(() => messages).toHaveLength(2)
    expect(messages[1]?.posts.map(({ id }) => id)).toEqual(ids)
    expect(messages[1]?.posts[1]?.publicMetrics?.likeCount).toBe(
      Number(posts[1]?.publicMetrics?.likeCount) + 1,
    )
    s.addLike(ids[2] ?? '')
    await s.passInterval()
    await expect.poll(() => messages).toHaveLength(3)
    expect(messages[2]?.posts.map(({ id }) => id)).toEqual([ids[2]])
    unsubscribe()
    await s.expectSubscribers(0)
  })
})

describe.each(['Apollo Client', 'urql'])('%s', (name) => {
  it('sends the text of a query once, and then only its hash, for other callers as well', async () => {
    await using s = await createSetup()
    const create = CLIENTS[name] as (session: Session) => BoundClient
    const sentTexts = async (): Promise<number> => {
      const { posts } = await create(s.owner).list(s.own.slice(0, 2))
      expect(posts).toHaveLength(2)
      return s.proxy.takeTraffic().match(/unavailableMetrics/g)?.length ?? 0
    }
    // urql sends the text twice at the same time.
    expect(await sentTexts()).toBeGreaterThan(0)
    expect(await sentTexts()).toBe(0)
  })
})
