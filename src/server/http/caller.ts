// Resolves the caller of a request to /graphql.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Caller, Callers } from '../../auth/callers.ts'
import type { RequestHeaders } from '../../auth/request-origin.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { RequestObserver } from '../options.ts'
import { responseTypeFor } from './media-type.ts'
import { reject } from './rejection.ts'

export const callerHeaders = ({ headers }: IncomingMessage): RequestHeaders => ({
  get: (name) => {
    const value = headers[name]
    return value === undefined ? null : String(value)
  },
})

/**
 * Rejects the request and returns undefined if it is not authenticated.
 * @param operations the number of operations, if the request is a batch
 */
export const resolveCaller = async (
  callers: Callers,
  request: IncomingMessage,
  response: ServerResponse,
  observer: RequestObserver,
  operations: () => number | undefined = () => undefined,
): Promise<Caller | undefined> => {
  try {
    const caller = await callers.authenticate(callerHeaders(request))
    observer.identify(caller.key?.name)
    return caller
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    reject(response, observer, error, { type: responseTypeFor(request), operations: operations() })
    return undefined
  }
}
