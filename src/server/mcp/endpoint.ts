// Requests to /mcp: the same checks, callers and limits as for /graphql.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { batchLength, parseJson } from '../graphql/request.ts'
import { batchError } from '../graphql/request-limits.ts'
import type { Adapter } from '../http/adapter.ts'
import { acceptBody } from '../http/body.ts'
import { resolveCaller } from '../http/caller.ts'
import { reject } from '../http/rejection.ts'
import { type GraphQLOptions, REQUEST_ID_HEADER } from '../options.ts'
import type { Mcp } from './index.ts'

export const createMcpEndpoint = (options: GraphQLOptions, adapter: Adapter) => {
  /** Imported for the first request: most gateways start faster without the SDK. */
  let mcp: Promise<Mcp> | undefined
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const observer = options.observe(request)
    const { bodyBytes, batch } = options.limits
    const isPost = request.method === 'POST'
    const body = isPost ? await acceptBody(request, response, observer, bodyBytes) : undefined
    if (isPost && body === undefined) return
    const caller = await resolveCaller(options.callers, request, response, observer)
    if (caller === undefined) return
    const length = batchLength(parseJson(request, body))
    const error = length === undefined ? undefined : batchError(length, batch)
    if (error !== undefined) return reject(response, observer, error)
    mcp ??= import('./index.ts').then(({ createMcp }) => createMcp(options))
    const serve = await mcp
    response.setHeader(REQUEST_ID_HEADER, observer.id)
    await adapter(request, response, (made) => serve(made, { caller, observer }), body)
  }
}
