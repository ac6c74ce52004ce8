// The lean way for what is nearly every request: a plain query, posted as JSON. It does nothing twice that can be done
// once, and gives up, before anything has been done, on whatever is out of the ordinary.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { GraphQLError } from 'graphql'

import type { Caller } from '../auth/callers.ts'
import { GatewayError } from '../errors.ts'
import { createDocuments } from '../execution/documents.ts'
import { asBytes } from '../execution/sink.ts'
import type { ServerOptions } from './index.ts'
import { maskError } from './masking.ts'
import { refusalOf } from './refusal.ts'
import { reportOf } from './report.ts'

/** Whether it has answered. */
export type LeanWay = (
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
) => Promise<boolean>

interface Asked {
  readonly query: string
  readonly operationName?: string
  readonly variables?: Readonly<Record<string, unknown>>
}

/** Media types that are answered as they were asked for; yoga knows more. */
const ACCEPTED = new Map([
  ['application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
])

const JSON_TYPE = 'application/json; charset=utf-8'

const typeFor = (accept: string | undefined): string | undefined => {
  if (accept === undefined || accept === '*/*') return JSON_TYPE
  for (const part of accept.split(',')) {
    const name = part.split(';', 1)[0]?.trim() ?? ''
    const type = name === '*/*' ? JSON_TYPE : ACCEPTED.get(name)
    if (type !== undefined) return type
  }
  return undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const askedIn = (body: Buffer): Asked | undefined => {
  let asked: unknown
  try {
    asked = JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
  if (!isRecord(asked)) return undefined
  const { query, operationName, variables, extensions, ...others } = asked
  if (typeof query !== 'string' || Object.keys(others).length > 0) return undefined
  if (extensions !== undefined && extensions !== null) return undefined
  if (variables !== undefined && variables !== null && !isRecord(variables)) return undefined
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    return undefined
  }
  return {
    query,
    ...(typeof operationName === 'string' && { operationName }),
    ...(isRecord(variables) && { variables }),
  }
}

const JSON_BODY = /^application\/json *(; *charset=utf-8)?$/i

const NO_VARIABLES = Object.freeze({})

export const createLeanWay = (options: ServerOptions): LeanWay => {
  const documents = createDocuments(options.schema)

  const errorText = (errors: readonly GraphQLError[]): string =>
    asBytes(errors.map((error) => maskError(error, options.onFault)))

  return async (request, response, body) => {
    const { headers } = request
    const type = typeFor(headers.accept)
    if (type === undefined || !JSON_BODY.test(headers['content-type'] ?? '')) return false
    const asked = askedIn(body)
    if (asked === undefined) return false
    let caller: Caller
    try {
      caller = await options.callers.of({
        get: (name) => {
          const value = headers[name]
          return value === undefined ? null : String(value)
        },
      })
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      const refusal = refusalOf(error)
      response.writeHead(refusal.status, refusal.headers).end(refusal.body)
      return true
    }
    const prepared = documents.prepare(
      asked.query,
      asked.operationName,
      asked.variables ?? NO_VARIABLES,
    )
    if (prepared === undefined) return false
    const context = options.context(caller)
    const errors: GraphQLError[] = []
    const data = await prepared.program.run({ context, variables: prepared.variables, errors })
    // Errors come first: who reads along sees them before the rest.
    const told = errors.length === 0 ? '' : `"errors":${errorText(errors)},`
    const text = `{${told}"data":${data},"extensions":${asBytes(reportOf(context))}}`
    response.writeHead(200, { 'content-type': type, 'content-length': text.length })
    response.end(text, 'latin1')
    return true
  }
}
