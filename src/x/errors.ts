// Errors about posts, unreadable responses and rate limits.

import { GatewayError } from '../infra/errors.ts'

export const postNotFound = (id: string): GatewayError =>
  new GatewayError('POST_NOT_FOUND', `X has no post ${id}: it was deleted, or never existed.`, {
    details: { postId: id },
  })

export const postNotVisible = (id: string): GatewayError =>
  new GatewayError(
    'POST_NOT_VISIBLE',
    `X does not show post ${id}: its author is protected or suspended, or it is withheld.`,
    { details: { postId: id } },
  )

export const invalidResponse = (cause?: unknown): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'The response is not one of X’s API. A proxy between the gateway and X may have sent it. Try again in a moment.',
    { cause },
  )

/** One post of a response cannot be read; the other posts of the response can. */
export const invalidPost = (id: string): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `X’s response for post ${id} cannot be read. Try again in a moment; if the error persists, report it.`,
    { details: { postId: id } },
  )

export class RateLimited extends GatewayError {
  /** When the rate-limit window ends. Undefined if X did not say. */
  readonly resetAt: number | undefined

  /** @param userId the user whose limit it is; undefined for the app's limit */
  constructor(userId: string | undefined, resetAt: number | undefined, now: number) {
    super(
      'RATE_LIMITED',
      `X’s rate limit for ${userId === undefined ? 'the app' : 'this account'} is exhausted. Try again after retryAfterSeconds.`,
      {
        details: {
          context: userId === undefined ? 'APP' : 'USER',
          ...(resetAt !== undefined && {
            retryAfterSeconds: Math.max(0, Math.ceil((resetAt - now) / 1000)),
            resetAt: new Date(resetAt).toISOString(),
          }),
        },
      },
    )
    this.resetAt = resetAt
  }
}
