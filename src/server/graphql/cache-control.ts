// Cache-Control and ETag of responses to GET requests. All other responses keep the default, no-store.

import { createHash } from 'node:crypto'

import type { Context } from '../../schema/context.ts'
import type { ServerOptions } from '../options.ts'

/** Undefined unless everyone may see the whole response. It expires with the gateway's cache entry of its oldest part. */
export const cacheControl = (
  context: Context,
  hasErrors: boolean,
  { publicMs, guarded }: Pick<ServerOptions, 'publicMs' | 'guarded'>,
): string | undefined => {
  const since = context.publicSince()
  if (since === undefined || hasErrors || context.notices.size > 0) return undefined
  const seconds = Math.floor((since + publicMs - context.now()) / 1000)
  if (seconds <= 0) return undefined
  return `${guarded ? 'private' : 'public'}, max-age=${seconds}`
}

/**
 * Identifies `data`, which is all of a storable response but its cost. Weak, because responses with the same data differ in
 * their cost and their encoding.
 */
export const etagOf = (data: string): string =>
  `W/"${createHash('sha256').update(data, 'latin1').digest('base64url').slice(0, 22)}"`
