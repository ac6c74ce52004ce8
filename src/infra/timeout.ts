/** Rejects after the timeout. The work itself is not canceled: other callers may be awaiting it. */
export const withTimeout = <T>(
  work: Promise<T>,
  ms: number,
  timeoutError: () => Error,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timeoutError()), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
