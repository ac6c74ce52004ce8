// Notices: `extensions.notices` of an answer, one entry per reason.

import { payerName, type SpendWarning } from '../money/spend.ts'

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

export const addSpendNotice = (
  context: { readonly notices: Notices },
  { payer, period, spentUsd, limitUsd }: SpendWarning,
): void => {
  const message = `$${spentUsd.toFixed(3)} of the $${limitUsd.toFixed(3)} that ${payerName(payer)} may spend a ${period.unit} are spent or reserved. The limit resets at ${period.resetsAt.toISOString()}.`
  addNotice(context, [], { code: 'SPEND_LIMIT_NEAR', message })
}
