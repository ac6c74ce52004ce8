// Snapshots: the last result of each post for each selection, as its subscribers have been sent it.

import type { GatewayError } from '../infra/errors.ts'
import { REVOKING_CODES } from '../pipeline/cached.ts'
import { MAX_STALE_MS } from '../pipeline/entity-cache.ts'
import type { FoundPost, PostResult } from '../pipeline/result.ts'
import { hasChanged, type PostSelection } from './selection.ts'

export interface Snapshot {
  readonly id: string
  readonly selection: PostSelection
  result: PostResult | undefined
  /** The version of the poll that changed the result. */
  version: number
  /** When the last poll that X answered began. */
  at: number
  /** The rights to private metrics that the result was loaded with. */
  rights: string
  /** Whether X still accepts the credential of the private metrics in the result. */
  mayShow: () => boolean
}

/** Feeds share one snapshot per post and selection. It lives until all of them have released it. */
export const createSnapshots = () => {
  const posts = new Map<
    string,
    Map<PostSelection, { readonly snapshot: Snapshot; users: number }>
  >()
  return {
    acquire: (id: string, selection: PostSelection): Snapshot => {
      const entries = posts.get(id) ?? new Map()
      posts.set(id, entries)
      const entry = entries.get(selection) ?? { snapshot: emptySnapshot(id, selection), users: 0 }
      entry.users += 1
      entries.set(selection, entry)
      return entry.snapshot
    },
    release: ({ id, selection }: Snapshot): void => {
      const entries = posts.get(id)
      const entry = entries?.get(selection)
      if (entries === undefined || entry === undefined) return
      entry.users -= 1
      if (entry.users === 0) entries.delete(selection)
      if (entries.size === 0) posts.delete(id)
    },
    has: (id: string): boolean => posts.has(id),
    /** The number of distinct posts. */
    size: (): number => posts.size,
  }
}

const emptySnapshot = (id: string, selection: PostSelection): Snapshot => ({
  id,
  selection,
  result: undefined,
  version: 0,
  at: 0,
  rights: '',
  mayShow: () => true,
})

/** Takes the result of a poll. Polls overlap: an older one does not replace the result of a later one. */
export const update = (
  snapshot: Snapshot,
  result: PostResult,
  poll: { readonly at: number } & Pick<Snapshot, 'version' | 'rights' | 'mayShow'>,
): void => {
  const { at, version, rights, mayShow } = poll
  if (at < snapshot.at) return
  if (failureOf(result) === undefined) snapshot.at = at
  snapshot.rights = rights
  if (hasChanged(snapshot.result, result, snapshot.selection)) {
    Object.assign(snapshot, { result, version, mayShow })
  }
}

/** Why X sent nothing about the post. That the post is absent is an answer. */
export const failureOf = (result: PostResult): GatewayError | undefined => {
  if (result.kind === 'failed') return result.error
  return result.kind === 'post' ? result.refreshError : undefined
}

/** The last result, marked as stale, in place of a failure, as long as it may be shown. */
export const orStale = (
  { result: before, at }: Snapshot,
  result: PostResult,
  now: number,
  maySee: (post: FoundPost) => boolean,
): PostResult => {
  if (result.kind !== 'failed' || REVOKING_CODES.has(result.error.code)) return result
  if (before?.kind !== 'post' || now - at > MAX_STALE_MS || !maySee(before)) return result
  const { error } = result
  return before.refreshError?.code === error.code ? before : { ...before, refreshError: error }
}
