// The items of "Needs attention": accounts to reconnect, limits that are nearly used, and a recorder that is behind.

import { formatCount, formatDollars, formatRelativeTime } from '../format.ts'
import type { OverviewTotalsQuery } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'

type Data = Pick<OverviewTotalsQuery, 'viewer' | 'rateLimits'>
type Account = Data['viewer']['accounts'][number]
type Window = Data['rateLimits'][number]

export interface Item {
  readonly text: string
  /** Whether a login mends it. */
  readonly login?: true
  /** Whether something is missing already, or will be. */
  readonly isUrgent: boolean
}

/** A limit is near when this part of it, or less, is left. */
const NEAR = 0.1
const LATE_MS = 3_600_000

const text = messages.overview

const limitItems = (account: Account, name: string, now: number): readonly Item[] =>
  (account.recording?.limits ?? [])
    .filter(({ reason }) => reason !== 'RECONNECT_NEEDED')
    .map(({ reason, posts, until }) => {
      const again = until === null ? '' : text.limitedUntil(formatRelativeTime(until, now))
      return {
        text: text.limited(name, posts, text.recordingLimits[reason](again)),
        isUrgent: true,
      }
    })

const accountItems = (account: Account, name: string, now: number): readonly Item[] => {
  const { recording, reconnectNeeded } = account
  if (reconnectNeeded) return [{ text: text.reconnect(name), login: true, isUrgent: true }]
  if (recording === null) return []
  if (!recording.recorded) return [{ text: text.notRecorded(name), isUrgent: false }]
  const limits = limitItems(account, name, now)
  const lagMs = (recording.lagSeconds ?? 0) * 1000
  if (limits.length > 0 || lagMs < LATE_MS) return limits
  return [{ text: text.behind(name, formatRelativeTime(now - lagMs, now)), isUrgent: true }]
}

const windowItem = (window: Window, owner: string, now: number): Item | undefined => {
  const { endpoint, limit, remaining, resetAt } = window
  if (limit === null || remaining === null || resetAt === null) return undefined
  if (remaining > limit * NEAR || Date.parse(resetAt) <= now) return undefined
  const reset = formatRelativeTime(resetAt, now)
  return {
    text:
      remaining === 0
        ? text.rateLimitUsed(endpoint, owner, reset)
        : text.rateLimit(endpoint, owner, text.left(remaining, formatCount(limit)), reset),
    isUrgent: remaining === 0,
  }
}

const spendItems = ({ spend }: Data['viewer'], now: number): readonly Item[] => {
  if (spend === null) return []
  const periods = [
    [spend.todayUsd, spend.dailyLimitUsd, spend.dayResetsAt],
    [spend.monthUsd, spend.monthlyLimitUsd, spend.monthResetsAt],
  ] as const
  return periods.flatMap(([spent, limit, resetsAt]) => {
    if (limit === null || spent < limit * (1 - NEAR)) return []
    const [most, reset] = [formatDollars(limit), formatRelativeTime(resetsAt, now)]
    return spent >= limit
      ? { text: text.spendReached(most, reset), isUrgent: true }
      : { text: text.spendNear(formatDollars(spent), most, reset), isUrgent: false }
  })
}

/** `nameOf` gives the name of an account, or of the app for null. */
export const attentionItems = (
  { viewer, rateLimits }: Data,
  nameOf: (account: string | null) => string,
  now: number,
): readonly Item[] => {
  const { accounts } = viewer
  const isOff = accounts.length > 0 && accounts.every(({ recording }) => recording === null)
  return [
    ...accounts.flatMap((account) => accountItems(account, nameOf(account.id), now)),
    ...rateLimits.flatMap((window) => windowItem(window, nameOf(window.account), now) ?? []),
    ...spendItems(viewer, now),
    ...(isOff ? [{ text: text.recorderOff, isUrgent: false }] : []),
  ]
}
