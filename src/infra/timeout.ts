// What comes in time. The work itself goes on: others may wait for it, too.

export const inTime = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(late()), ms)
    work.then(resolve, reject).finally(() => clearTimeout(deadline))
  })
