// The fast path serves plain queries, which are nearly all requests. It leaves everything unusual to Yoga before any
// work has been done.

import type { Prepared } from '../../execution/documents.ts'
import { GatewayError } from '../../infra/errors.ts'
import { sendBody } from '../http/compression.ts'
import { matchesEtag } from '../http/etag.ts'
import { responseTypeFor } from '../http/media-type.ts'
import { reject } from '../http/rejection.ts'
import { type Exchange, type GraphQLOptions, REQUEST_ID_HEADER } from '../options.ts'
import { cacheControl, etagOf } from './cache-control.ts'
import type { GraphQLParameters } from './request.ts'
import { createRequestLimits, httpRequestOptionsOf } from './request-limits.ts'
import { execute } from './response.ts'

/** Returns whether it has responded. */
export type FastPath = (exchange: Exchange, parameters: GraphQLParameters) => Promise<boolean>

export const createFastPath = (options: GraphQLOptions): FastPath => {
  const { documents, persisted } = options

  return async ({ request, response, caller, observer }, parameters) => {
    const type = responseTypeFor(request)
    if (type === undefined) return false
    let prepared: Prepared | undefined
    try {
      const { operationName, variables = {} } = parameters
      const document = persisted.textOf(parameters.hash, parameters.query)
      if (document === undefined) return false
      const warming = documents.warm(document, operationName, variables)
      if (warming !== undefined) await warming
      prepared = documents.prepare(document, operationName, variables)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      reject(response, observer, error, { type })
      return true
    }
    if (prepared === undefined) return false
    const operation = observer.begin()
    const limits = createRequestLimits(options.limits)
    const context = options.context(caller, httpRequestOptionsOf(limits, observer, operation))
    const { text, data, codes } = await execute(prepared, context, limits.size, options.onFault)
    const caching =
      request.method === 'GET' ? cacheControl(context, codes.length > 0, options) : undefined
    const storable = caching && { 'cache-control': caching, etag: etagOf(data) }
    const headers = {
      'content-type': type,
      [REQUEST_ID_HEADER]: observer.id,
      ...storable,
    }
    if (storable && matchesEtag(request, storable.etag)) response.writeHead(304, headers).end()
    else {
      const head = { status: 200, headers }
      const compressing = sendBody(request, response, head, text, options.compression)
      if (compressing !== undefined) await compressing
    }
    operation.end({ operation: prepared.name, codes, tally: context.tally })
    return true
  }
}
