// The errors of lists of posts of a user.

import { GatewayError } from '../infra/errors.ts'

export const unanswered = (id: string): GatewayError =>
  new GatewayError('UPSTREAM_INVALID_RESPONSE', `X’s response does not contain ${id}.`)

export const repeatedPage = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s list of posts refers to a page that was already read, so the posts after it cannot be read. Try again in a moment.',
  )

export const tooManyPosts = (max: number): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `The section has more than ${max} posts. X sends the newest first, so all of them would have to be read to find the oldest ones. Set since or before, or use first and after.`,
  )
