// The lean way for what is nearly every request: a plain query, posted as JSON or in an address. It does nothing twice
// that can be done once, and gives up, before anything has been done, on whatever is out of the ordinary.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { GraphQLError } from 'graphql'

import type { Caller } from '../auth/callers.ts'
import { GatewayError } from '../errors.ts'
import { createDocuments } from '../execution/documents.ts'
import { asBytes } from '../execution/sink.ts'
import type { Asked } from './asked.ts'
import { cacheControl } from './cache-control.ts'
import type { ServerOptions } from './index.ts'
import { maskError } from './masking.ts'
import { createPersistedQueries } from './persisted.ts'
import { refusalOf } from './refusal.ts'
import { reportOf } from './report.ts'

/** Gives what it leaves to yoga, with the text of its query. */
export type LeanWay = (
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
) => Promise<Asked | 'answered'>

/** Media types that are answered as they were asked for; yoga knows more. */
const ACCEPTED = new Map([
  ['application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
])

const JSON_TYPE = 'application/json; charset=utf-8'

const typeFor = ({ method, headers: { accept } }: IncomingMessage): string | undefined => {
  // Browsers are shown GraphiQL.
  if (method === 'GET' && accept?.includes('text/html')) return undefined
  if (accept === undefined || accept === '*/*') return JSON_TYPE
  for (const part of accept.split(',')) {
    const name = part.split(';', 1)[0]?.trim() ?? ''
    const type = name === '*/*' ? JSON_TYPE : ACCEPTED.get(name)
    if (type !== undefined) return type
  }
  return undefined
}

const NO_VARIABLES = Object.freeze({})

export const createLeanWay = (options: ServerOptions): LeanWay => {
  const documents = createDocuments(options.schema)
  const persisted = createPersistedQueries()

  const errorText = (errors: readonly GraphQLError[]): string =>
    asBytes(errors.map((error) => maskError(error, options.onFault)))

  /** Whose request it is, and the text of what it asks. @throws a refusal of all of it */
  const admit = async (
    { headers }: IncomingMessage,
    asked: Asked,
  ): Promise<readonly [caller: Caller, asked: Asked]> => {
    const caller = await options.callers.of({
      get: (name) => {
        const value = headers[name]
        return value === undefined ? null : String(value)
      },
    })
    const { sha256, ...others } = asked
    if (sha256 === undefined) return [caller, asked]
    return [caller, { ...others, query: persisted.textOf(sha256, asked.query) }]
  }

  return async (request, response, given) => {
    const type = typeFor(request)
    if (type === undefined) return given
    let caller: Caller
    let asked: Asked
    try {
      ;[caller, asked] = await admit(request, given)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      const { status, headers, body } = refusalOf(error)
      response.writeHead(status, { ...headers, 'cache-control': 'no-store' }).end(body)
      return 'answered'
    }
    const { query, operationName, variables = NO_VARIABLES } = asked
    const prepared = query && documents.prepare(query, operationName, variables)
    if (!prepared) return asked
    const context = options.context(caller)
    const errors: GraphQLError[] = []
    const data = await prepared.program.run({ context, variables: prepared.variables, errors })
    // Errors come first: who reads along sees them before the rest.
    const told = errors.length === 0 ? '' : `"errors":${errorText(errors)},`
    const text = `{${told}"data":${data},"extensions":${asBytes(reportOf(context))}}`
    response.writeHead(200, {
      'content-type': type,
      'content-length': text.length,
      ...(request.method === 'GET' && {
        'cache-control': cacheControl(context, errors.length > 0, options),
        vary: 'accept',
      }),
    })
    response.end(text, 'latin1')
    return 'answered'
  }
}
