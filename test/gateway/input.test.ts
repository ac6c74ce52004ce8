import { describe, expect, it } from 'vitest'

import { createTestGateway, literal } from '../kit/gateway.ts'
import { first, ownPosts } from '../kit/sandbox/posts.ts'

describe('ids', () => {
  it.each([
    ['letters', '"abc"', 'abc'],
    ['twenty digits', '"12345678901234567890"', '12345678901234567890'],
    ['a negative', '"-5"', '-5'],
    ['blanks', '" 5"', ' 5'],
    ['a list in a string', '"1,2"', '1,2'],
    ['a negative literal', '-5', '-5'],
    ['nothing', '""', '""'],
  ])('%s are refused by name, and X is not asked', async (_, id, named) => {
    await using g = await createTestGateway()
    const { errors } = await g.query(`{ posts(ids: [${id}]) { id } }`)
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['BAD_USER_INPUT'])
    expect(errors?.[0]?.message).toContain(named)
    expect(g.takeRequests()).toEqual([])
  })

  it.each([2 ** 63, 2 ** 53, 1.5, -1, true])('the JSON value %s is refused', async (id) => {
    await using g = await createTestGateway()
    const { errors } = await g.query('query ($id: PostID!) { post(id: $id) { id } }', { id })
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect(errors?.[0]?.message).toContain(String(id))
    expect(g.takeRequests()).toEqual([])
  })

  it('a literal number keeps all its digits', async () => {
    await using g = await createTestGateway()
    const { id } = first(ownPosts(g.x))
    const { data } = await g.query(`{ post(id: ${id}) { id } }`)
    expect(data.post.id).toBe(id)
    expect(g.takeRequests()[0]?.ids).toEqual([id])
  })

  it('more than the limit are refused by a sentence that names the setting', async () => {
    await using g = await createTestGateway({ environment: { MAX_POSTS_PER_REQUEST: '3' } })
    const { errors } = await g.query(`{ posts(ids: ${literal(['1', '2', '3', '4'])}) { id } }`)
    expect(errors?.[0]).toMatchObject({
      message:
        'posts(ids:) takes at most 3 ids and got 4. Ask in several requests, or raise MAX_POSTS_PER_REQUEST.',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect(g.takeRequests()).toEqual([])
  })
})

describe('numbers', () => {
  it('beyond 2^31 survive', async () => {
    await using g = await createTestGateway()
    const viral = first(ownPosts(g.x), ({ numbers }) => numbers.organic.impressions > 2 ** 31)
    const { data } = await g.query(
      `{ post(id: "${viral.id}") { publicMetrics { impressionCount } organicMetrics { impressionCount } } }`,
    )
    expect(data.post.publicMetrics.impressionCount).toBeGreaterThan(2 ** 31)
    expect(data.post.organicMetrics.impressionCount).toBe(data.post.publicMetrics.impressionCount)
  })

  it('that X leaves out are null, not zero', async () => {
    await using g = await createTestGateway()
    const without = first(ownPosts(g.x), (post) => !post.countsLinkClicks)
    const { data } = await g.query(
      `{ post(id: "${without.id}") { nonPublicMetrics { urlLinkClicks userProfileClicks } organicMetrics { urlLinkClicks } } }`,
    )
    expect(data.post.nonPublicMetrics.urlLinkClicks).toBeNull()
    expect(data.post.organicMetrics.urlLinkClicks).toBeNull()
    expect(data.post.nonPublicMetrics.userProfileClicks).toBeGreaterThanOrEqual(0)
  })
})
