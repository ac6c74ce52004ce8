// Posts that X no longer has. An own post that its timeline does not list is looked up once: the archive deletes what X says is
// gone, and the recorder forgets it.

import type { Account } from '../auth/accounts.ts'
import { idBefore, MAX_IDS_PER_CALL, newestFirst } from '../x/fields.ts'
import { type Calls, reasonOf, Skipped } from './calls.ts'
import { FIELD_SETS } from './field-sets.ts'
import { noteFound, type TrackedPost } from './tracked.ts'
import type { KnownAccount } from './types.ts'

/** A part of a timeline that was read from its newest post on. */
export interface ReadPart {
  /** The part has older posts only. */
  readonly untilId?: string
  readonly ids: ReadonlySet<string>
}

/** The known posts that the part should list, and does not. */
export const findUnlisted = (
  { posts }: Pick<KnownAccount, 'posts'>,
  { untilId, ids }: ReadPart,
): TrackedPost[] => {
  const oldest = [...ids].sort(newestFirst).at(-1)
  if (oldest === undefined) return []
  return posts
    .all()
    .filter(
      ({ id, isUnlisted }) =>
        !isUnlisted &&
        !ids.has(id) &&
        newestFirst(id, oldest) < 0 &&
        (untilId === undefined || newestFirst(untilId, id) < 0),
    )
}

export interface LookUpOptions {
  readonly account: Account
  readonly known: KnownAccount
  readonly calls: Pick<Calls, 'posts'>
  readonly notBefore: number
}

/** @throws Skipped */
export const lookUpUnlisted = async (
  unlisted: readonly TrackedPost[],
  { account, known, calls, notBefore }: LookUpOptions,
): Promise<void> => {
  for (let start = 0; start < unlisted.length; start += MAX_IDS_PER_CALL) {
    const some = unlisted.slice(start, start + MAX_IDS_PER_CALL)
    const ids = some.map(({ id }) => id)
    const results = await calls.posts(account, ids, FIELD_SETS.public, notBefore)
    for (const post of some) {
      const result = results.get(post.id)
      if (result?.kind === 'absent') forget(post.id, known)
      if (result?.kind === 'failed') throw new Skipped(reasonOf(result.error), result.error)
      if (result?.kind !== 'post') continue
      noteFound(post, result)
      post.isUnlisted = true
    }
  }
}

/** Ids of the state are bounds, for which the id before is as good: no post has it. */
const forget = (id: string, known: KnownAccount): void => {
  known.posts.delete(id)
  const { range, refusedId } = known.state
  const other = (bound: string): string => (bound === id ? idBefore(id) : bound)
  if (![range?.newest, range?.oldest, refusedId].includes(id)) return
  known.state = {
    ...known.state,
    ...(range && { range: { newest: other(range.newest), oldest: other(range.oldest) } }),
    ...(refusedId !== undefined && { refusedId: other(refusedId) }),
  }
}
