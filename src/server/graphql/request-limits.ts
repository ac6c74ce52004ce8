// The limits of one request body, shared by all of its operations.

import { type AnswerSize, createAnswerSize } from '../../execution/answer-size.ts'
import { type BodyUsage, createBodyUsage } from '../../execution/body-usage.ts'
import { type CallLimit, createCallLimit } from '../../pipeline/call-limit.ts'
import type { ServerOptions } from '../options.ts'

export interface RequestLimits {
  readonly size: AnswerSize
  readonly callLimit: CallLimit
  readonly usage: BodyUsage
}

export const createRequestLimits = ({
  answerBytes,
  upstreamCalls,
}: ServerOptions['limits']): RequestLimits => ({
  size: createAnswerSize(answerBytes),
  callLimit: createCallLimit(upstreamCalls),
  usage: createBodyUsage(),
})
