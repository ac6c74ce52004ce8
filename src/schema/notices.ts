// Notices: `extensions.notices` of an answer, one entry per reason.

import type { Gap } from '../x/gaps.ts'

export interface Notice {
  readonly code: string
  /** The metrics that the notice is about, if it is about metrics. */
  readonly variant?: string
  /** Empty for a notice about users. */
  readonly postIds: Set<string>
  readonly message: string
}

export type Notices = Map<string, Notice>

/** Adds posts to the notice with this code, variant and message. */
export const addNotice = (
  { notices }: { readonly notices: Notices },
  postIds: readonly string[],
  said: Omit<Notice, 'postIds'>,
): void => {
  const key = `${said.code} ${said.variant ?? ''} ${said.message}`
  const before = notices.get(key)
  if (before === undefined) notices.set(key, { ...said, postIds: new Set(postIds) })
  else for (const id of postIds) before.postIds.add(id)
}

export const addGapNotice = (
  context: { readonly notices: Notices },
  postIds: readonly string[],
  { code, message }: Gap,
): void => addNotice(context, postIds, { code, message })
