// Validates responses of the sandbox with X's OpenAPI document, of which X_OPENAPI names a copy.
//
//   X_OPENAPI=openapi.json npx vitest run test/sandbox/property/openapi.test.ts

import { readFileSync } from 'node:fs'

import type { ErrorObject } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { openApiDocuments } from '../../kit/openapi-documents.ts'
import { getX, sandboxAt } from '../../kit/sandbox/call.ts'
import { postsOf } from '../../kit/sandbox/posts.ts'
import { createCallers } from './callers.ts'
import { createJudge, type OpenApi, type OpenApiValidator } from './openapi.ts'
import { dataRequests, type RandomRequest } from './requests.ts'

const [file] = openApiDocuments

const ANSWERS = 2_000

/** Keys of X's responses, most of them recorded, that its document lacks. */
const UNNAMED = new Set([
  // Lookups by list have a result count.
  'answer.meta',
  // Problems of refused fields have the same keys as other problems.
  'errors.parameter',
  'errors.resource_id',
  'errors.value',
  // The document has only the impressions and three counts.
  'non_public_metrics.engagements',
  'non_public_metrics.url_link_clicks',
  'non_public_metrics.user_profile_clicks',
  'organic_metrics.url_link_clicks',
  'organic_metrics.user_profile_clicks',
  'promoted_metrics.url_link_clicks',
  'promoted_metrics.user_profile_clicks',
  // Users have a media count since 2024.
  'public_metrics.media_count',
  // The document has alt texts for photos only and metrics for videos only; its next version has one type of media.
  'media.alt_text',
  'media.public_metrics',
  // The next version lacks these, but X still returns them.
  'entities.annotations',
  'geo.geometry',
  // The document lists these as fields, but not as properties.
  'resource.article',
  'resource.card_uri',
  'resource.is_identity_verified',
  'resource.media_metadata',
  'resource.parody',
  'resource.subscription',
  'resource.verified_followers_count',
  // A key of the next version.
  'resource.subscribes_to_you',
])

/** Contradictions between the document and X's recorded responses, or within the document. */
const isContradicted = ({ keyword, params, instancePath: path }: ErrorObject): boolean =>
  // View counts of real videos exceed 32 bits.
  (keyword === 'format' && params.format === 'int32') ||
  // The pattern is shorter than a value of the list.
  (keyword === 'pattern' && path.endsWith('/reply_settings')) ||
  // Private metrics of media past the age limit or of another owner are null.
  (keyword === 'type' && /\/media\/\d+\/(non_public|organic)_metrics\/\w+_count$/.test(path)) ||
  // An unknown user requested with a refused field has zero values and no id.
  (keyword === 'required' &&
    path === '/data' &&
    /^(id|name|username)$/.test(params.missingProperty)) ||
  // Notes and their sources are lists of plain links in the next version.
  (keyword === 'type' && /(notes|suggestions|links\/\d+|with_counts)$/.test(path)) ||
  // A consequence of the errors above.
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

const loadValidator = (name: string): OpenApiValidator =>
  createJudge(JSON.parse(readFileSync(name, 'utf8')) as OpenApi, {
    keys: UNNAMED,
    error: isContradicted,
  })

/** All fields and expansions of the document. */
const everything = (validator: OpenApiValidator, path: string): string =>
  LISTS.flatMap((list) => {
    const values = validator.valuesOf(path, list)
    return values.length > 0 ? [`${list}=${values}`] : []
  }).join('&')

describe.skipIf(file === undefined)('X’s OpenAPI document (set X_OPENAPI to run)', () => {
  it('lists only accepted fields and expansions, and describes every post and user', async () => {
    const validator = loadValidator(file ?? '')
    await using x = await sandboxAt()
    const check = async (path: string, address: string, as: 'app' | 'owner'): Promise<void> => {
      const separator = address.includes('?') ? '&' : '?'
      const { status, body } = await getX(x, address + separator + everything(validator, path), as)
      expect([status, validator.schemaViolations(path, body)], address).toEqual([200, []])
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

  it(`describes ${ANSWERS} random responses`, async () => {
    const validator = loadValidator(file ?? '')
    await using x = await sandboxAt()
    const callers = await createCallers(x)
    const isInDialect = ({ search }: RandomRequest): boolean =>
      search.includes('post.fields=') === (validator.dialect === 'post')
    const seen: string[] = []
    for (const request of fc.sample(dataRequests(x.world), { numRuns: 20_000, seed: 20_261_120 })) {
      const path = request.kind in PATHS && PATHS[request.kind as keyof typeof PATHS]
      if (!path || request.verdict !== 'valid' || !isInDialect(request)) continue
      const address = `${x.url}${request.path}?${request.search}`
      const authorization = callers[request.who].authorization('GET', address)
      const answer = await fetch(address, { headers: authorization ? { authorization } : {} })
      if (answer.status !== 200) continue
      expect(validator.schemaViolations(path, await answer.json()), address).toEqual([])
      seen.push(path)
      if (seen.length === ANSWERS) break
    }
    expect(seen).toHaveLength(ANSWERS)
    expect([...new Set(seen)].sort()).toEqual(Object.values(PATHS).sort())
  })
})
