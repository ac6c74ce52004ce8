// Schedules the dispatch of DataLoader's batches.

import type { Operation } from '../pipeline/operation.ts'

/**
 * Dispatches after everything that is ready has been resolved, as DataLoader does by default, and after the parts of a large
 * answer that have paused: otherwise they would make calls of their own.
 */
export const scheduleBatch =
  ({ isPaused = () => false }: Pick<Operation, 'isPaused'>) =>
  (dispatch: () => void): void => {
    const dispatchUnlessPaused = (): void => {
      if (isPaused()) setImmediate(dispatchUnlessPaused)
      else dispatch()
    }
    void RESOLVED.then(() => process.nextTick(dispatchUnlessPaused))
  }

const RESOLVED = Promise.resolve()
