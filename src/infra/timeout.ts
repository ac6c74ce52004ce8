// Rejects when a promise has not settled within a time limit. The work itself continues: others may await it too.

export const withTimeout = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(late()), ms)
    work.then(resolve, reject).finally(() => clearTimeout(deadline))
  })
