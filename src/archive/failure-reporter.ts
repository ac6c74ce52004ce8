// Reports the first of consecutive failures of an operation, and the success after them.

export interface FailureEvents {
  /** Called with the first of consecutive failures of the store. */
  readonly onError: (error: unknown) => void
  /** Called with a message when an operation succeeds again. */
  readonly onRecovery?: (message: string) => void
}

export interface FailureReporter {
  /** The number of failures since the last success. */
  readonly count: number
  failed(cause?: unknown): void
  succeeded(): void
}

export const createFailureReporter = (
  messages: { readonly failing: string; readonly working: string },
  { onError, onRecovery = () => {} }: FailureEvents,
): FailureReporter => {
  let count = 0
  return {
    get count() {
      return count
    },
    failed: (cause) => {
      count += 1
      if (count === 1) onError(new Error(messages.failing, cause === undefined ? {} : { cause }))
    },
    succeeded: () => {
      if (count > 0) onRecovery(messages.working)
      count = 0
    },
  }
}
