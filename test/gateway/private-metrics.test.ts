import { expect, it } from 'vitest'

import { createTestGateway, literal } from '../kit/gateway.ts'
import { DAY, getX, NOW } from '../kit/sandbox/call.ts'
import {
  first,
  foreignPosts,
  oldPosts,
  ownPosts,
  postsOfAuthor,
  reposts,
} from '../kit/sandbox/posts.ts'

const QUERY = (ids: readonly string[]): string => `{ privateMetrics(ids: ${literal(ids)}) {
  data {
    tweetId
    tweet { likeCount retweetCount quoteCount replyCount impressionCount }
    video { mediaKey viewCount playback0Count playback25Count playback50Count playback75Count playback100Count }
  }
  errors { value detail type title parameter resourceType }
} }`

const snake = (key: string): string =>
  key.replace(/[A-Z]|(?<=[a-z])\d+/g, (part) => `_${part.toLowerCase()}`)

/** Our answer in Labs' spelling; what is null with us has no key with Labs. */
const inLabsWords = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inLabsWords)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null ? [] : [[snake(key), inLabsWords(inner)]],
    ),
  )
}

it('privateMetrics agrees with the Labs endpoint, row by row and error by error', async () => {
  await using g = await createTestGateway()
  const young = ownPosts(g.x).filter(({ createdAt }) => NOW - createdAt < 28 * DAY)
  const ids = [
    ...young.slice(0, 40),
    first(foreignPosts(g.x)),
    first(oldPosts(g.x)),
    first(ownPosts(g.x), ({ createdAt }) => NOW - createdAt > 40 * DAY),
    first(reposts(g.x)),
    first(postsOfAuthor(g.x, 'protected')),
  ].map(({ id }) => id)
  ids.splice(7, 0, '987654320000')
  const labs = await getX(g.x, `/labs/1/tweets/metrics/private?ids=${ids.join(',')}`, 'owner')
  expect(labs.items.length).toBeGreaterThan(30)
  expect(labs.items.some((row) => 'video' in row)).toBe(true)
  const { data, errors } = await g.query(QUERY(ids))
  expect(errors).toBeUndefined()
  expect(inLabsWords(data.privateMetrics.data)).toEqual(labs.items)
  expect(inLabsWords(data.privateMetrics.errors)).toEqual(labs.body.errors)
})

it('takes fifty ids', async () => {
  await using g = await createTestGateway()
  const ids = Array.from({ length: 51 }, (_, index) => String(index + 1))
  const { errors } = await g.query(QUERY(ids))
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(g.takeRequests()).toEqual([])
})
