// Posts that are deleted at X are deleted from every file, table and answer.

import { describe, expect } from 'vitest'

import type { Sandbox, WorldPost } from '../../sandbox/index.ts'
import type { ArchiveLocation } from '../../src/archive/index.ts'
import { HOUR, STORES } from '../kit/archives.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway, literal, type TestGateway, temporary } from '../kit/gateway.ts'
import { findPlanted } from '../kit/planted.ts'
import { startMachine } from '../kit/recording/machine.ts'
import { DAY, NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'
import { createStoreSuite } from '../kit/store-suite.ts'

const TEXT = 'planted among the others'
const COUNTS = [8_765_432_109, 7_654_321_098] as const

const settingsOf = (location: ArchiveLocation): Record<string, string> => {
  if (location.kind === 'memory') throw new Error('an archive in memory has no files')
  return location.kind === 'directory' ? { DATA_DIR: location.path } : { ARCHIVE_URL: location.url }
}

/** Plants a text and numbers in a post. */
const plant = ({ world }: Sandbox, post: WorldPost, impressions: number): WorldPost => {
  const posts = world.posts as Map<string, WorldPost>
  const { organic } = post.numbers
  const planted = {
    ...post,
    text: TEXT,
    frozen: true,
    numbers: { ...post.numbers, organic: { ...organic, impressions } },
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
  const { locations, test } = createStoreSuite(kind, isAvailable, needs)

  /** A sandbox with two planted posts, which are deleted when they are gone. */
  const world = async (location: ArchiveLocation) => {
    const clock = createClock(NOW)
    const x = await sandboxAt({ now: clock.now })
    const own = plant(x, first(ownPosts(x)), COUNTS[0])
    const foreign = plant(x, first(foreignPosts(x)), COUNTS[1])
    return {
      x,
      clock,
      posts: [own, foreign] as const,
      found: (...values: (string | number)[]) => findPlanted(location, values),
      gone: () => {
        for (const post of [own, foreign]) deleteAt(x, post, clock.now())
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

  test('leave nothing when a query has found them gone', async () => {
    const location = await locations.next()
    const { x, clock, posts, found, gone } = await world(location)
    await using _ = x
    await using g = await createTestGateway({
      ...{ on: x, asX: true, now: clock.now },
      environment: { ...settingsOf(location), ARCHIVE: 'on', CACHE_TTL_SECONDS: '60' },
    })
    const ids = posts.map(({ id }) => id)
    const planted = () => found(...ids, TEXT, ...COUNTS)
    const query = `{ posts(ids: ${literal(ids)}) { text publicMetrics { likeCount } organicMetrics { likeCount } referencedPosts { type } } }`
    await g.query(query)
    await expect.poll(planted).not.toEqual([])
    gone()
    clock.pass(HOUR)
    expect((await g.query(query)).data.posts).toEqual([null, null])
    await expectGone(g, posts)
    await expect.poll(() => found(TEXT, ...COUNTS)).toEqual([])
    // The ids are in the list of what X has billed, until the first reading of the next day.
    clock.pass(DAY)
    const other = first(foreignPosts(x), ({ id }) => !ids.includes(id))
    await g.query(`{ post(id: "${other.id}") { text } }`)
    await expect.poll(planted).toEqual([])
  })

  test('leave nothing when the recorder has found them gone', async () => {
    const location = await locations.next()
    using directory = temporary()
    const path = location.kind === 'directory' ? location.path : directory.path
    const { x, clock, posts, found, gone } = await world(location)
    await using _ = x
    await using machine = await startMachine({
      ...{ x, clock, location, directory: path, maintenanceMs: 20 },
    })
    const [own, foreign] = posts
    const until = clock.now() + 30 * DAY
    await machine.store.watch('a caller', [{ postId: foreign.id, until }], clock.now(), 10)
    await machine.run()
    expect(await found(COUNTS[0])).not.toEqual([])
    expect(await found(COUNTS[1])).not.toEqual([])
    gone()
    for (let hours = 0; hours < 23; hours++) {
      clock.pass(HOUR)
      await machine.run()
    }
    await expect.poll(() => found(own.id, foreign.id, TEXT, ...COUNTS)).toEqual([])
    expect(await machine.archive.records({ authorId: own.authorId, limit: 500 })).not.toEqual([])
    expect(machine.faults).toEqual([])
  })
})
