// The rounds of the connected accounts.

import type { Account } from '../auth/accounts.ts'
import type { Calls } from './calls.ts'
import { lastRoundOf } from './last-round.ts'
import { loadAccount } from './load.ts'
import { dueTime, listedPosts, sampleAccount } from './own-posts.ts'
import { createProfiles } from './profiles.ts'
import { ROUND_MS, startOfInterval } from './schedule.ts'
import type { AccountState } from './store.ts'
import type { Round } from './timing.ts'
import { createTiming, type Timing } from './timing.ts'
import type { TrackedPosts } from './tracked.ts'
import type { Allowance, KnownAccount, RecorderOptions, RoundResult } from './types.ts'

export interface AccountRoundsOptions extends RecorderOptions {
  readonly calls: Calls
  readonly isBilled: (postId: string) => boolean
  /** Learns that X has billed posts today. */
  readonly restoreBilling: (posts: TrackedPosts) => void
}

interface AccountRound {
  account: Account
  readonly known: KnownAccount
  /** As it is in the store. */
  stored: AccountState
  readonly timing: Timing
}

/** The interval at which the list of accounts is read. */
const REFRESH_MS = 60_000

const RECONNECT: RoundResult = { sampled: 0, skipped: new Map([['RECONNECT_NEEDED', 0]]) }

const waitingSinceIn = (known: KnownAccount, now: number): number =>
  Math.min(...listedPosts(known).map((post) => dueTime(post, now, known.phase)))

export const createAccountRounds = (options: AccountRoundsOptions) => {
  const { archive, store, clock } = options
  const profiles = createProfiles(options)
  const rounds = new Map<string, AccountRound>()
  let refreshedAt = Number.NEGATIVE_INFINITY

  const save = async (round: AccountRound): Promise<void> => {
    const { known } = round
    // The store must not know of posts that the archive lacks.
    if (known.state === round.stored || !(await archive.flush())) return
    await store.writeAccount(known.userId, known.state)
    round.stored = known.state
  }

  const run = async (round: AccountRound, allowance: Allowance): Promise<void> => {
    const { account, known, timing } = round
    await profiles.read(account)
    const at = clock.now()
    const result = account.reconnectNeeded
      ? RECONNECT
      : await sampleAccount({
          ...options,
          ...allowance,
          at,
          notBefore: startOfInterval(at, ROUND_MS, known.phase),
          account,
          known,
          isRefused: options.facts.ages.isRefused,
        })
    await save(round)
    const waitingSince = waitingSinceIn(known, clock.now())
    timing.finish(result, waitingSince)
    const finished = { ...result, known, waitingSince, nextAt: timing.nextAt() }
    await store.writeRound(known.userId, lastRoundOf(finished, allowance))
    options.events.onRound({ userId: known.userId, ...result })
  }

  return {
    refresh: async (): Promise<void> => {
      if (clock.now() - refreshedAt < REFRESH_MS) return
      const listed = await options.accounts()
      const accounts = new Map(listed.map((account) => [account.userId, account]))
      for (const userId of rounds.keys()) if (!accounts.has(userId)) rounds.delete(userId)
      for (const [userId, account] of accounts) {
        const round = rounds.get(userId)
        if (round !== undefined) {
          round.account = account
          continue
        }
        const known = await loadAccount(userId, archive, store)
        options.restoreBilling(known.posts)
        const timing = createTiming(clock.now, known.phase)
        rounds.set(userId, { account, known, stored: known.state, timing })
      }
      refreshedAt = clock.now()
    },
    all: (): readonly Round[] =>
      [...rounds.values()].map((round) => ({
        timing: round.timing,
        run: (allowance) => run(round, allowance),
      })),
    known: (): readonly Pick<AccountRound, 'account' | 'known'>[] => [...rounds.values()],
    profilesDue: (): number => profiles.dueToday([...rounds.keys()]),
    forget: (): void => {
      rounds.clear()
      profiles.forget()
      refreshedAt = Number.NEGATIVE_INFINITY
    },
  }
}
