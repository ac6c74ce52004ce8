// Whether metrics are archived, and sampled without being requested.

import type { Values } from './environment.ts'

/** The program that runs the gateway: its own command line, or one that embeds it. */
export type Purpose = 'command' | 'embedded'

export const hasArchive = (env: Values, hasCredential: boolean): boolean =>
  env.ARCHIVE ?? !hasCredential

/** Undefined if nothing is recorded without being requested. */
export const recordSettings = (
  env: Values,
  hasCredential: boolean,
  purpose: Purpose,
): { readonly watched: number; readonly watchedPerCaller: number } | undefined => {
  const { RECORD = purpose === 'command' && !hasCredential ? 'own' : 'off' } = env
  if (RECORD === 'off' || !hasArchive(env, hasCredential)) return undefined
  return { watched: env.MAX_WATCHED_POSTS, watchedPerCaller: env.MAX_WATCHED_POSTS_PER_CALLER }
}
