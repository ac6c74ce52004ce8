// The processes of a command, from /proc.

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

export const commandOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')

/** The argument of the gateway's processes, and not that of the shell that starts them. */
const ENTRY = /^(\/.*\/)?(src\/cli\.ts|start\.js)$/

/** The leader process of a started command, and its workers. */
export const processesOf = ({
  pid,
}: Pick<Running, 'pid'>): { leader: number; workers: number[] } => {
  const treeOf = (parent: number): number[] => [parent, ...childrenOf(parent).flatMap(treeOf)]
  const own = treeOf(pid).filter((each) => commandOf(each).some((part) => ENTRY.test(part)))
  const [leader] = own
  // A signal to 0 would end the tests themselves.
  if (leader === undefined) throw new Error(`Process ${pid} has not started the gateway.`)
  return { leader, workers: childrenOf(leader) }
}

/** The CPU time of a process, which depends less on the other processes of the machine than its age does. */
export const cpuMsOf = ({ pid }: Pick<Running, 'pid'>): number => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The fields after the name, which may contain blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user = 0, system = 0] = fields.slice(11, 13).map(Number)
  return (user + system) * 10
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A zombie has exited, but its parent has not reaped it yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
