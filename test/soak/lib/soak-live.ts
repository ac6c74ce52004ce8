// Imported into the gateway before anything else: on any message it collects its garbage, and answers how many MB are
// left. What is resident beyond that comes and goes as V8 thinks fit.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

process.on('message', () => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.((heapUsed + external) / 2 ** 20)
})
