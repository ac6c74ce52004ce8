// The state of the gateway, for its operator. The parts of a process are its own; all others are the same at each process
// of a deployment.

import type { Account } from '../auth/accounts.ts'
import type { ApiKey } from '../auth/keys/api-key.ts'
import type { UpstreamState } from '../infra/upstream.ts'
import type { SpendState } from '../money/spend.ts'
import type { AccountRecording } from '../recorder/account-recording.ts'
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
  /** The state of this process. */
  process(): ProcessState
  /** The states of all processes that can be reached, this one first. */
  processes(): Promise<readonly ProcessState[]>
}

export interface KeyState {
  readonly key: ApiKey
  readonly spend: SpendState
}

export interface AccountState {
  readonly account: Account
  /** The handle, if the gateway has it in its cache. */
  readonly username: string | undefined
  /** Undefined if the recorder is off. */
  readonly recording: AccountRecording | undefined
}

/** The state of a process at one time. Processes send it to each other as JSON. */
export interface ProcessState {
  /** Unique among the processes of a deployment. */
  readonly id: string
  readonly host: string
  readonly pid: number
  /** The number of worker processes on its machine. */
  readonly workers: number
  readonly startedAt: number
  readonly uptimeMs: number
  readonly memoryBytes: number
  readonly cache: { readonly entries: number; readonly bytes: number; readonly maxBytes: number }
  readonly upstream: UpstreamState
  readonly subscribers: number
  /** Undefined if the recorder is off. */
  readonly isRecording: boolean | undefined
  readonly posts: PostSources
  readonly operations: readonly OperationUse[]
  readonly errors: readonly ErrorCount[]
  readonly lastHour: readonly MinuteCounts[]
}

/** Counts of a process's answers. */
export interface Activity {
  /** The uses of this UTC day, those that cost most first. */
  operations(): readonly OperationUse[]
  /** Where the posts of all answers since the start came from. */
  posts(): PostSources
  /** The errors of the last hour, the most frequent first. */
  errors(): readonly ErrorCount[]
  /** The counts of each minute of the last hour, oldest first. */
  lastHour(): readonly MinuteCounts[]
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

export interface MinuteCounts {
  /** The beginning of the minute. */
  readonly at: number
  readonly requests: number
  readonly errors: number
  readonly calls: number
  readonly usd: number
}
