// Revocation of tokens at X. The store has forgotten a token by then, so what X does not revoke at once is tried again from
// memory: with backoff, a bounded number of times, and not beyond the end of the process.

import { GatewayError } from '../infra/errors.ts'
import type { Store } from './store/store.ts'
import { digestOf } from './user-tokens.ts'

/** The delays before each new attempt: the last one is about two hours after the first failure. */
const DELAYS_MS = [5, 20, 80, 320, 1280, 5120].map((seconds) => seconds * 1000)
const MARK_LIFE_MS = 3 * 3_600_000
const MOST_PENDING = 1000

export interface Revocation {
  /** The id of the account's user. */
  readonly account: string
  readonly token: string
  readonly revoke: () => Promise<void>
}

export interface RevocationEvent {
  readonly account: string
  readonly attempt: number
  /** Why X has not revoked the token; nothing when it has. */
  readonly code: string | undefined
  /** Nothing when there is no further attempt. */
  readonly retryInMs: number | undefined
}

export interface Revocations {
  /** Whether X has revoked the token. If not, it is tried again in the background. */
  run(revocation: Revocation): Promise<boolean>
  /** A login has brought the token once more, as those of OAuth 1.0a do: it is not revoked any more. */
  cancel(token: string): Promise<void>
  /** Gives up what is pending. */
  close(): void
}

export interface RevocationsOptions {
  readonly store: Pick<Store, 'read' | 'write' | 'remove'>
  /** Returns a function that cancels the timer. */
  readonly wake: (work: () => void, afterMs: number) => () => void
  /** Called for each failure, and for a success after failures. */
  readonly onRevocation: (event: RevocationEvent) => void
}

export const createRevocations = (options: RevocationsOptions): Revocations => {
  const { store, wake, onRevocation } = options
  const pending = new Map<Revocation, () => void>()
  let closed = false

  const fail = (revocation: Revocation, attempt: number, code: string): void => {
    const { account } = revocation
    const delay = closed || pending.size >= MOST_PENDING ? undefined : DELAYS_MS[attempt - 1]
    onRevocation({ account, attempt, code, retryInMs: delay })
    if (delay !== undefined) {
      pending.set(
        revocation,
        wake(() => void retry(revocation, attempt + 1), delay),
      )
    }
  }

  const retry = async (revocation: Revocation, attempt: number): Promise<void> => {
    pending.delete(revocation)
    try {
      // In the store, because the login may have been at another process.
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
        await store.write(markOf(revocation.token), '', '', MARK_LIFE_MS).catch(() => {})
        fail(revocation, 1, codeOf(error))
        return false
      }
    },
    cancel: (token) => store.remove(markOf(token)),
    close: () => {
      closed = true
      for (const [{ account }, callOff] of pending) {
        callOff()
        onRevocation({ account, attempt: 0, code: 'STOPPING', retryInMs: undefined })
      }
      pending.clear()
    },
  }
}

/** The store learns no more of the token than its hash. */
const markOf = (token: string): string => `revoking:${digestOf(token)}`

const codeOf = (error: unknown): string =>
  error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR'
