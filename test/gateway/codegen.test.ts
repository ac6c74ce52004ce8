import { type DocumentNode, print } from 'graphql'
import { expect, it } from 'vitest'

import { DashboardDocument, type DashboardQuery } from '../generated/graphql.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { first, ownPosts } from '../kit/sandbox/posts.ts'

it('a typed operation runs as it is typed', async () => {
  await using g = await createTestGateway()
  const video = first(
    ownPosts(g.x),
    ({ mediaKeys, authorId }) =>
      mediaKeys[0]?.startsWith('13_') === true &&
      g.x.world.media.get(mediaKeys[0])?.ownerId === authorId,
  )
  const answer = await g.query(print(DashboardDocument as DocumentNode), { ids: [video.id] })
  const { posts }: DashboardQuery = answer.data
  const [post] = posts
  expect(post?.author?.username).toBe('haldenroasters')
  expect(post?.organicMetrics?.impressionCount).toBeGreaterThan(0)
  expect(post?.unavailableMetrics).toEqual([])
  const [media] = post?.media ?? []
  expect(
    media && 'nonPublicMetrics' in media ? media.nonPublicMetrics?.playback100Count : null,
  ).toBeGreaterThanOrEqual(0)
})
