// The state of the gateway, for its operator. The parts of `process` are those of one process; all others are the same
// at each process of a deployment.

import type { Account } from '../auth/accounts.ts'
import type { ApiKey } from '../auth/keys/api-key.ts'
import type { UpstreamState } from '../infra/upstream.ts'
import type { SpendState } from '../money/spend.ts'
import type { AccountRecording } from '../recorder/account-recording.ts'
import type { RecorderState } from '../recorder/recorder.ts'
import type { LeftOut } from '../recorder/store.ts'
import type { RateWindow } from '../x/rate-budget.ts'

export interface GatewayState {
  readonly version: string
  /** The spend of the gateway, of subscriptions and of the recorder. */
  payers(): Promise<readonly SpendState[]>
  keys(): Promise<readonly KeyState[]>
  rateLimits(): Promise<readonly RateWindow[]>
  accounts(): Promise<readonly AccountState[]>
  leftOut(): Promise<LeftOut | undefined>
  readonly process: ProcessState
}

export interface KeyState {
  readonly key: ApiKey
  readonly spend: SpendState
}

export interface AccountState {
  readonly account: Account
  /** Undefined if the recorder is off. */
  readonly recording: AccountRecording | undefined
}

export interface ProcessState {
  readonly pid: number
  /** The number of worker processes on this machine. */
  readonly workers: number
  readonly startedAt: number
  uptimeMs(): number
  memoryBytes(): number
  cache(): { readonly entries: number; readonly bytes: number; readonly maxBytes: number }
  upstream(): UpstreamState
  live(): { readonly subscribers: number; readonly posts: number }
  /** Undefined if the recorder is off. */
  recorder(): RecorderState | undefined
  readonly activity: Activity
}

/** Counts of a process's answers. */
export interface Activity {
  /** The uses of this UTC day, those that cost most first. */
  operations(): readonly OperationUse[]
  /** Where the posts of all answers since the start came from. */
  posts(): PostSources
  /** The errors of the last hour, the most frequent first. */
  errors(): readonly ErrorCount[]
}

export interface OperationUse {
  /** The name of the API key; undefined without one. */
  readonly key: string | undefined
  readonly operation: string
  readonly requests: number
  readonly postsRead: number
  readonly usd: number
}

export interface PostSources {
  readonly x: number
  readonly cache: number
  readonly coalesced: number
}

export interface ErrorCount {
  readonly code: string
  readonly count: number
  readonly lastAt: number
}
