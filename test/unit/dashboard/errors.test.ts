import { CombinedError } from '@urql/core'
import { describe, expect, it } from 'vitest'

import { failureOf, isLostPost } from '../../../dashboard/src/gateway/errors.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')

const error = (code: string, extensions: object = {}, path = ['posts', 0], message = 'Message.') =>
  new CombinedError({ graphQLErrors: [{ message, path, extensions: { code, ...extensions } }] })

describe('a failed request', () => {
  // Before, the error of a post in a comparison had no button, whatever its reason.
  it('of one of several posts can be repeated, unless the post is gone', () => {
    const limited = failureOf(error('RATE_LIMITED'), NOW, isLostPost)
    expect(limited?.canRetry).toBe(true)
    expect(failureOf(error('POST_NOT_FOUND'), NOW, isLostPost)).toBeUndefined()
    expect(failureOf(error('POST_NOT_FOUND'), NOW)?.canRetry).toBe(false)
  })

  it('says each message once', () => {
    const one = error('RATE_LIMITED').graphQLErrors
    const many = new CombinedError({ graphQLErrors: [...one, ...one] })
    expect(failureOf(many, NOW)?.messages).toHaveLength(1)
  })

  // Before, texts had times such as 2026-11-28T05:46:29.000Z.
  it.each([
    ['RATE_LIMITED', { resetAt: '2026-11-28T12:12:00.000Z' }, 'Message.'],
    ['RATE_LIMITED', { retryAfterSeconds: 720 }, 'Message.'],
    [
      'SPEND_LIMIT_REACHED',
      { resetsAt: '2026-11-28T12:12:00.000Z' },
      'It resets at 2026-11-28T12:12:00.000Z.',
    ],
  ])('%s %j says local and relative times', (code, extensions, message) => {
    const failure = failureOf(error(code, extensions, ['post'], message), NOW)
    expect(failure?.until).toBe(NOW + 720_000)
    expect(failure?.messages.join()).toMatch(/resets at \d.*\(in 12 minutes\)\.$/)
    expect(failure?.messages.join()).not.toMatch(/\d{4}-\d\d-\d\dT/)
  })

  it('without an answer names the gateway, and can be repeated', () => {
    const failure = failureOf(new CombinedError({ networkError: new Error('lost') }), NOW)
    expect([failure?.canRetry, failure?.messages[0]]).toEqual([
      true,
      expect.stringContaining('gateway'),
    ])
  })
})
