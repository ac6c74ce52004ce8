// Ends the processes that a test run leaves behind, whatever happened to the test or its worker. All descendants of the
// workers carry the run's marker in their environment, as those of a Jenkins build do.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** The time that processes have to exit by themselves after the last test. */
const GRACE_MS = 5000

interface Left {
  readonly pid: number
  readonly command: string
}

const readProcess = (pid: number, file: 'environ' | 'cmdline'): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has exited, or belongs to another user.
    return ''
  }
}

/** Vitest ends its own processes. */
const OF_VITEST = /^vitest/

/** The running processes with the marker. A process that has exited has no command. */
const findLeft = (marker: string): Left[] =>
  (existsSync('/proc/self/environ') ? readdirSync('/proc') : [])
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => readProcess(Number(name), 'environ').split('\0').includes(marker))
    .map((name) => ({
      pid: Number(name),
      command: readProcess(Number(name), 'cmdline').replaceAll('\0', ' ').trim(),
    }))
    .filter(({ command }) => command !== '' && !OF_VITEST.test(command))

/** @returns the commands of the processes that it ended */
export const reap = async (marker: string, graceMs = GRACE_MS): Promise<string[]> => {
  const deadline = Date.now() + graceMs
  while (findLeft(marker).length > 0 && Date.now() < deadline) await pause(100)
  const left = findLeft(marker)
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has exited meanwhile.
    }
  }
  return left.map(({ command }) => command)
}
