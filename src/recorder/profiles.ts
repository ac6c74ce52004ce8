// The counts of the connected accounts' profiles, once per UTC day: X charges for a user once per day.

import type { Account } from '../auth/accounts.ts'
import { DAY_MS } from '../infra/clock.ts'
import { type Calls, Skipped } from './calls.ts'
import type { RecorderArchive } from './types.ts'

export interface ProfilesOptions {
  readonly calls: Calls
  readonly archive: RecorderArchive
  readonly clock: { readonly now: () => number }
}

const dayOf = (at: number): number => Math.floor(at / DAY_MS)

export const createProfiles = ({ calls, archive, clock }: ProfilesOptions) => {
  /** The day of the last reading, by user. */
  const days = new Map<string, number>()

  const lastDay = async (userId: string): Promise<number> => {
    const series = { subject: userId, group: 'user_metrics', owner: userId } as const
    const [last] = await archive.latest([series])
    return last === undefined ? -1 : dayOf(last.at)
  }

  return {
    /** The number of accounts whose profiles are not read yet today. */
    dueToday: (userIds: readonly string[]): number =>
      userIds.filter((userId) => (days.get(userId) ?? -1) < dayOf(clock.now())).length,
    /** Reads the profile of an account, unless it was read today. A failure is repeated in the next round. */
    read: async (account: Account): Promise<void> => {
      const { userId } = account
      const now = clock.now()
      if (!days.has(userId)) days.set(userId, await lastDay(userId))
      if (account.reconnectNeeded || days.get(userId) === dayOf(now)) return
      try {
        const result = (await calls.users(account, [userId], dayOf(now) * DAY_MS)).get(userId)
        if (result?.kind === 'user') days.set(userId, dayOf(now))
      } catch (error) {
        if (!(error instanceof Skipped)) throw error
      }
    },
    forget: (): void => days.clear(),
  }
}
