// The common parts of the questions about an account: who may ask them, and their period.

import type { Account } from '../auth/accounts.ts'
import { type TimeZone, timeZone } from '../infra/time-zones.ts'
import type { AccountHistory } from '../loaders/account-history.ts'
import { badInput } from './arguments.ts'
import type { Context } from './context.ts'
import { addNotice } from './notices.ts'
import { refusalMessage } from './unavailable.ts'

/** The cost of a question that reads gains, in posts: a year of them takes some milliseconds. */
export const GAINS_COST = 10

export const FROM_ARCHIVE =
  'Answered from the archive (setting ARCHIVE) without asking X; needs the grant HISTORY. Null, with a notice, when X no longer accepts the account’s tokens.'

/** Undefined, with a notice, when archived values of the account may not be shown. */
export const accountHistoryOf = async (
  account: Account,
  context: Context,
): Promise<AccountHistory | undefined> => {
  const found = await context.history().ofAccount(account)
  if (!('reason' in found)) return found
  const message = refusalMessage(found, context.loginUrl)
  addNotice(context, [], { code: found.reason, message })
  return undefined
}

/** @throws BAD_USER_INPUT */
export const periodOf = (
  since: Date,
  until: Date | null | undefined,
  now: number,
): { readonly since: number; readonly until: number } => {
  const [from, to] = [since.getTime(), until?.getTime() ?? now]
  if (from < to) return { since: from, until: to }
  throw badInput('`since` must be before `until`, which is now unless it is given.')
}

/** @throws BAD_USER_INPUT */
export const zoneOf = (name: string | null | undefined): TimeZone => {
  try {
    return timeZone(name ?? 'UTC')
  } catch {
    throw badInput(`\`timezone\` is not an IANA time zone, such as Europe/Berlin: ${name}.`)
  }
}
