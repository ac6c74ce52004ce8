// Waits for changes of entities that other gateways request.

import type { Schedule } from '../infra/clock.ts'

export const createChanges = (schedule: Schedule) => {
  const waiting = new Map<string, Set<() => void>>()

  const notify = (keys: Iterable<string>): void => {
    for (const key of keys) for (const wake of [...(waiting.get(key) ?? [])]) wake()
  }

  return {
    /** Resolves when one of the entities changes, or after the time. */
    next: (keys: readonly string[], ms: number): Promise<void> =>
      new Promise((resolve) => {
        const wake = (): void => {
          cancel()
          for (const key of keys) {
            const others = waiting.get(key)
            others?.delete(wake)
            if (others?.size === 0) waiting.delete(key)
          }
          resolve()
        }
        const cancel = schedule(wake, ms)
        for (const key of keys) waiting.set(key, (waiting.get(key) ?? new Set()).add(wake))
      }),
    notify,
    notifyAll: (): void => notify([...waiting.keys()]),
  }
}
