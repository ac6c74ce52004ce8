// A preload for the gateway: on each IPC message, it collects garbage and answers with the live memory in MB. Resident memory
// beyond that depends on V8.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

process.on('message', () => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.((heapUsed + external) / 2 ** 20)
})
