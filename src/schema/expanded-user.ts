// Users that X expands with a post: its author, the user it replies to, and mentions.

import type { Expansion } from '../x/fields.ts'
import type { User } from '../x/types.ts'
import { orError } from './builder.ts'
import type { PostView } from './loading.ts'

export interface UserReference {
  readonly id?: string | null | undefined
  /** Mentions have a username; X has sent some without an id. */
  readonly username?: string
}

/** The post or profile that refers to a user. */
export type ReferenceView = Pick<PostView, 'plan' | 'loadUser'> & {
  readonly post?: Pick<PostView['post'], 'related'>
}

/**
 * The user as X expanded it, or X's reason why it did not. X expands only the mentions of the first 280 characters, and
 * may leave out others without a reason: those are loaded on their own.
 */
export const expandedUser = (
  { post, plan, loadUser }: ReferenceView,
  { id, username }: UserReference,
  expansion: Expansion,
): User | Promise<User> | null => {
  const { related } = post ?? {}
  const byId = id ?? ''
  const expanded = related?.users.get(byId)
  if (expanded !== undefined) return expanded
  const byName = username?.toLowerCase() ?? ''
  const user = byName === '' ? undefined : related?.usersByName.get(byName)
  if (user !== undefined) return user
  // Only the id is selected.
  if (typeof id === 'string' && !plan.expansions.has(expansion)) return { id }
  const error = related?.missingUsers.get(byId) ?? related?.missingUsers.get(byName)
  return orError(error ?? load(loadUser, { id, username: username ?? '' }))
}

/** The user that a post names by this id, if it names one. */
export const expandedUserOf = (
  view: ReferenceView,
  id: string | null | undefined,
  expansion: Expansion,
): User | Promise<User> | null =>
  typeof id === 'string' ? expandedUser(view, { id }, expansion) : null

const load = (
  loadUser: PostView['loadUser'],
  { id, username }: { readonly id: string | null | undefined; readonly username: string },
): ReturnType<PostView['loadUser']> | null => {
  if (typeof id === 'string') return loadUser('ids', id)
  return username === '' ? null : loadUser('usernames', username)
}
