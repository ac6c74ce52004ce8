// The size of the answer to one request body, summed over its operations, and its limit. A subscription counts each of
// its messages by itself.

import { GatewayError } from '../infra/errors.ts'

export interface AnswerSize {
  readonly mostBytes: number
  bytes: number
  /** How many there were when the event loop last had a turn. */
  pausedAt: number
}

export const createAnswerSize = (mostBytes: number): AnswerSize => ({
  mostBytes,
  bytes: 0,
  pausedAt: 0,
})

/** It ends the operation: no field catches it. */
export class AnswerTooLarge extends GatewayError {
  constructor({ mostBytes }: AnswerSize) {
    const most = mostBytes / 2 ** 20
    super(
      'LIMIT_EXCEEDED',
      `The answer is larger than ${most} MB. Select less, ask for fewer posts at once, or raise MAX_ANSWER_MB.`,
      { details: { limit: 'MAX_ANSWER_MB', most } },
    )
  }
}

/** @throws AnswerTooLarge */
export const keepWithinSize = (size: AnswerSize, extraBytes = 0): void => {
  if (size.bytes + extraBytes <= size.mostBytes) return
  // Whatever else the body asks for stops at its next byte.
  size.bytes = Number.POSITIVE_INFINITY
  throw new AnswerTooLarge(size)
}

/** After so many bytes other requests have a turn: that takes some milliseconds. */
export const PAUSE_BYTES = 2 ** 19

let lastPause: Promise<unknown> = Promise.resolve()

/** One pause ends in each turn of the event loop, however many answers are being written. */
export const pause = (size: AnswerSize): Promise<void> => {
  lastPause = lastPause.then(() => new Promise(setImmediate))
  return lastPause.then(() => {
    size.pausedAt = size.bytes
  })
}
