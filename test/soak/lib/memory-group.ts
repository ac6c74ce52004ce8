// A control group with a memory limit below the group of this process, where the system allows one.

import { appendFileSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface MemoryGroup extends Disposable {
  /** A command that runs its arguments in the group. */
  readonly wrapper: readonly string[]
}

/** The line of /proc/self/cgroup, the directory of the hierarchy, and the file of the limit. */
const VERSIONS = [
  [/^\d+:memory:(.*)$/m, '/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
  [/^0::(.*)$/m, '/sys/fs/cgroup', 'memory.max'],
] as const

export const createMemoryGroup = (megabytes: number): MemoryGroup | undefined => {
  for (const [line, root, limitFile] of VERSIONS) {
    try {
      const own = line.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1]
      if (own === undefined) continue
      const path = join(root, own, `gateway-soak-${process.pid}`)
      mkdirSync(path)
      try {
        // In version 2 the parent has to enable the controller.
        if (limitFile === 'memory.max') {
          appendFileSync(join(dirname(path), 'cgroup.subtree_control'), '+memory')
        }
        writeFileSync(join(path, limitFile), String(megabytes * 2 ** 20))
      } catch (error) {
        rmdirSync(path)
        throw error
      }
      const enter = 'echo $$ > "$0" && exec "$@"'
      return {
        wrapper: ['sh', '-c', enter, join(path, 'cgroup.procs')],
        [Symbol.dispose]: () => rmdirSync(path),
      }
    } catch {
      // The user may not create one, or this is another version.
    }
  }
  return undefined
}
