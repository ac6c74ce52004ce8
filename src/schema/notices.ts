// What is said beside an answer's data: `extensions.notices`, one entry per reason.

import type { Gap } from '../x/gaps.ts'

export interface Notice {
  readonly code: string
  /** Which metrics it is about, when it is about some. */
  readonly variant?: string
  /** Empty for a notice about users. */
  readonly postIds: Set<string>
  readonly message: string
}

export type Notices = Map<string, Notice>

/** One notice for all posts of which the same is to be said. */
export const say = (
  { notices }: { readonly notices: Notices },
  postIds: readonly string[],
  said: Omit<Notice, 'postIds'>,
): void => {
  const key = `${said.code} ${said.variant ?? ''} ${said.message}`
  const before = notices.get(key)
  if (before === undefined) notices.set(key, { ...said, postIds: new Set(postIds) })
  else for (const id of postIds) before.postIds.add(id)
}

export const sayGap = (
  context: { readonly notices: Notices },
  postIds: readonly string[],
  { code, message }: Gap,
): void => say(context, postIds, { code, message })
