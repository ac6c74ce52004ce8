// Revokes tokens at X. The store no longer holds a token by then, so failed revocations are retried from memory: with
// backoff, a limited number of times, and not after the process ends.

import type { Schedule } from '../infra/clock.ts'
import { GatewayError } from '../infra/errors.ts'
import { sha256 } from './digest.ts'
import type { Store } from './store/store.ts'

/** The delays before each retry. The last retry is about two hours after the first failure. */
const DELAYS_MS = [5, 20, 80, 320, 1280, 5120].map((seconds) => seconds * 1000)
const MARK_TTL_MS = 3 * 3_600_000
const MAX_PENDING = 1000

export interface Revocation {
  /** The id of the account's user. */
  readonly account: string
  readonly token: string
  readonly revoke: () => Promise<void>
}

export interface RevocationEvent {
  readonly account: string
  readonly attempt: number
  /** The error code of the failure; undefined after a success. */
  readonly code: string | undefined
  /** Undefined when there is no further attempt. */
  readonly retryInMs: number | undefined
}

export interface Revocations {
  /** Resolves with whether X has revoked the token. If not, retries in the background. */
  run(revocation: Revocation): Promise<boolean>
  /** Cancels the retries, because a login has issued the same token again. OAuth 1.0a does that. */
  cancel(token: string): Promise<void>
  /** Abandons pending retries. */
  close(): void
}

export interface RevocationsOptions {
  readonly store: Pick<Store, 'read' | 'write' | 'remove'>
  readonly schedule: Schedule
  /** Called for each failure, and for a success after failures. */
  readonly onRevocation: (event: RevocationEvent) => void
}

export const createRevocations = (options: RevocationsOptions): Revocations => {
  const { store, schedule, onRevocation } = options
  const pending = new Map<Revocation, () => void>()
  let closed = false

  const fail = (revocation: Revocation, attempt: number, code: string): void => {
    const { account } = revocation
    const delay = closed || pending.size >= MAX_PENDING ? undefined : DELAYS_MS[attempt - 1]
    onRevocation({ account, attempt, code, retryInMs: delay })
    if (delay !== undefined) {
      pending.set(
        revocation,
        schedule(() => void retry(revocation, attempt + 1), delay),
      )
    }
  }

  const retry = async (revocation: Revocation, attempt: number): Promise<void> => {
    pending.delete(revocation)
    try {
      // The mark is in the store, because the login may have run in another process.
      const mark = markOf(revocation.token)
      if ((await store.read(mark)).size === 0) return
      await revocation.revoke()
      onRevocation({ account: revocation.account, attempt, code: undefined, retryInMs: undefined })
      await store.remove(mark).catch(() => {})
    } catch (error) {
      fail(revocation, attempt, codeOf(error))
    }
  }

  return {
    run: async (revocation) => {
      try {
        await revocation.revoke()
        return true
      } catch (error) {
        await store.write(markOf(revocation.token), '', '', MARK_TTL_MS).catch(() => {})
        fail(revocation, 1, codeOf(error))
        return false
      }
    },
    cancel: (token) => store.remove(markOf(token)),
    close: () => {
      closed = true
      for (const [{ account }, cancel] of pending) {
        cancel()
        onRevocation({ account, attempt: 0, code: 'STOPPING', retryInMs: undefined })
      }
      pending.clear()
    },
  }
}

/** The store's key for a pending revocation; it contains only a hash of the token. */
const markOf = (token: string): string => `revoking:${sha256(token)}`

const codeOf = (error: unknown): string =>
  error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR'
