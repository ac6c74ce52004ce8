// Rejects when a promise has not settled within a time limit. The work itself continues: others may await it too.

export const withTimeout = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    // A busy process runs its timers before it reads what has already arrived, so one more turn of the event loop is given.
    const deadline = setTimeout(() => setImmediate(() => reject(late())), ms)
    work.then(resolve, reject).finally(() => clearTimeout(deadline))
  })
