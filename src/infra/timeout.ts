// Rejects when a promise has not settled within a time limit. The work itself continues: others may await it too.

export const withTimeout = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(late()), ms)
    work.then(resolve, reject).finally(() => clearTimeout(deadline))
  })

const SLICES = 5

/** The factor by which a process that is always busy exceeds the time limit. */
const MAX_FACTOR = 20

/**
 * Counts only the time in which this process could have read the result: a busy process runs its timers late, and before it
 * reads what has arrived. The time limit is divided into slices; those whose timers are late do not count.
 */
export const withIdleTimeout = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const sliceMs = ms / SLICES
    const started = performance.now()
    let begun = started
    let slices = 0
    const next = (): void => {
      const time = performance.now()
      if (time - begun < sliceMs * 2) slices += 1
      begun = time
      if (slices === SLICES || time - started > ms * MAX_FACTOR) reject(late())
      else timer = setTimeout(next, sliceMs)
    }
    let timer = setTimeout(next, sliceMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
