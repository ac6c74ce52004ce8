// Reads the live memory in MB of a gateway that has soak-live.ts preloaded.

import { once } from 'node:events'

import type { RunningProcess } from '../../../bench/lib/processes.ts'

export const liveMemory = async ({ child }: RunningProcess): Promise<number> => {
  const reply = once(child, 'message')
  child.send('live memory')
  const [megabytes] = await reply
  return megabytes as number
}
