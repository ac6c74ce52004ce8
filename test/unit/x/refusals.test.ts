// X's problems beside the posts of a response, and the refusals and errors that follow from them.

import { describe, expect, it } from 'vitest'

import type { Problem } from '../../../src/x/problems.ts'
import { refusedIn, sortProblems } from '../../../src/x/refusals.ts'

const problem = (kind: string, fields: Problem): Problem => ({
  type: `https://api.x.com/2/problems/${kind}`,
  resource_type: 'tweet',
  ...fields,
})

const disallowed = (metric: string, cause: string, resource_id = '1'): Problem =>
  problem('disallowed-resource', {
    resource_id,
    detail: `The '${metric}' field cannot be queried for ${cause}.`,
  })

const OLD = 'Tweets older than 30 days'
const UNPROMOTED = 'Posts that have not been promoted'

describe('problems of a metric', () => {
  it('become one refusal per group and post', () => {
    const { refusals, errors, unclear } = sortProblems(
      [
        ...['impression_count', 'like_count', 'reply_count'].map((name) =>
          disallowed(`organic_metrics.${name}`, OLD),
        ),
        disallowed('promoted_metrics.like_count', UNPROMOTED),
        disallowed('non_public_metrics.url_link_clicks', 'Retweets', '2'),
        problem('not-authorized-for-field', {
          resource_id: '3',
          field: 'non_public_metrics.engagements',
        }),
      ],
      [],
    )
    expect(Object.fromEntries([...refusals].map(([id, groups]) => [id, [...groups]]))).toEqual({
      1: [
        ['organic_metrics', { reason: 'EXPIRED' }],
        ['promoted_metrics', { reason: 'NOT_PROMOTED' }],
      ],
      2: [['non_public_metrics', { reason: 'REPOST' }]],
      3: [['non_public_metrics', { reason: 'NOT_OWNER' }]],
    })
    expect([errors.size, unclear]).toEqual([0, false])
  })

  it.each([
    'https://api.x.com/2/problems/field-unauthorized',
    'https://api.twitter.com/2/problems/not-authorized-for-field',
  ])('of the type %s are about the owner, with the field in the sentence only', (type) => {
    const detail = "Sorry, you are not authorized to see 'organic_metrics.like_count'."
    const { refusals } = sortProblems([{ type, detail, value: '1' }], [])
    expect(refusals.get('1')?.get('organic_metrics')).toEqual({ reason: 'NOT_OWNER' })
  })

  it('for an unknown cause carry X’s sentence', () => {
    const { refusals } = sortProblems([disallowed('organic_metrics.like_count', 'Mondays')], [])
    expect(refusals.get('1')?.get('organic_metrics')).toEqual({
      reason: 'REFUSED',
      message: "The 'organic_metrics.like_count' field cannot be queried for Mondays.",
    })
  })

  it('that name no post are about the posts that lack the group for no other reason', () => {
    const { refusals, unclear } = sortProblems(
      [
        disallowed('promoted_metrics.like_count', UNPROMOTED, 'unknown'),
        disallowed('promoted_metrics.like_count', OLD, '2'),
      ],
      [{ id: '1' }, { id: '2' }, { id: '3', promoted_metrics: { like_count: 1 } }, { id: 4 }],
    )
    expect([...refusals].map(([id, groups]) => [id, groups.get('promoted_metrics')])).toEqual([
      ['2', { reason: 'EXPIRED' }],
      ['1', { reason: 'NOT_PROMOTED' }],
    ])
    expect(unclear).toBe(true)
  })
})

describe('problems of a post', () => {
  it('are errors, with the id in any of three places', () => {
    const { errors, unclear } = sortProblems(
      [
        problem('resource-not-found', { resource_id: '1' }),
        problem('not-authorized-for-resource', { value: '2' }),
        problem('resource-unavailable', { detail: 'Could not find tweet with ids: [3].' }),
      ],
      [],
    )
    expect([...errors].map(([id, { code }]) => [id, code])).toEqual([
      ['1', 'POST_NOT_FOUND'],
      ['2', 'POST_NOT_VISIBLE'],
      ['3', 'POST_NOT_VISIBLE'],
    ])
    expect(unclear).toBe(false)
  })

  it.each<[string, Problem]>([
    ['names no post', problem('resource-not-found', {})],
    ['is of another kind', problem('internal-error', { resource_id: '1' })],
    ['is about a field that is not private', disallowed('lang', OLD)],
    ['holds anything', { type: { toString: 1 }, detail: null, resource_id: {}, field: 7 }],
  ])('leave missing posts unexplained when one %s', (_, odd) => {
    const { errors, refusals, unclear } = sortProblems([odd], [])
    expect([errors.size, refusals.size, unclear]).toEqual([0, 0, true])
  })

  it('are not the problems of expanded users', () => {
    const user = problem('resource-not-found', { resource_id: '7', resource_type: 'user' })
    expect(sortProblems([user], [])).toMatchObject({ errors: new Map(), unclear: false })
  })
})

it('lists the posts of which a private group is refused', () => {
  const problems = [
    disallowed('organic_metrics.like_count', OLD, '1'),
    disallowed('organic_metrics.like_count', OLD, 'unknown'),
    problem('resource-not-found', { resource_id: '3' }),
  ]
  expect([...refusedIn(problems)]).toEqual(['1'])
})
