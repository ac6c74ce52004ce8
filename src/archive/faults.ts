// A store that fails is said once, until it is well again.

export interface Faults {
  /** Since it was well. */
  readonly count: number
  happened(message: string, cause?: unknown): void
  over(): void
}

export const createFaults = (onFault: (error: unknown) => void): Faults => {
  let count = 0
  return {
    get count() {
      return count
    },
    happened: (message, cause) => {
      count += 1
      if (count === 1) onFault(new Error(message, cause === undefined ? {} : { cause }))
    },
    over: () => {
      count = 0
    },
  }
}
