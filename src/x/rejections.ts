// X's 400: which parameters of a request it rejected, and why. One answer lists all mistakes of a request.

import { GatewayError } from '../infra/errors.ts'
import { isObject } from './leaves.ts'
import { quoted } from './words.ts'

/** The code of a request that X rejects as malformed. */
export class RequestRejected extends GatewayError {
  /** X's messages, one for each mistake. Empty when X named none. */
  readonly messages: readonly string[]

  constructor(words: string, messages: readonly string[]) {
    super(
      'REQUEST_REJECTED',
      words === ''
        ? 'X rejected the request with status 400 and gave no reason.'
        : `X rejected the request: ${words}`,
      { details: { status: 400 } },
    )
    this.messages = messages
  }
}

/** X has listed up to one mistake for each id. */
const MOST_MESSAGES = 200

export const rejectionOf = (body: Readonly<Record<string, unknown>>): RequestRejected => {
  const errors: readonly unknown[] = Array.isArray(body.errors) ? body.errors : []
  const messages = errors
    .slice(0, MOST_MESSAGES)
    .map((each) => (isObject(each) && typeof each.message === 'string' ? each.message : ''))
  const words = messages.filter((message) => message !== '').map(quoted)
  const rest = [body.detail, body.title].map(quoted)
  return new RequestRejected(
    quoted(words.join(' · ')) || (rest.find((each) => each !== '') ?? ''),
    messages,
  )
}

/** @see recorded 400 answers of 2022 and the list of accepted values of August 2026 */
const UNKNOWN_VALUE =
  /^The `([a-z.]{1,30})` query parameter value \[([a-z0-9_.]{1,80})\] is not one of \[/

/** The parameter and the value that X does not know, if that is the mistake. */
export const unknownValueIn = (
  message: string,
): { readonly parameter: string; readonly value: string } | undefined => {
  const [, parameter, value] = UNKNOWN_VALUE.exec(message) ?? []
  return parameter === undefined || value === undefined ? undefined : { parameter, value }
}
