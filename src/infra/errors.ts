// The gateway's errors. A message tells the person who must act what to do. It never contains a secret, and of X's
// answers only X's explanation of a refusal.

/** The closed list of error codes, with their meanings. docs/errors.md says what a caller can do about each. */
export const ERROR_CODES = {
  POST_NOT_FOUND: 'The post does not exist at X, or was deleted.',
  POST_NOT_VISIBLE: 'The post is protected, suspended or withheld.',
  USER_NOT_FOUND: 'The user does not exist at X.',
  USER_NOT_VISIBLE: 'The user is suspended or, where posts are requested, protected.',
  BAD_USER_INPUT: 'An id, a list or an argument is invalid. X was not called.',
  LIMIT_EXCEEDED: 'The request or its response exceeds a limit of the settings.',
  RATE_LIMITED: 'A rate-limit window of X is used up until `resetAt`.',
  USAGE_CAP_EXCEEDED: 'A monthly cap of the X plan is reached; the next window does not help.',
  CREDITS_DEPLETED: 'The X account has no credits left.',
  CREDENTIALS_REJECTED: 'X rejects the keys or tokens.',
  ACCESS_LEVEL_TOO_LOW: 'The X app has no access to this endpoint.',
  REQUEST_REJECTED: 'X rejects the request itself; the message quotes X.',
  UPSTREAM_UNAVAILABLE: 'X is down or unreachable.',
  UPSTREAM_TIMEOUT: 'X did not answer in time.',
  UPSTREAM_INVALID_RESPONSE: 'The response is not one that X’s API sends.',
  SPEND_LIMIT_REACHED:
    'A spend limit of the gateway or of the API key leaves nothing for the request.',
  PERSISTED_QUERY_NOT_FOUND: 'No query is stored under this hash; the client sends the text again.',
  TOO_MANY_REQUESTS: 'The caller exceeds RATE_LIMIT_PER_MINUTE.',
  UNSUPPORTED_MEDIA_TYPE:
    'The content type is one that any web page can make a browser send (CSRF).',
  PERSISTED_QUERY_REQUIRED: 'Only listed queries are served, and this one is not listed.',
  ARCHIVE_OFF: 'History was requested, but the archive is off.',
  RECORDER_OFF: 'Watch lists need the recorder, which is off.',
  UNAUTHENTICATED: 'The request has no valid credential of this gateway.',
  FORBIDDEN: 'The caller may not do this, or not from there.',
} as const

/** The codes of errors that are no `GatewayError`: those of GraphQL itself, and defects. */
export const OTHER_CODES = {
  GRAPHQL_PARSE_FAILED: 'The document is not GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE:
    'The document has no operation of the name, or several and no name was sent.',
  BAD_REQUEST: 'The request is not GraphQL over HTTP.',
  INTERNAL_SERVER_ERROR: 'A defect of the gateway, which its log has.',
} as const

export type ErrorCode = keyof typeof ERROR_CODES

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

/** A store cannot be used at the moment, for a cause that may pass: it is down, or its disk is full or read-only. */
export class StoreUnavailable extends StoreError {}

/** Explains to the operator why Redis cannot be used. The message never contains the password. */
export class RedisError extends Error {
  override readonly name = 'RedisError'
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
