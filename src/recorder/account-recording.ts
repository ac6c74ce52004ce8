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
  readonly store: Pick<RecorderStore, 'readRound'>
  /** The connected accounts. */
  readonly accounts: () => Promise<readonly Pick<Account, 'userId'>[]>
  readonly now: () => number
}

type AskedAccount = Pick<Account, 'userId' | 'fromRequest'>

export const createAccountRecordings = ({ store, accounts, now }: AccountRecordingsOptions) => {
  /** The account of a request's token is recorded if it is connected, too. */
  const isConnected = async ({ userId, fromRequest }: AskedAccount): Promise<boolean> =>
    fromRequest === undefined || (await accounts()).some((account) => account.userId === userId)

  return async (account: AskedAccount): Promise<AccountRecording> => {
    if (!(await isConnected(account))) return NOT_RECORDED
    const round = await store.readRound(account.userId)
    return {
      isRecorded: true,
      sampledAt: round?.sampledAt,
      lagMs: round && lagOf(round, now()),
      limits: round === undefined ? [] : presentLimits(round, now()),
    }
  }
}

const presentLimits = ({ limits }: LastRound, now: number): readonly RecordingLimit[] =>
  limits.filter(({ until }) => until === undefined || until > now)

const NOT_RECORDED: AccountRecording = {
  isRecorded: false,
  sampledAt: undefined,
  lagMs: undefined,
  limits: [],
}
