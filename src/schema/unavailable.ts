// The selected metrics that X does not show, with the reasons.

import { asOf } from '../loaders/archived.ts'
import { lacks } from '../loaders/reasons.ts'
import type { FoundPost } from '../pipeline/result.ts'
import { type Plan, privateGroupsOf } from '../plan/plan.ts'
import type { PrivateGroup } from '../x/fields.ts'
import type { Refusal } from '../x/refusals.ts'
import type { Context } from './context.ts'
import { GROUPS } from './metrics.ts'

export type Variant = keyof typeof GROUPS

/** A selected variant that X does not show, with the reason. */
export interface Unavailable {
  readonly variant: Variant
  readonly reason: Refusal['reason']
  readonly message: string
  /** The time of the archived numbers that are shown instead. */
  readonly shownAsOf?: number
}

const MESSAGES: Readonly<Record<Refusal['reason'], string>> = {
  USER_CONTEXT_REQUIRED:
    'Private metrics are shown to the account that wrote the post, and no account is connected.',
  NOT_OWNER:
    'Private metrics are shown to the account that wrote the post, and that account is not connected.',
  EXPIRED: 'X no longer shows private metrics of a post of this age.',
  RECONNECT_NEEDED: 'X no longer accepts the tokens of the account that wrote the post.',
  NOT_PROMOTED: 'The post was never promoted by its author.',
  REPOST: 'X shows no private metrics of a repost. Request the original post.',
  REFUSED: 'X refused for a reason that the gateway does not know.',
  NOT_RECORDED:
    'The post was read from the archive, which has no sample of these metrics. X was not asked.',
}

/** A sentence about what the caller can do. */
const remedyOf = (reason: Refusal['reason'], loginUrl: string | undefined): string => {
  if (loginUrl === undefined) return ''
  if (reason === 'RECONNECT_NEEDED') return ` Connect it again: ${loginUrl}`
  return reason === 'USER_CONTEXT_REQUIRED' ? ` Connect it: ${loginUrl}` : ''
}

export const refusalMessage = (
  { reason, message }: Refusal,
  loginUrl: string | undefined,
): string => message ?? `${MESSAGES[reason]}${remedyOf(reason, loginUrl)}`

/** The time of archived numbers of the post or of its media. */
const archivedAt = ({ tweet, related }: FoundPost, group: PrivateGroup): number | undefined =>
  [tweet, ...related.media.values()]
    .map((each) => asOf(each[group]))
    .find((time) => time !== undefined)

const NONE_UNAVAILABLE: readonly Unavailable[] = []

export const unavailableOf = (
  { post, plan }: { readonly post: FoundPost; readonly plan: Plan },
  { loginUrl }: Pick<Context, 'loginUrl'>,
): readonly Unavailable[] => {
  const groups = privateGroupsOf(plan)
  if (groups.length === 0) return NONE_UNAVAILABLE
  return (Object.keys(GROUPS) as Variant[]).flatMap((variant) => {
    const group = GROUPS[variant]
    if (group === 'public_metrics' || !groups.includes(group)) return []
    // The post may have been loaded for another selection too, which lacks more.
    if (!lacks(post, plan, group)) return []
    const refusal = post.refusals.get(group)
    if (refusal === undefined) return []
    const shownAsOf = archivedAt(post, group)
    return [
      {
        variant,
        reason: refusal.reason,
        message: refusalMessage(refusal, loginUrl),
        ...(shownAsOf !== undefined && { shownAsOf }),
      },
    ]
  })
}
