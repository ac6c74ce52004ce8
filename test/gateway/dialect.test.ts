import { expect, it } from 'vitest'

import { createTestGateway } from '../kit/gateway.ts'
import { getX } from '../kit/sandbox/call.ts'
import { first, ownPosts } from '../kit/sandbox/posts.ts'

it('an answer in X’s new vocabulary reads like one in the old', async () => {
  await using g = await createTestGateway()
  const quote = first(ownPosts(g.x), ({ references }) => references[0]?.type === 'quoted')
  const query = `{ post(id: "${quote.id}") {
    text editHistoryIds publicMetrics { retweetCount likeCount } author { publicMetrics { postCount } }
    referencedPosts { type post { id publicMetrics { retweetCount } } }
  } }`
  const classic = await g.query(query)
  expect(classic.data.post.publicMetrics.retweetCount).toBeTypeOf('number')
  const renamed = await getX(
    g.x,
    `/2/tweets?ids=${quote.id}&post.fields=public_metrics&expansions=author_id,referenced_posts&user.fields=public_metrics`,
  )
  expect(renamed.text).toContain('"repost_count"')
  g.x.fault({ kind: 'answer', body: renamed.text })
  expect((await g.query(query)).data).toEqual(classic.data)
})
