// Everything that can go wrong, by code. A message is a sentence for whoever must act; it never holds a
// secret or what X's body said beyond its own words on a refusal.

/** What the caller can do about each is in docs/errors.md. */
export type ErrorCode =
  /** X has no such post: deleted, or it never was. */
  | 'POST_NOT_FOUND'
  /** Protected, suspended or withheld. */
  | 'POST_NOT_VISIBLE'
  /** X has no such user. */
  | 'USER_NOT_FOUND'
  /** Suspended; or protected, where it is about posts. */
  | 'USER_NOT_VISIBLE'
  /** An id, a list or an argument that cannot be right. X was not asked. */
  | 'BAD_USER_INPUT'
  /** The request asks for more than the settings allow, or its answer would be larger. */
  | 'LIMIT_EXCEEDED'
  /** A window is used up; wait for `resetAt`. */
  | 'RATE_LIMITED'
  /** A monthly cap of the X plan: waiting for a window is useless. */
  | 'USAGE_CAP_EXCEEDED'
  /** The X account has no credits left. */
  | 'CREDITS_DEPLETED'
  /** X does not accept the keys or tokens. */
  | 'CREDENTIALS_REJECTED'
  /** The X app may not use this endpoint. */
  | 'ACCESS_LEVEL_TOO_LOW'
  /** X does not accept what the gateway asks for; the message has X's words. */
  | 'REQUEST_REJECTED'
  /** X, or the way to it, is down. */
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  /** X answered something that is not its API's. */
  | 'UPSTREAM_INVALID_RESPONSE'
  /** The text that belongs to this hash is not known here; send it again. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** A caller asks more often than RATE_LIMIT_PER_MINUTE lets it. */
  | 'TOO_MANY_REQUESTS'
  /** A body of a kind that any page may make a browser send. */
  | 'UNSUPPORTED_MEDIA_TYPE'
  /** Only queries that are listed are answered, and this one is not. */
  | 'PERSISTED_QUERY_REQUIRED'
  /** Asked for what was, of a gateway that keeps nothing. */
  | 'ARCHIVE_OFF'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'

export type ErrorDetails = Readonly<Record<string, unknown>>

export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  /** Go beside the code in a GraphQL error's extensions. */
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

/** A mistake of whoever set the gateway up, found when a store is opened: a sentence that says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
