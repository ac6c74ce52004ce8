// The size of the response to one request body, summed over its operations, and its limit. Each message of a
// subscription is counted separately.

import { GatewayError } from '../infra/errors.ts'

export interface AnswerSize {
  readonly maxBytes: number
  bytes: number
  /** The value of `bytes` when other requests last had a turn of the event loop. */
  bytesAtPause: number
  /** The number of parts that have paused. What they will load is not known yet. */
  pauses: number
}

export const createAnswerSize = (maxBytes: number): AnswerSize => ({
  maxBytes,
  bytes: 0,
  bytesAtPause: 0,
  pauses: 0,
})

/** Ends the whole operation: no nullable field catches it. */
export class AnswerTooLarge extends GatewayError {
  constructor({ maxBytes }: AnswerSize) {
    const max = maxBytes / 2 ** 20
    super(
      'LIMIT_EXCEEDED',
      `The answer is larger than ${max} MB. Select fewer fields, request fewer posts, or raise MAX_ANSWER_MB.`,
      { details: { limit: 'MAX_ANSWER_MB', max } },
    )
  }
}

/** @throws AnswerTooLarge */
export const checkSize = (size: AnswerSize, extraBytes = 0): void => {
  if (size.bytes + extraBytes <= size.maxBytes) return
  // The body's other operations stop at their next check.
  size.bytes = Number.POSITIVE_INFINITY
  throw new AnswerTooLarge(size)
}
