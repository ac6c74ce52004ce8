import { expect, it } from 'vitest'

import { GatewayError } from '../../../src/infra/errors.ts'
import type { XResponse } from '../../../src/pipeline/fetched.ts'
import { judged, readPosts } from '../../../src/pipeline/judged.ts'
import type { Posts } from '../../../src/pipeline/request.ts'
import type { PostResult } from '../../../src/pipeline/result.ts'
import type { Envelope } from '../../../src/x/envelope.ts'
import type { Problem } from '../../../src/x/problems.ts'
import { requestFor } from '../../kit/stages.ts'

const answer = (envelope: Envelope): XResponse => ({
  envelope,
  at: 0,
  bytes: 0,
  gaps: [],
  nextToken: undefined,
})

const read = (ids: readonly string[], envelope: Envelope) =>
  readPosts(requestFor(ids), answer(envelope), (id) => (id === '1' ? '7' : undefined))

const problem = (kind: string, id: string, field?: string): Problem => ({
  type: `https://api.x.com/2/problems/${kind}`,
  resource_id: id,
  resource_type: 'tweet',
  ...(field !== undefined && { field }),
})

it('matches posts by id, in whatever order X sends them', () => {
  const results = read(['1', '2', '3'], { data: [{ id: '3' }, { id: '1' }] })
  expect([...results].map(([id, { kind }]) => [id, kind])).toEqual([
    ['1', 'post'],
    ['2', 'absent'],
    ['3', 'post'],
  ])
})

it('says that a missing post does not exist only if the rest of the answer is understood', () => {
  const codes = (envelope: Envelope) =>
    [...read(['1'], envelope).values()].map((result) =>
      'error' in result ? [result.kind, result.error.code] : result.kind,
    )
  expect(codes({ data: [] })).toEqual([['absent', 'POST_NOT_FOUND']])
  expect(codes({ data: [{ id: '9' }] })).toEqual([['failed', 'UPSTREAM_INVALID_RESPONSE']])
  expect(codes({ errors: [{ type: 'about:blank' }] })).toEqual([
    ['failed', 'UPSTREAM_INVALID_RESPONSE'],
  ])
  expect(codes({ errors: [problem('not-authorized-for-resource', '1')] })).toEqual([
    ['absent', 'POST_NOT_VISIBLE'],
  ])
})

it('tells a post that X dropped for private fields from one that does not exist', () => {
  const refusal = problem('not-authorized-for-field', '1', 'organic_metrics.like_count')
  expect(read(['1'], { errors: [refusal] }).get('1')).toEqual({
    kind: 'dropped',
    refusals: new Map([['organic_metrics', { reason: 'NOT_OWNER' }]]),
  })
})

it('fills in the author of a post that X sends without one, if it is known', () => {
  const authors = [...read(['1', '2'], { data: [{ id: '1' }, { id: '2' }] }).values()].map(
    (result) => result.kind === 'post' && result.tweet.author_id,
  )
  expect(authors).toEqual(['7', undefined])
})

it('turns the failure of a call into one failed result per id', async () => {
  const error = new GatewayError('UPSTREAM_TIMEOUT', 'X did not answer.')
  const judge = judged<PostResult, Posts>(() => new Map())(() => Promise.reject(error))
  const { results, response } = await judge(requestFor(['1', '2']))
  expect([...results.values()]).toEqual([
    { kind: 'failed', error },
    { kind: 'failed', error },
  ])
  expect(response).toBeUndefined()
})

it('lets defects of the gateway reject', async () => {
  const judge = judged<PostResult, Posts>(() => {
    throw new TypeError('a defect')
  })(() => Promise.resolve(answer({})))
  await expect(judge(requestFor(['1']))).rejects.toThrow('a defect')
})
