// Tracks whether Redis is connected, and which operations it refuses while it is. Each cause is reported once.

import { messageOf } from './errors.ts'

export type RedisEvent =
  /** The connection was lost, or cannot be restored for another cause than those reported before. */
  | { readonly kind: 'lost'; readonly cause: string }
  | { readonly kind: 'restored' }
  /** Redis is connected and refuses an operation, or does not respond to it. */
  | { readonly kind: 'failing'; readonly operation: string; readonly cause: string }
  | { readonly kind: 'recovered' }
  /** One command failed. */
  | { readonly kind: 'error'; readonly code: string }

export interface RedisState {
  readonly state: 'connected' | 'failing' | 'lost'
  /** The code of what is wrong, such as `WRONGPASS` or `ECONNREFUSED`. */
  readonly cause?: string
}

export interface RedisStatus {
  state(): RedisState
  onConnected(): void
  onConnectionError(error: unknown): void
  onSuccess(operation: string): void
  onFailure(operation: string, error: unknown): void
}

export const TIMEOUT = 'TIMEOUT'

/** A single slow response is no fault. */
const TIMEOUTS_OF_FAULT = 3

/** A fault whose operation has not been tried again for this long counts as ended. */
const FAULT_LIFE_MS = 60_000

interface Fault {
  readonly code: string
  failures: number
  at: number
}

/** Errors of the connection have a code of Node.js. The first word of Redis's reply is its own code. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error
    ? String(error.code)
    : (/^[A-Z]{2,20}(?= |$)/.exec(messageOf(error))?.[0] ?? 'CONNECTION')

const isReported = ({ code, failures }: Fault): boolean =>
  code !== TIMEOUT || failures >= TIMEOUTS_OF_FAULT

export const createRedisStatus = (
  onEvent: (event: RedisEvent) => void,
  now = (): number => performance.now(),
): RedisStatus => {
  let connected = true
  /** The causes since the connection was lost, the last one at the end. */
  const causes = new Set<string>()
  /** The last fault of each operation. */
  const faults = new Map<string, Fault>()

  const hasFault = (code: string): boolean =>
    [...faults.values()].some((fault) => fault.code === code && isReported(fault))

  const forgetOldFaults = (): void => {
    for (const [operation, { at }] of faults) {
      if (now() - at > FAULT_LIFE_MS) faults.delete(operation)
    }
  }

  return {
    state: () => {
      if (!connected) return { state: 'lost', cause: [...causes].at(-1) ?? 'CONNECTION' }
      forgetOldFaults()
      const fault = [...faults.values()].find(isReported)
      return fault === undefined ? { state: 'connected' } : { state: 'failing', cause: fault.code }
    },
    onConnected: () => {
      if (!connected) onEvent({ kind: 'restored' })
      connected = true
      // It may be another server.
      faults.clear()
      causes.clear()
    },
    onConnectionError: (error) => {
      connected = false
      const code = codeOf(error)
      const isNew = !causes.has(code)
      causes.delete(code)
      causes.add(code)
      if (isNew) onEvent({ kind: 'lost', cause: messageOf(error) })
    },
    onSuccess: (operation) => {
      const fault = faults.get(operation)
      if (fault === undefined) return
      faults.delete(operation)
      if (isReported(fault) && ![...faults.values()].some(isReported))
        onEvent({ kind: 'recovered' })
    },
    onFailure: (operation, error) => {
      const code = codeOf(error)
      onEvent({ kind: 'error', code })
      forgetOldFaults()
      const known = faults.get(operation)
      // A slow response does not end another fault.
      const isSame = known !== undefined && (known.code === code || code === TIMEOUT)
      const fault = isSame ? known : { code, failures: 0, at: 0 }
      const wasKnown = hasFault(fault.code)
      fault.failures += 1
      fault.at = now()
      faults.set(operation, fault)
      if (!wasKnown && isReported(fault)) {
        onEvent({ kind: 'failing', operation, cause: messageOf(error) })
      }
    },
  }
}
