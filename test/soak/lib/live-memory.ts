// How many MB a gateway with soak-live.ts in it still needs when its garbage is collected.

import { once } from 'node:events'

import type { RunningProcess } from '../../../bench/lib/processes.ts'

export const memoryOf = async ({ child }: RunningProcess): Promise<number> => {
  const answered = once(child, 'message')
  child.send('live memory')
  const [megabytes] = await answered
  return megabytes as number
}
