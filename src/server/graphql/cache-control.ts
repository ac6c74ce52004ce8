// Cache-Control of an answer to a GET that everyone may see: for as long as the gateway's own cache keeps its oldest part.
// All other answers keep the default, no-store.

import type { Context } from '../../schema/context.ts'

export interface CacheControlOptions {
  /** How long public data is fresh. */
  readonly publicMs: number
  /** A key is needed, so that not everyone is answered. */
  readonly guarded: boolean
}

/** Nothing unless everyone may see all of the answer. */
export const cacheControl = (
  context: Context,
  failed: boolean,
  { publicMs, guarded }: CacheControlOptions,
): string | undefined => {
  const since = context.publicSince()
  if (since === undefined || failed || context.notices.size > 0) return undefined
  const seconds = Math.floor((since + publicMs - context.now()) / 1000)
  if (seconds <= 0) return undefined
  return `${guarded ? 'private' : 'public'}, max-age=${seconds}`
}
