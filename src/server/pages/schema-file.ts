// The schema in GraphQL's schema definition language, for code generators and editors.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { printWithDirectives } from '../../schema/print.ts'
import { resolveCaller } from '../http/caller.ts'
import { sendText } from '../http/text.ts'
import type { ServerOptions } from '../options.ts'
import { createStaticFile, type StaticFile } from './static-file.ts'

/** Caches revalidate it, because a new version of the gateway can change it. */
export const createSchemaFile = (
  options: Pick<
    ServerOptions,
    | 'schema'
    | 'introspection'
    | 'persistedQueries'
    | 'guarded'
    | 'compression'
    | 'callers'
    | 'observe'
  >,
) => {
  const { schema, introspection, persistedQueries, guarded, compression } = options
  // With an allowlist, the schema cannot be queried either.
  const isServed = introspection && persistedQueries === undefined
  let file: StaticFile | undefined
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isServed) return sendText(response, 404, NOT_SERVED)
    const observer = options.observe(request)
    // The schema requires what introspection requires.
    const caller = await resolveCaller(options.callers, request, response, observer)
    if (caller === undefined) return
    file ??= createStaticFile(
      Buffer.from(printWithDirectives(schema)),
      {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': guarded ? 'private, no-cache' : 'no-cache',
      },
      compression,
    )
    await file.send(request, response)
  }
}

const NOT_SERVED =
  'The schema is not served (INTROSPECTION, PERSISTED_QUERIES). Use the schema.graphql that comes with the gateway.'
