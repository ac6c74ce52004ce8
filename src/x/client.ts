// Client of X's lookup endpoints. A call is authorized, sent, retried and parsed here; the results of its entities are
// read from the envelope elsewhere.

import { type CallContext, type CallOptions, type CallTarget, createCall } from './call.ts'
import {
  type CredentialVerdict,
  createCredentialCheck,
  showsAcceptance,
} from './credential-check.ts'
import { type Envelope, nextTokenOf, parseBody, readEnvelope } from './envelope.ts'
import type { NamedBy } from './fields.ts'
import type { Gap } from './gaps.ts'
import { fieldQuery, type LookupParameters, NO_FIELDS } from './lookup-parameters.ts'
import type { Endpoint } from './rate-budget.ts'
import { createRetries } from './retries.ts'
import { createUnknownFields } from './unknown-fields.ts'
import { createUsageReader, type UsageReader } from './usage.ts'

export interface LookupResponse {
  readonly envelope: Envelope
  /** The length of the response's text. */
  readonly bytes: number
  /** Fields that were left out of the request because X does not know them. */
  readonly gaps: readonly Gap[]
  /** The token of the next page, if there is one. */
  readonly nextToken: string | undefined
}

/** X rejected a request. With `unknown` fields it is repeated without them. */
export interface Rejection {
  readonly endpoint: Endpoint
  readonly message: string
  readonly unknown: readonly Gap[]
  readonly requestId: string | undefined
}

/**
 * One page of a user's posts, newest first.
 * @see https://docs.x.com/x-api/users/get-posts
 */
export interface TimelineParameters {
  /** Exclusive. */
  readonly sinceId?: string
  /** Exclusive. */
  readonly untilId?: string
  readonly exclude: readonly ('replies' | 'retweets')[]
  /** 5 to 100. Excluded posts count: a page with fewer posts, or none, need not be the last. */
  readonly maxResults: number
  /** The token that the previous page ended with. */
  readonly paginationToken?: string
}

export interface XClient extends UsageReader {
  lookup(
    context: CallContext,
    ids: readonly string[],
    parameters: LookupParameters,
  ): Promise<LookupResponse>
  timeline(
    context: CallContext,
    userId: string,
    page: TimelineParameters,
    parameters: LookupParameters,
  ): Promise<LookupResponse>
  /** Resolves with users as the data of the envelope. */
  users(
    context: CallContext,
    by: NamedBy,
    names: readonly string[],
    fields: readonly string[],
  ): Promise<LookupResponse>
  /**
   * Resolves when X accepts the credential. The call reads no post: it costs one request of the rate limit and no money.
   * @throws GatewayError when X rejects the credential, or gives no verdict
   */
  verifyCredential(context: CallContext): Promise<void>
  /** The readiness check, which reads no post. */
  checkCredential(source: CallContext['source']): Promise<CredentialVerdict>
}

export interface XClientOptions extends Omit<CallOptions, 'credentialCheck'> {
  readonly apiUrl: string
  /** Milliseconds until a call fails, retries included. */
  readonly deadlineMs: number
  readonly retries: number
  readonly onRejected?: ((rejection: Rejection) => void) | undefined
}

export const createXClient = (options: XClientOptions): XClient => {
  const { apiUrl, now } = options
  const credentialCheck = createCredentialCheck(options)
  const call = createCall({ ...options, credentialCheck })
  const retries = createRetries({ maxRetries: options.retries, now })
  const unknownFields = createUnknownFields(now)

  const callWithRetries = (context: CallContext, target: CallTarget, deadline: number) =>
    retries.run(() => call(context, target, deadline), deadline)

  const request = async (
    context: CallContext,
    endpoint: Endpoint,
    path: string,
    requested: LookupParameters,
  ): Promise<LookupResponse> => {
    const deadline = performance.now() + options.deadlineMs
    const { result, gaps } = await unknownFields.run(
      endpoint,
      requested,
      (parameters) => {
        const url = `${apiUrl}${path}${fieldQuery(parameters)}`
        return callWithRetries(context, { endpoint, url }, deadline)
      },
      ({ message }, unknown) =>
        options.onRejected?.({ endpoint, message, unknown, requestId: context.requestId }),
    )
    if (result === undefined) return { envelope: {}, bytes: 0, gaps, nextToken: undefined }
    const { text } = result.response
    const body = parseBody(text)
    const envelope = readEnvelope(body)
    // Only now is it certain that X has answered, and not a proxy in its place.
    result.acceptCredential()
    return { envelope, bytes: text.length, gaps, nextToken: nextTokenOf(body) }
  }

  return {
    ...createUsageReader({
      apiUrl,
      wall: options.wall,
      call: (context, target) =>
        callWithRetries(context, target, performance.now() + options.deadlineMs),
    }),
    lookup: (context, ids, parameters) =>
      request(context, 'GET /2/tweets', `/2/tweets?ids=${ids.join(',')}`, parameters),
    timeline: (context, userId, page, parameters) => {
      const path = `/2/users/${userId}/tweets?${timelineQuery(page)}`
      return request(context, 'GET /2/users/:id/tweets', path, parameters)
    },
    users: (context, by, names, fields) => {
      const list = names.join(',')
      const parameters = { ...NO_FIELDS, user: fields }
      return by === 'ids'
        ? request(context, 'GET /2/users', `/2/users?ids=${list}`, parameters)
        : request(context, 'GET /2/users/by', `/2/users/by?usernames=${list}`, parameters)
    },
    verifyCredential: async (context) => {
      const deadline = performance.now() + options.deadlineMs
      const result = await callWithRetries(
        context,
        { endpoint: 'GET /2/tweets', url: `${apiUrl}/2/tweets`, isSuccess: showsAcceptance },
        deadline,
      )
      result?.acceptCredential()
    },
    checkCredential: credentialCheck.verdictOn,
  }
}

const timelineQuery = (page: TimelineParameters): string =>
  [
    `max_results=${page.maxResults}`,
    ...(page.sinceId === undefined ? [] : [`since_id=${page.sinceId}`]),
    ...(page.untilId === undefined ? [] : [`until_id=${page.untilId}`]),
    ...(page.exclude.length === 0 ? [] : [`exclude=${page.exclude.join(',')}`]),
    ...(page.paginationToken === undefined
      ? []
      : [`pagination_token=${encodeURIComponent(page.paginationToken)}`]),
  ].join('&')
