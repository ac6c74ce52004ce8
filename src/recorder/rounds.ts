// All rounds: one per connected account, and one for the watch lists.

import { DAY_MS } from '../infra/clock.ts'
import { createAccountRounds } from './account-rounds.ts'
import type { Calls } from './calls.ts'
import type { Demand } from './spending.ts'
import type { Round } from './timing.ts'
import type { TrackedPosts } from './tracked.ts'
import type { RecorderOptions } from './types.ts'
import { createWatchedRound, WATCH_PHASE } from './watched-round.ts'

export interface RoundsOptions extends RecorderOptions {
  readonly calls: Calls
}

export const createRounds = (options: RoundsOptions) => {
  const { billing, clock } = options
  const isBilled = (id: string): boolean => billing.isBilled('post', id)
  const restoreBilling = (posts: TrackedPosts): void => {
    const day = Math.floor(clock.wall() / DAY_MS)
    const billed = posts.all().filter(({ sampledAt }) => sampledAt >= day * DAY_MS)
    billing.learn({ day, post: billed.map(({ id }) => id), user: [] })
  }
  const accounts = createAccountRounds({ ...options, isBilled, restoreBilling })
  const isOwn = (id: string): boolean =>
    accounts.known().some(({ known }) => known.posts.get(id) !== undefined)
  const watched = createWatchedRound({ ...options, isOwn, restoreBilling })
  const all = (): readonly Round[] => [...accounts.all(), watched]

  return {
    /** Reads the accounts and the watch lists. */
    refresh: async (): Promise<void> => {
      await accounts.refresh()
      await watched.refresh()
    },
    refreshWatched: watched.hurryRefresh,
    due: (): readonly Round[] => all().filter(({ timing }) => timing.nextAt() <= clock.now()),
    nextAt: (): number => Math.min(...all().map(({ timing }) => timing.nextAt())),
    demand: (): Demand => ({
      accounts: accounts.known(),
      watched: { posts: watched.posts(), phase: WATCH_PHASE },
      isBilled,
      profiles: accounts.profilesDue(),
    }),
    lagMs: (): number => Math.max(...all().map(({ timing }) => timing.lagMs())),
    posts: (): number =>
      accounts
        .known()
        .reduce((sum, { known }) => sum + known.posts.all().length, watched.posts().all().length),
    /** Another process may sample from now on. */
    forget: (): void => {
      accounts.forget()
      watched.forget()
    },
  }
}
