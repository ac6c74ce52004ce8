// The posts that the gateway takes for billed, per UTC day. They are counted where spend is counted.

import type { Clock } from '../infra/clock.ts'
import { type Counters, counterOf } from './counters.ts'
import { dayAt } from './periods.ts'

export interface PostCount {
  add(): void
  /** The posts of the UTC day of a time; undefined while they cannot be read. */
  read(time: number): Promise<number | undefined>
  flush(): void
}

/** The interval at which the count is written. */
const FLUSH_MS = 1000

export const createPostCount = (
  counters: Counters,
  { wall, schedule }: Pick<Clock, 'wall' | 'schedule'>,
): PostCount => {
  const counterAt = (time: number) => [counterOf('posts', dayAt(time), undefined)]
  let unwritten = 0
  let cancel: (() => void) | undefined
  const flush = (): void => {
    cancel?.()
    cancel = undefined
    if (unwritten > 0) counters.add(counterAt(wall()), unwritten)
    unwritten = 0
  }
  return {
    add: () => {
      unwritten += 1
      cancel ??= schedule(flush, FLUSH_MS)
    },
    flush,
    read: (time) => {
      flush()
      return counters.read(counterAt(time)).then(
        ([count]) => count,
        () => undefined,
      )
    },
  }
}
