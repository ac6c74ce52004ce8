// The "life of a query" of docs/architecture.md, stop by stop.

import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { ownedAccount } from '../../src/auth/accounts.ts'
import { routeOf } from '../../src/loaders/routes.ts'
import { createFacts } from '../../src/pipeline/facts.ts'
import { readPosts } from '../../src/pipeline/judged.ts'
import { fieldSetOf } from '../../src/plan/field-set.ts'
import { privateGroupsOf } from '../../src/plan/plan.ts'
import type { Envelope } from '../../src/x/envelope.ts'
import type { Refusal } from '../../src/x/refusals.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { planFor } from '../kit/plan.ts'
import { getX, NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8')

const QUERY = /query Life[^`]+/.exec(page)?.[0] ?? ''
const REQUEST = /GET (\/2\/tweets\?ids=)…(&\S+?)`/.exec(page)

it('goes as the document tells it', async () => {
  await using g = await createTestGateway()
  const own = first(ownPosts(g.x), ({ numbers }) => numbers.organic.impressions > 500)
  const foreign = first(foreignPosts(g.x))
  const ids = [own.id, foreign.id]

  // 1. Selection → plan.
  const plan = await planFor(QUERY, { ids })
  expect([...plan.tweet].sort()).toEqual(['organic_metrics', 'public_metrics'])
  expect(privateGroupsOf(plan)).toEqual(['organic_metrics'])

  // 2. Plan → route.
  const { apiKey, apiKeySecret, accessToken, accessTokenSecret } = g.x.credentials
  const owned = ownedAccount({
    app: { key: apiKey, secret: apiKeySecret },
    owner: { token: accessToken, secret: accessTokenSecret },
  })
  const accounts = owned === undefined ? [] : [owned]
  const options = { accounts, facts: createFacts(() => NOW) }
  expect(routeOf(own.id, plan, options)).toMatchObject({ kind: 'owner', speculative: true })

  // 3. and 4. Loader, client: one call, as the document prints it.
  expect([...fieldSetOf(plan).plan.tweet].sort().join()).toBe(
    'author_id,organic_metrics,public_metrics',
  )
  const answer = await g.query(QUERY, { ids })
  expect(g.x.requests.map(({ path, query, context }) => [path, query, context])).toEqual([
    [
      '/2/tweets',
      { ids: ids.join(), 'tweet.fields': 'author_id,organic_metrics,public_metrics' },
      g.x.credentials.userId,
    ],
  ])
  const [, path = '', rest = ''] = REQUEST ?? []
  const asked = await getX(g.x, `${path}${ids.join()}${rest}`, 'owner')

  // 5. X → judged: six problems, one reason.
  const envelope = asked.body as unknown as Envelope
  const response = { envelope, at: NOW, gaps: [] }
  const results = readPosts({ ids, fieldSet: fieldSetOf(plan) }, response, () => undefined)
  expect(asked.body.errors).toHaveLength(6)
  expect(results.get(own.id)).toMatchObject({ kind: 'post', refusals: new Map() })
  const stranger = results.get(foreign.id)
  const reasons: Refusal[] = stranger?.kind === 'post' ? [...stranger.refusals.values()] : []
  expect(reasons).toEqual([{ reason: 'NOT_OWNER' }])

  // 6. GraphQL.
  expect(answer.data.posts).toEqual([
    {
      publicMetrics: { likeCount: expect.any(Number) },
      organicMetrics: { impressionCount: expect.any(Number) },
    },
    { publicMetrics: { likeCount: expect.any(Number) }, organicMetrics: null },
  ])
  expect(answer.extensions.upstream.calls).toBe(1)
  expect(answer.extensions.notices).toMatchObject([
    { code: 'NOT_OWNER', variant: 'ORGANIC', postIds: [foreign.id] },
  ])
})
