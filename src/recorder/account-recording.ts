// Whether an account is recorded, and how far behind its samples are. Another process may be the one that records, so the
// state of its last round comes from the recorder's store.

import type { Account } from '../auth/accounts.ts'
import type { LastRound, RecorderStore, RecordingLimit } from './store.ts'
import { lagOf } from './timing.ts'

export interface AccountRecording {
  readonly isRecorded: boolean
  readonly sampledAt: number | undefined
  /** Undefined before the first round. */
  readonly lagMs: number | undefined
  readonly limits: readonly RecordingLimit[]
}

export interface AccountRecordingsOptions {
  readonly store: Pick<RecorderStore, 'readRound' | 'readRounds'>
  /** The connected accounts. */
  readonly accounts: () => Promise<readonly Pick<Account, 'userId'>[]>
  readonly now: () => number
}

type AskedAccount = Pick<Account, 'userId' | 'fromRequest'>

export interface AccountRecordings {
  of(account: AskedAccount): Promise<AccountRecording>
  /** The state of each connected account, by user id. */
  all(): Promise<(account: Pick<Account, 'userId'>) => AccountRecording>
}

export const createAccountRecordings = ({
  store,
  accounts,
  now,
}: AccountRecordingsOptions): AccountRecordings => {
  /** The account of a request's token is recorded if it is connected, too. */
  const isConnected = async ({ userId, fromRequest }: AskedAccount): Promise<boolean> =>
    fromRequest === undefined || (await accounts()).some((account) => account.userId === userId)

  return {
    of: async (account) =>
      (await isConnected(account))
        ? recordingOf(await store.readRound(account.userId), now())
        : NOT_RECORDED,
    all: async () => {
      const rounds = await store.readRounds()
      return ({ userId }) => recordingOf(rounds.get(userId), now())
    },
  }
}

const recordingOf = (round: LastRound | undefined, now: number): AccountRecording => ({
  isRecorded: true,
  sampledAt: round?.sampledAt,
  lagMs: round && lagOf(round, now),
  limits: round?.limits.filter(({ until }) => until === undefined || until > now) ?? [],
})

const NOT_RECORDED: AccountRecording = {
  isRecorded: false,
  sampledAt: undefined,
  lagMs: undefined,
  limits: [],
}
