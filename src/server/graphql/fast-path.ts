// The lean way for what is nearly every request: a plain query, posted as JSON or in an address. It does nothing twice
// that can be done once, and gives up, before anything has been done, on whatever is out of the ordinary.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { GraphQLError } from 'graphql'

import type { Caller } from '../../auth/callers.ts'
import type { RequestHeaders } from '../../auth/request-origin.ts'
import type { Prepared } from '../../execution/documents.ts'
import { asBytes } from '../../execution/sink.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { HandlerOptions } from '../handler.ts'
import { turnAway } from '../http/rejection.ts'
import { REQUEST_ID, type Watcher } from '../watch.ts'
import { cacheControl } from './cache-control.ts'
import { reportOf } from './extensions.ts'
import { codesOf, maskError } from './masking.ts'
import type { Asked } from './request.ts'
import { createRequestLimits } from './request-limits.ts'

/** Whether it has answered. */
export type LeanWay = (
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
  watcher: Watcher,
) => Promise<boolean>

/** Media types that are answered as they were asked for; yoga knows more. */
const ACCEPTED = new Map([
  ['application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
])

const JSON_TYPE = 'application/json; charset=utf-8'

const typeFor = ({ headers: { accept } }: IncomingMessage): string | undefined => {
  if (accept === undefined || accept === '*/*') return JSON_TYPE
  for (const part of accept.split(',')) {
    const name = part.split(';', 1)[0]?.trim() ?? ''
    const type = name === '*/*' ? JSON_TYPE : ACCEPTED.get(name)
    if (type !== undefined) return type
  }
  return undefined
}

export const headersOf = ({ headers }: IncomingMessage): RequestHeaders => ({
  get: (name) => {
    const value = headers[name]
    return value === undefined ? null : String(value)
  },
})

const NO_VARIABLES = Object.freeze({})

export const createLeanWay = (options: HandlerOptions): LeanWay => {
  const { documents, persisted } = options

  return async (request, response, asked, watcher) => {
    const type = typeFor(request)
    if (type === undefined) return false
    const { hash, operationName, variables = NO_VARIABLES } = asked
    let caller: Caller
    let prepared: Prepared | undefined
    try {
      caller = await options.callers.authenticate(headersOf(request))
      const query = persisted.textOf(hash, asked.query)
      prepared =
        query === undefined ? undefined : documents.prepare(query, operationName, variables)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      turnAway(response, watcher, error, { type })
      return true
    }
    if (prepared === undefined) return false
    const watched = watcher.begin()
    const { size, callLimit } = createRequestLimits(options.limits)
    const context = options.context(caller, {
      request: watcher.id,
      trace: watched.trace,
      callLimit,
    })
    const errors: GraphQLError[] = []
    const { program, variables: coerced } = prepared
    const data = await program.run({ context, variables: coerced, errors, size })
    const masked = errors.map((error) => maskError(error, options.onFault))
    // Errors come first: who reads along sees them before the rest.
    const told = masked.length === 0 ? '' : `"errors":${asBytes(masked)},`
    const text = `{${told}"data":${data},"extensions":${asBytes(reportOf(context))}}`
    const control =
      request.method === 'GET' ? cacheControl(context, errors.length > 0, options) : undefined
    response.writeHead(200, {
      'content-type': type,
      'content-length': text.length,
      [REQUEST_ID]: watcher.id,
      ...(control !== undefined && { 'cache-control': control }),
    })
    response.end(text, 'latin1')
    watched.answered({
      operation: prepared.name,
      codes: codesOf(masked),
      tally: context.tally,
    })
    return true
  }
}
