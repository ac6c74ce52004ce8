// What others may keep of an answer that was got by a GET: as long as the gateway itself would, and only what everybody
// may see.

import type { Context } from '../loaders/context.ts'

export interface CacheControlOptions {
  /** How long what is public is good. */
  readonly publicMs: number
  /** Not everybody who asks is answered. */
  readonly guarded: boolean
}

export const cacheControl = (
  context: Context,
  failed: boolean,
  { publicMs, guarded }: CacheControlOptions,
): string => {
  const since = context.publicSince()
  if (since === undefined || failed || context.notices.size > 0) return 'no-store'
  const seconds = Math.floor((since + publicMs - context.now()) / 1000)
  if (seconds <= 0) return 'no-store'
  return `${guarded ? 'private' : 'public'}, max-age=${seconds}`
}
