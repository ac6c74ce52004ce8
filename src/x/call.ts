// One authorized GET request to X. A credential that X rejects is renewed once. The response settles the rate budget and
// records whether X accepts the credential.

import type { CredentialStatus } from '../auth/credential-status.ts'
import { authorize, type Credential, type CredentialSource } from '../auth/credentials.ts'
import { causeOf, typeOf } from '../infra/connection-lost.ts'
import type { HttpResponse } from '../infra/http.ts'
import type { Span } from '../infra/trace.ts'
import type { Send } from '../infra/upstream.ts'
import type { CredentialCheck } from './credential-check.ts'
import type { Endpoint, RateBudget } from './rate-budget.ts'
import { isNotFound, requestError } from './request-errors.ts'

/** The origin of a call. */
export interface CallContext {
  readonly source: CredentialSource
  /** Called for each request that is sent. */
  readonly onSend: () => void
  /** The id of the client's request, for the log. */
  readonly requestId?: string | undefined
  readonly trace?: Span | undefined
}

export interface CallTarget {
  readonly endpoint: Endpoint
  /** With its query. */
  readonly url: string
  /** @default status 200 */
  readonly isSuccess?: (response: HttpResponse) => boolean
}

export interface CallResult {
  readonly response: HttpResponse
  /** Records that X accepts the credential of the call. */
  acceptCredential(): void
}

/**
 * Resolves with undefined when X says that there is no such resource.
 * @throws GatewayError for any other response that is no success
 */
export type Call = (
  context: CallContext,
  target: CallTarget,
  deadline: number,
) => Promise<CallResult | undefined>

export interface CallOptions {
  readonly send: Send
  /** Milliseconds until one request fails. */
  readonly timeoutMs: number
  readonly budget: RateBudget
  readonly credentialStatus: CredentialStatus
  readonly credentialCheck: CredentialCheck
  readonly now: () => number
  /** The wall clock, whose time X compares with the signature's. */
  readonly wall: () => number
}

export const createCall = (options: CallOptions): Call => {
  const { send, budget, credentialStatus, credentialCheck, now, wall } = options

  const request = async (
    credential: Credential,
    context: CallContext,
    { endpoint, url }: CallTarget,
    deadline: number,
  ): Promise<CallResult> => {
    const { userId } = context.source
    const mark = credentialStatus.mark()
    const authorization = authorize(credential, { method: 'GET', url }, wall())
    budget.reserve(userId, endpoint)
    context.onSend()
    const span = context.trace?.begin(endpoint, { 'x.credential': credential.kind })
    let received: Pick<HttpResponse, 'status' | 'headers'> = { status: 0, headers: {} }
    try {
      const response = await send({
        as: credential.kind,
        endpoint,
        requestId: context.requestId,
        method: 'GET',
        url,
        headers: { authorization },
        timeoutMs: timeoutUntil(deadline, options.timeoutMs),
      })
      received = response
      span?.set({ 'http.response.status_code': response.status })
      span?.end(response.status === 200 ? undefined : String(response.status))
      if (response.status === 401) credentialStatus.refuse(credential)
      credentialCheck.observe(context.source, response)
      return { response, acceptCredential: () => credentialStatus.accept(credential, mark) }
    } catch (error) {
      const cause = causeOf(error)
      if (cause !== undefined) span?.set({ 'error.message': cause })
      span?.end(typeOf(error))
      throw error
    } finally {
      budget.settle(userId, endpoint, received.status, received.headers)
    }
  }

  return async (context, target, deadline) => {
    const { source } = context
    const credential = await source.credential().catch((error: unknown) => {
      credentialCheck.forget(source)
      throw error
    })
    const first = await request(credential, context, target, deadline)
    const renewed = first.response.status === 401 ? await source.renew(credential) : undefined
    const result = renewed === undefined ? first : await request(renewed, context, target, deadline)
    const { response } = result
    if (isNotFound(response)) return undefined
    if (target.isSuccess?.(response) ?? response.status === 200) return result
    const window = budget.windowOf(source.userId, target.endpoint)
    throw requestError(response, source.userId, window?.resetAt, now())
  }
}

const timeoutUntil = (deadline: number, timeoutMs: number): number =>
  Math.max(1, Math.min(timeoutMs, Math.ceil(deadline - performance.now())))
