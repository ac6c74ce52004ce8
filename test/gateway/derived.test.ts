import { expect, it } from 'vitest'

import { createTestGateway, type TestGateway } from '../kit/gateway.ts'

// biome-ignore lint/suspicious/noExplicitAny: as selected below
type Selected = any

const own = async ({ x, query }: TestGateway, selection: string): Promise<Selected[]> => {
  const { userId } = x.credentials
  const { data, errors } = await query(
    `{ user(by: { id: "${userId}" }) { posts(first: 100, excludeReposts: true) { nodes { id ${selection} } } } }`,
  )
  expect(errors).toBeUndefined()
  return data.user.posts.nodes
}

it('engagement rates are what their descriptions say', async () => {
  await using gateway = await createTestGateway()
  const posts = await own(
    gateway,
    `publicMetrics { engagementRate impressionCount likeCount replyCount retweetCount quoteCount bookmarkCount }
     nonPublicMetrics { engagementRate impressionCount engagements }
     organicMetrics { ...All }
     promotedMetrics { engagementRate impressionCount likeCount replyCount retweetCount urlLinkClicks userProfileClicks }`.replace(
      '...All',
      'engagementRate impressionCount likeCount replyCount retweetCount urlLinkClicks userProfileClicks',
    ),
  )
  let linkless = 0
  let promoted = 0
  for (const { publicMetrics: all, nonPublicMetrics, organicMetrics, promotedMetrics } of posts) {
    const sum =
      all.likeCount + all.replyCount + all.retweetCount + all.quoteCount + all.bookmarkCount
    expect(all.engagementRate).toBe(all.impressionCount ? sum / all.impressionCount : null)
    if (nonPublicMetrics !== null) {
      const { engagementRate, engagements, impressionCount } = nonPublicMetrics
      expect(engagementRate).toBe(impressionCount ? engagements / impressionCount : null)
    }
    for (const one of [organicMetrics, promotedMetrics]) {
      if (one === null) continue
      if (one.urlLinkClicks === null) linkless += 1
      const clicks = (one.urlLinkClicks ?? 0) + one.userProfileClicks
      const answers = one.likeCount + one.replyCount + one.retweetCount
      expect(one.engagementRate).toBe(
        one.impressionCount ? (answers + clicks) / one.impressionCount : null,
      )
    }
    if (promotedMetrics !== null) promoted += 1
  }
  expect(linkless).toBeGreaterThan(0)
  expect(promoted).toBeGreaterThan(0)
})

it('the promoted share asks for what it needs, and says why there is none', async () => {
  await using gateway = await createTestGateway()
  const posts = await own(gateway, 'promotedShare unavailableMetrics { variant reason }')
  const [asked] = gateway.takeRequests()
  expect(asked?.fields).toContain('organic_metrics')
  expect(asked?.fields).toContain('promoted_metrics')
  const known = await own(
    gateway,
    'organicMetrics { impressionCount } promotedMetrics { impressionCount }',
  )
  let shares = 0
  for (const [index, { promotedShare, unavailableMetrics }] of posts.entries()) {
    const { organicMetrics, promotedMetrics } = known[index]
    if (promotedMetrics === null || organicMetrics === null) {
      expect(promotedShare).toBeNull()
      expect(unavailableMetrics).not.toEqual([])
    } else {
      shares += 1
      const { impressionCount } = promotedMetrics
      expect(promotedShare).toBe(
        impressionCount / (organicMetrics.impressionCount + impressionCount),
      )
      expect(promotedShare).toBeGreaterThan(0)
      expect(promotedShare).toBeLessThanOrEqual(1)
    }
  }
  expect(shares).toBeGreaterThan(0)
})

it('completion and retention of a video are its quartiles', async () => {
  await using gateway = await createTestGateway()
  const quartiles =
    'completionRate retention playback0Count playback25Count playback50Count playback75Count playback100Count'
  const posts = await own(
    gateway,
    `media { ... on Video { nonPublicMetrics { ${quartiles} } organicMetrics { ${quartiles} } promotedMetrics { ${quartiles} } } }`,
  )
  const groups = posts
    .flatMap(({ media }) => media ?? [])
    .flatMap((video) => [video.nonPublicMetrics, video.organicMetrics, video.promotedMetrics])
    .filter((group) => group !== null && group !== undefined)
  expect(groups.length).toBeGreaterThan(0)
  for (const group of groups) {
    const counts = [0, 25, 50, 75, 100].map((percent) => group[`playback${percent}Count`])
    const [start] = counts
    expect(group.retention).toEqual(start ? counts.map((count) => count / start) : null)
    expect(group.completionRate).toBe(group.retention?.at(-1) ?? null)
  }
})

it.each([
  ['that are not cumulative', [40, 10, 20, 5, 30], [1, 0.75, 0.75, 0.75, 0.75]],
  ['of a video that hardly anybody left at once', [5, 50, 20, 10, 10], [1, 1, 0.4, 0.2, 0.2]],
  ['of a video that nobody has played', [0, 0, 0, 0, 0], null],
])(
  'retention never rises and stays within 0 and 1, with counts %s',
  async (_, counts, expected) => {
    await using gateway = await createTestGateway()
    const id = '1460323737035677698'
    const [p0, p25, p50, p75, p100] = counts
    const media = {
      media_key: '13_1',
      type: 'video',
      non_public_metrics: {
        playback_0_count: p0,
        playback_25_count: p25,
        playback_50_count: p50,
        playback_75_count: p75,
        playback_100_count: p100,
      },
    }
    gateway.x.fault({
      kind: 'answer',
      body: { data: [{ id, attachments: { media_keys: ['13_1'] } }], includes: { media: [media] } },
    })
    const { data } = await gateway.query(
      `{ post(id: "${id}") { media { ... on Video { nonPublicMetrics { completionRate retention } } } } }`,
    )
    expect(data.post.media[0].nonPublicMetrics).toEqual({
      completionRate: expected?.at(-1) ?? null,
      retention: expected,
    })
  },
)

it('a count that X leaves out makes derived numbers null', async () => {
  await using gateway = await createTestGateway()
  const id = '1460323737035677698'
  gateway.x.fault({
    kind: 'answer',
    body: { data: [{ id, text: '', public_metrics: { like_count: 3, impression_count: 100 } }] },
  })
  const { data } = await gateway.query(`{ post(id: "${id}") { publicMetrics { engagementRate } } }`)
  expect(data).toEqual({ post: { publicMetrics: { engagementRate: null } } })
})
