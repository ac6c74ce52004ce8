// Parts for unit tests of pipeline stages: requests, results, and a next stage that the test settles.

import type { CredentialSource } from '../../src/auth/credentials.ts'
import { createOperation, type Operation } from '../../src/pipeline/operation.ts'
import type { EntityRequest, Fetch, Posts } from '../../src/pipeline/request.ts'
import type { FoundPost, PostResult } from '../../src/pipeline/result.ts'
import { type FieldSet, fieldSetOf } from '../../src/plan/field-set.ts'
import { EMPTY_PLAN, type Plan } from '../../src/plan/plan.ts'

export const sourceOf = (scope: string): CredentialSource => ({
  scope,
  credential: () => Promise.reject(new Error('no credential is needed')),
  renew: () => Promise.reject(new Error('no credential is needed')),
})

export const PUBLIC_SOURCE = sourceOf('public')

export const fields = (...tweet: string[]): FieldSet =>
  fieldSetOf({ ...EMPTY_PLAN, tweet: new Set(tweet) as Plan['tweet'] })

const TEXT = fields('text')

export const requestFor = (
  ids: readonly string[],
  given: Partial<EntityRequest<Posts>> = {},
): EntityRequest<Posts> => ({
  resource: { kind: 'posts' },
  source: PUBLIC_SOURCE,
  ids,
  fieldSet: TEXT,
  operation: createOperation(10_000),
  ...given,
})

export const foundPost = (id: string, given: Partial<FoundPost> = {}): FoundPost => ({
  kind: 'post',
  at: 0,
  tweet: { id },
  related: {
    tweets: new Map(),
    users: new Map(),
    usersByName: new Map(),
    media: new Map(),
    polls: new Map(),
    places: new Map(),
    missing: new Map(),
    missingUsers: new Map(),
  },
  fieldSet: TEXT,
  refusals: new Map(),
  ...given,
})

interface Call {
  readonly request: EntityRequest<Posts>
  /** Answers with a post for each id, or with these results. */
  answer(results?: ReadonlyMap<string, PostResult>): Promise<void>
  reject(error: Error): Promise<void>
}

/** A next stage that records its calls. They are answered by the test. */
export const createNext = () => {
  const calls: Call[] = []
  const next: Fetch<PostResult, Posts> = (request) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, PostResult>>()
    calls.push({
      request,
      answer: async (results) => {
        resolve(results ?? new Map(request.ids.map((id) => [id, foundPost(id)])))
        await settled()
      },
      reject: async (error) => {
        reject(error)
        await settled()
      },
    })
    return promise
  }
  return { next, calls, ids: () => calls.map(({ request }) => request.ids) }
}

/** Resolves when all promise reactions that are due have run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const tallyOf = ({ tally: { fromCache, coalesced } }: Operation) => ({
  fromCache,
  coalesced,
})
