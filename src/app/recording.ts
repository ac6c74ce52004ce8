// Composes the recorder and the watch lists.

import type { Archive } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import { type Caller, requireGrant } from '../auth/callers.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import type { Config } from '../config/index.ts'
import type { Clock } from '../infra/clock.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Payers } from '../money/payers.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Pipeline } from '../pipeline/index.ts'
import { type AccountRecording, createAccountRecordings } from '../recorder/account-recording.ts'
import { createRecorder, type Recorder } from '../recorder/recorder.ts'
import type { LeftOut, RecorderStore } from '../recorder/store.ts'
import type { RecorderEvents } from '../recorder/types.ts'
import { createWatchLists, type WatchList } from '../recorder/watch-lists.ts'
import type { Billing } from '../x/prices.ts'
import type { RateBudget } from '../x/rate-budget.ts'

export interface RecordingOptions {
  readonly config: Config
  readonly archive: Archive | undefined
  readonly recorderStore: RecorderStore | undefined
  readonly accounts: () => Promise<readonly Account[]>
  readonly app: CredentialSource
  readonly payers: Payers
  readonly budget: RateBudget
  readonly clock: Clock
  readonly recorderEvents: RecorderEvents
}

export interface RecordingParts {
  readonly pipeline: Pipeline
  readonly facts: Facts
  readonly billing: Billing
  readonly maxCallMs: number
}

export interface Recording {
  /** Undefined if RECORD is off. */
  readonly recorder: Recorder | undefined
  /** @throws FORBIDDEN or RECORDER_OFF */
  watchList(caller: Caller): Promise<WatchList>
  /** The posts and profiles that the recorder’s spend limit leaves out today. */
  leftOut(): Promise<LeftOut | undefined>
  /** Undefined if RECORD is off. */
  recordingOf(account: Account): Promise<AccountRecording | undefined>
  /** The state of each connected account; undefined if RECORD is off. */
  recordings(): Promise<((account: Account) => AccountRecording) | undefined>
}

export const createRecording = (options: RecordingOptions, parts: RecordingParts): Recording => {
  const { config, archive, recorderStore: store, clock, payers } = options
  const { record } = config
  if (record === undefined || archive === undefined || store === undefined) return NO_RECORDING
  const recorder = createRecorder({
    ...options,
    ...parts,
    archive,
    store,
    payer: { limits: payers.recorderLimits },
    readSpend: payers.spend.read,
    timeoutMs: config.queryTimeoutMs,
    events: options.recorderEvents,
  })
  const listOf = createWatchLists({
    store,
    limits: record,
    now: clock.now,
    onChange: recorder.refreshWatched,
  })
  const recordings = createAccountRecordings({ ...options, store, now: clock.now })
  return {
    recorder,
    watchList: async (caller) => {
      requireGrant(caller, 'WATCH')
      return listOf(await caller.principal())
    },
    leftOut: createLeftOutReader(store, clock.now),
    recordingOf: recordings.of,
    recordings: recordings.all,
  }
}

const NO_RECORDING: Recording = {
  recorder: undefined,
  watchList: async (caller) => {
    requireGrant(caller, 'WATCH')
    throw new GatewayError(
      'RECORDER_OFF',
      'The recorder of this gateway is off. Set RECORD=own, and ARCHIVE=on, to use watch lists.',
    )
  },
  leftOut: async () => undefined,
  recordingOf: async () => undefined,
  recordings: async () => undefined,
}

const REREAD_MS = 60_000

/** Another process may be the one that records. */
const createLeftOutReader = (store: RecorderStore, now: () => number): Recording['leftOut'] => {
  let read: { readonly at: number; readonly value: Promise<LeftOut | undefined> } | undefined
  return async () => {
    if (read === undefined || now() - read.at > REREAD_MS) {
      // A notice is not worth a failed query.
      read = { at: now(), value: store.readLeftOut().catch(() => undefined) }
    }
    const leftOut = await read.value
    return leftOut !== undefined && leftOut.until > now() ? leftOut : undefined
  }
}
