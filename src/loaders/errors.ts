// The errors of posts, users and lists of posts that cannot be read completely.

import { GatewayError } from '../infra/errors.ts'

/** The pipeline returns a result for every entity. This is the error of an entity without one. */
export const missingFromResponse = (what: string): GatewayError =>
  new GatewayError('UPSTREAM_INVALID_RESPONSE', `X’s response does not contain ${what}.`)

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
