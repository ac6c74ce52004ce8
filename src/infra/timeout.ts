// Rejects when a promise has not settled within a time limit. The work itself continues: others may await it too.

export const withTimeout = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(late()), ms)
    work.then(resolve, reject).finally(() => clearTimeout(deadline))
  })

const SLICES = 3

/**
 * Counts only the time in which this process could have read the result: a busy process runs its timers late, and before it
 * reads what has arrived. Each late timer counts as one slice of the time limit.
 */
export const withIdleTimeout = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    let slices = 0
    const pass = (): NodeJS.Timeout => setTimeout(next, ms / SLICES)
    const next = (): void => {
      slices += 1
      if (slices === SLICES) reject(late())
      else timer = pass()
    }
    let timer = pass()
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
