// X's 400 responses: the parameters of a request that X rejects, and why. One response lists every mistake of a request.

import { GatewayError } from '../infra/errors.ts'
import { quote } from './quote.ts'
import { type Fields, isObject } from './scalars.ts'

export class RequestRejected extends GatewayError {
  /** X's messages, one for each mistake. Empty when X named none. */
  readonly messages: readonly string[]

  constructor(reason: string, messages: readonly string[]) {
    super(
      'REQUEST_REJECTED',
      reason === ''
        ? 'X rejected the request with status 400 and gave no reason.'
        : `X rejected the request: ${reason}`,
      { details: { status: 400 } },
    )
    this.messages = messages
  }
}

/** X has listed up to one mistake for each id (recorded in 2022). */
const MAX_MESSAGES = 200

export const rejectionIn = ({ errors, detail, title }: Fields): RequestRejected => {
  const mistakes: readonly unknown[] = Array.isArray(errors) ? errors.slice(0, MAX_MESSAGES) : []
  const messages = mistakes.map((mistake) =>
    isObject(mistake) && typeof mistake.message === 'string' ? mistake.message : '',
  )
  const reasons = messages.filter((message) => message !== '').map(quote)
  return new RequestRejected(quote(reasons.join(' · ')) || quote(detail) || quote(title), messages)
}

/** @see recorded 400 responses of 2022, and the list of accepted values of August 2026 */
const UNKNOWN_VALUE =
  /^The `([a-z.]{1,30})` query parameter value \[([a-z0-9_.]{1,80})\] is not one of \[/

/** The parameter and the value that X does not know, if that is the mistake. */
export const unknownValueIn = (
  message: string,
): { readonly parameter: string; readonly value: string } | undefined => {
  const [, parameter, value] = UNKNOWN_VALUE.exec(message) ?? []
  return parameter === undefined || value === undefined ? undefined : { parameter, value }
}
