// The limits of one request body, shared by all of its operations.

import { type AnswerSize, createAnswerSize } from '../../execution/answer-size.ts'
import { type BodyUsage, createBodyUsage } from '../../execution/body-usage.ts'
import { GatewayError } from '../../infra/errors.ts'
import { type CallLimit, createCallLimit } from '../../pipeline/call-limit.ts'
import type { HttpRequestOptions } from '../../pipeline/operation.ts'
import type { OperationObserver, RequestObserver, ServerOptions } from '../options.ts'

export interface RequestLimits {
  readonly size: AnswerSize
  readonly callLimit: CallLimit
  readonly usage: BodyUsage
  readonly isPaused: () => boolean
}

export const createRequestLimits = ({
  answerBytes,
  upstreamCalls,
}: ServerOptions['limits']): RequestLimits => {
  const size = createAnswerSize(answerBytes)
  return {
    size,
    callLimit: createCallLimit(upstreamCalls),
    usage: createBodyUsage(),
    isPaused: () => size.pauses > 0,
  }
}

/** The parts that an operation has of its HTTP request. */
export const httpRequestOptionsOf = (
  { callLimit, isPaused }: RequestLimits,
  { id }: Pick<RequestObserver, 'id'>,
  { trace }: Pick<OperationObserver, 'trace'>,
): HttpRequestOptions => ({ requestId: id, trace, callLimit, isPaused })

/** The error of a batch that is empty or too large. */
export const batchError = (length: number, batch: number): GatewayError | undefined => {
  if (length === 0) {
    return new GatewayError('BAD_USER_INPUT', 'The list of operations is empty. Send at least one.')
  }
  if (length <= batch) return undefined
  return new GatewayError(
    'LIMIT_EXCEEDED',
    `The body has ${length} operations, and the maximum is ${batch}. Send several requests, or raise MAX_BATCH.`,
    { details: { limit: 'MAX_BATCH', max: batch, found: length } },
  )
}
