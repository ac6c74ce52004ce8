// What X no longer has is not kept: of posts that are deleted at X, nothing is left in any file, table or answer.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Sandbox, WorldPost } from '../../sandbox/index.ts'
import type { ArchiveLocation } from '../../src/archive/index.ts'
import { createLocations, HOUR, type Locations, STORES } from '../kit/archives.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { findPlanted } from '../kit/planted.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const SOON = { timeout: 20_000, interval: 50 }
const TEXT = 'planted among the others'
const COUNT = 8_765_432_109

const settingsOf = (location: ArchiveLocation): Record<string, string> => {
  if (location.kind === 'memory') throw new Error('an archive in memory has no files')
  return location.kind === 'directory' ? { DATA_DIR: location.path } : { ARCHIVE_URL: location.url }
}

/** Plants a text and numbers in a post. */
const plant = ({ world }: Sandbox, post: WorldPost): WorldPost => {
  const posts = world.posts as Map<string, WorldPost>
  const { organic } = post.numbers
  const planted = {
    ...post,
    text: TEXT,
    frozen: true,
    numbers: { ...post.numbers, organic: { ...organic, impressions: COUNT } },
  }
  posts.set(post.id, planted)
  return planted
}

/** Deletes a post at X, at a time. */
const deleteAt = ({ world }: Sandbox, post: WorldPost, deletedAt: number): void => {
  const posts = world.posts as Map<string, WorldPost>
  posts.set(post.id, { ...post, deletedAt })
}

const answersOf = async ({ query }: TestGateway, id: string) => {
  const { data, errors } = await query(
    `{ post(id: "${id}") { text metricsHistory(variant: PUBLIC, since: "2026-01-01T00:00:00Z") { at } }
       viewer { accounts { posts(first: 100) { nodes { id text } } } } }`,
  )
  return { text: JSON.stringify(data), codes: (errors ?? []).map((each) => each.extensions.code) }
}

describe.each(STORES)('gone posts, with the archive in %s', (kind, isAvailable, needs) => {
  let locations: Locations
  beforeAll(async () => {
    if (isAvailable) locations = await createLocations(kind)
  })
  afterAll(() => locations?.[Symbol.asyncDispose]())

  const start = async (environment: Record<string, string> = {}) => {
    const location = await locations.next()
    const clock = { time: NOW }
    const x = await sandboxAt({ now: () => clock.time })
    const own = plant(x, first(ownPosts(x)))
    const foreign = plant(x, first(foreignPosts(x)))
    const g = await createTestGateway({
      on: x,
      asX: true,
      now: () => clock.time,
      environment: {
        ...settingsOf(location),
        ...{ ARCHIVE: 'on', CACHE_TTL_SECONDS: '60', ...environment },
      },
    })
    return {
      g,
      clock,
      posts: [own, foreign],
      found: () => findPlanted(location, [own.id, foreign.id, TEXT, COUNT]),
      delete: () => {
        for (const post of [own, foreign]) deleteAt(x, post, clock.time)
      },
      [Symbol.asyncDispose]: async () => {
        await g[Symbol.asyncDispose]()
        await x.close()
      },
    }
  }

  const expectGone = async (g: TestGateway, posts: readonly WorldPost[]): Promise<void> => {
    for (const { id } of posts) {
      const { text, codes } = await answersOf(g, id)
      expect(text).not.toContain(TEXT)
      expect(text).not.toContain(id)
      expect(codes).toEqual(['POST_NOT_FOUND'])
    }
  }

  it.runIf(isAvailable)(`leave nothing when a query has found them gone${needs}`, async () => {
    await using s = await start()
    const ids = literal(s.posts.map(({ id }) => id))
    const query = `{ posts(ids: ${ids}) { text publicMetrics { likeCount } organicMetrics { likeCount } referencedPosts { type } } }`
    await s.g.query(query)
    await expect.poll(s.found, SOON).not.toEqual([])
    s.delete()
    s.clock.time += HOUR
    expect((await s.g.query(query)).data.posts).toEqual([null, null])
    await expect.poll(s.found, SOON).toEqual([])
    await expectGone(s.g, s.posts)
  })
})
