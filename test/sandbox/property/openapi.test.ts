// The sandbox's answers against X's own OpenAPI document, which X publishes without a token
// (https://api.x.com/2/openapi.json). The document is X's and not kept here: name a copy to run this.
//
//   X_OPENAPI=openapi.json npx vitest run test/sandbox/property/openapi.test.ts

import { readFileSync } from 'node:fs'

import type { ErrorObject } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { ask, sandboxAt } from '../../kit/sandbox/ask.ts'
import { postsOf } from '../../kit/sandbox/find.ts'
import { createCallers } from './callers.ts'
import { createJudge, type OpenApi, type OpenApiJudge } from './openapi.ts'
import { dataRequests, type RandomRequest } from './requests.ts'

// biome-ignore lint/style/noProcessEnv: where the reader has put X's document
const file = process.env.X_OPENAPI

const ANSWERS = 2_000

/** Keys of X's answers, most of them recorded, that its document of that time does not name. */
const UNNAMED = new Set([
  // Lookups by list say how many they found.
  'answer.meta',
  // Refused fields: who and what, as in every other problem.
  'errors.parameter',
  'errors.resource_id',
  'errors.value',
  // The document stops after the impressions and three counts.
  'non_public_metrics.engagements',
  'non_public_metrics.url_link_clicks',
  'non_public_metrics.user_profile_clicks',
  'organic_metrics.url_link_clicks',
  'organic_metrics.user_profile_clicks',
  'promoted_metrics.url_link_clicks',
  'promoted_metrics.user_profile_clicks',
  // A user's media are counted since 2024.
  'public_metrics.media_count',
  // Only photos have a text there, and only videos are counted; the next document has one sort of media.
  'media.alt_text',
  'media.public_metrics',
  // That next one has lost these, and X has not.
  'entities.annotations',
  // Listed as fields, and then missing among the properties.
  'resource.card_uri',
  'resource.is_identity_verified',
  'resource.parody',
  'resource.verified_followers_count',
  // A word of the next document.
  'resource.subscribes_to_you',
])

/** Where X's recorded answers, or the document itself, contradict it. */
const isContradicted = ({ keyword, params, instancePath: path }: ErrorObject): boolean =>
  // Real videos have long passed what 32 bits can count.
  (keyword === 'format' && params.format === 'int32') ||
  // The pattern is shorter than a value of its own list.
  (keyword === 'pattern' && path.endsWith('/reply_settings')) ||
  // Private numbers of media that are too old or somebody else's are null.
  (keyword === 'type' && /\/media\/\d+\/(non_public|organic)_metrics\/\w+_count$/.test(path)) ||
  // Nobody, asked with a field that is refused, is made of zeros and has no id.
  (keyword === 'required' &&
    path === '/data' &&
    /^(id|name|username)$/.test(params.missingProperty)) ||
  // Only says that something above is so.
  keyword === 'if'

const PATHS = {
  many: '/2/tweets',
  one: '/2/tweets/{id}',
  me: '/2/users/me',
  timeline: '/2/users/{id}/tweets',
  user: '/2/users/{id}',
  users: '/2/users',
} as const

const LISTS = [
  'tweet.fields',
  'post.fields',
  'media.fields',
  'poll.fields',
  'place.fields',
  'user.fields',
  'expansions',
]

const judgeOf = (name: string): OpenApiJudge =>
  createJudge(JSON.parse(readFileSync(name, 'utf8')) as OpenApi, {
    keys: UNNAMED,
    error: isContradicted,
  })

/** Everything that the document lets one ask for. */
const everything = (judge: OpenApiJudge, path: string): string =>
  LISTS.flatMap((list) => {
    const values = judge.valuesOf(path, list)
    return values.length > 0 ? [`${list}=${values}`] : []
  }).join('&')

describe.skipIf(file === undefined)('X’s OpenAPI document (set X_OPENAPI to run)', () => {
  it('lists no field or expansion that is refused, and describes every post and user', async () => {
    const judge = judgeOf(file ?? '')
    await using x = await sandboxAt()
    const check = async (path: string, address: string, as: 'app' | 'owner'): Promise<void> => {
      const mark = address.includes('?') ? '&' : '?'
      const { status, body } = await ask(x, address + mark + everything(judge, path), as)
      expect([status, judge.faultsOf(path, body)], address).toEqual([200, []])
    }
    const posts = postsOf(x).map(({ id }) => id)
    for (const as of ['app', 'owner'] as const) {
      for (let from = 0; from < posts.length; from += 20) {
        await check(PATHS.many, `/2/tweets?ids=${posts.slice(from, from + 20)}`, as)
      }
      for (const id of posts) await check(PATHS.one, `/2/tweets/${id}`, as)
      const users = [...x.world.users.keys()]
      for (const id of users) await check(PATHS.user, `/2/users/${id}`, as)
      for (const id of users) await check(PATHS.timeline, `/2/users/${id}/tweets`, as)
      await check(PATHS.users, `/2/users?ids=${users}`, as)
    }
    await check(PATHS.me, '/2/users/me', 'owner')
  })

  it(`describes ${ANSWERS} random answers`, async () => {
    const judge = judgeOf(file ?? '')
    await using x = await sandboxAt()
    const callers = await createCallers(x)
    const inItsWords = ({ search }: RandomRequest): boolean =>
      search.includes('post.fields=') === (judge.words === 'post')
    const seen: string[] = []
    for (const asked of fc.sample(dataRequests(x.world), { numRuns: 20_000, seed: 20_261_120 })) {
      const path = asked.kind in PATHS && PATHS[asked.kind as keyof typeof PATHS]
      if (!path || asked.verdict !== 'sound' || !inItsWords(asked)) continue
      const address = `${x.url}${asked.path}?${asked.search}`
      const authorization = callers[asked.who].authorization('GET', address)
      const answer = await fetch(address, { headers: authorization ? { authorization } : {} })
      if (answer.status !== 200) continue
      expect(judge.faultsOf(path, await answer.json()), address).toEqual([])
      seen.push(path)
      if (seen.length === ANSWERS) break
    }
    expect(seen).toHaveLength(ANSWERS)
    expect([...new Set(seen)].sort()).toEqual(Object.values(PATHS).sort())
  }, 60_000)
})
