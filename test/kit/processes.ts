// Processes of a command, as Linux tells of them.

import { existsSync, readFileSync } from 'node:fs'

import type { Running } from './command.ts'

export const canLook = existsSync('/proc/self/task')

const childrenOf = (pid: number): number[] => {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return list === '' ? [] : list.split(' ').map(Number)
  } catch {
    return []
  }
}

/** The process that was started, and those that it has started. */
export const processesOf = ({ pid }: Running): { leader: number; workers: number[] } => {
  const of = (parent: number): number[] => [parent, ...childrenOf(parent).flatMap(of)]
  const ours = of(pid).filter((each) =>
    readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('\0src/cli.ts'),
  )
  const [leader = 0] = ours
  return { leader, workers: childrenOf(leader) }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // One that has ended, and that nobody has asked about yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
