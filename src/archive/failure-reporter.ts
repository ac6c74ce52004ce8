// Reports the first of consecutive failures, until an operation succeeds.

export interface FailureReporter {
  /** The number of failures since the last success. */
  readonly count: number
  failed(message: string, cause?: unknown): void
  succeeded(): void
}

export const createFailureReporter = (onError: (error: unknown) => void): FailureReporter => {
  let count = 0
  return {
    get count() {
      return count
    },
    failed: (message, cause) => {
      count += 1
      if (count === 1) onError(new Error(message, cause === undefined ? {} : { cause }))
    },
    succeeded: () => {
      count = 0
    },
  }
}
