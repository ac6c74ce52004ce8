// The gateway's errors. A message tells the person who must act what to do. It never contains a secret, and of X's
// answers only X's explanation of a refusal.

/** The closed list of error codes. docs/errors.md says what a caller can do about each. */
export type ErrorCode =
  /** The post does not exist at X, or was deleted. */
  | 'POST_NOT_FOUND'
  /** The post is protected, suspended or withheld. */
  | 'POST_NOT_VISIBLE'
  /** The user does not exist at X. */
  | 'USER_NOT_FOUND'
  /** The user is suspended or, where posts are requested, protected. */
  | 'USER_NOT_VISIBLE'
  /** An id, a list or an argument is invalid. X was not called. */
  | 'BAD_USER_INPUT'
  /** The request or its response exceeds a limit of the settings. */
  | 'LIMIT_EXCEEDED'
  /** A rate-limit window of X is used up until `resetAt`. */
  | 'RATE_LIMITED'
  /** A monthly cap of the X plan is reached; the next window does not help. */
  | 'USAGE_CAP_EXCEEDED'
  /** The X account has no credits left. */
  | 'CREDITS_DEPLETED'
  /** X rejects the keys or tokens. */
  | 'CREDENTIALS_REJECTED'
  /** The X app has no access to this endpoint. */
  | 'ACCESS_LEVEL_TOO_LOW'
  /** X rejects the request itself; the message quotes X. */
  | 'REQUEST_REJECTED'
  /** X is down or unreachable. */
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  /** The response is not one that X's API sends. */
  | 'UPSTREAM_INVALID_RESPONSE'
  /** No query is stored under this hash; the client sends the text again. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** The caller exceeds RATE_LIMIT_PER_MINUTE. */
  | 'TOO_MANY_REQUESTS'
  /** The content type is one that any web page can make a browser send (CSRF). */
  | 'UNSUPPORTED_MEDIA_TYPE'
  /** Only listed queries are served, and this one is not listed. */
  | 'PERSISTED_QUERY_REQUIRED'
  /** History was requested, but the archive is off. */
  | 'ARCHIVE_OFF'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'

export type ErrorDetails = Readonly<Record<string, unknown>>

export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  /** Additional extensions of the GraphQL error, beside the code. */
  readonly details: ErrorDetails

  constructor(
    code: ErrorCode,
    message: string,
    { details = {}, cause }: { readonly details?: ErrorDetails; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.details = details
  }
}

/** Tells the operator at startup why a store cannot be used, and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
