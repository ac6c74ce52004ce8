// Starts measured processes, each on a core of its own, and reads their memory and CPU time from /proc.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

import { baseEnvironment } from './environment.ts'

export interface Program {
  /** A command that runs the program given as its arguments. */
  readonly wrapper?: readonly string[]
  /** Arguments of node: the script and its arguments. */
  readonly arguments: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
  /** Whether the process has an IPC channel. */
  readonly hasIpc?: boolean
}

export interface RunningProcess {
  readonly port: number
  readonly child: ChildProcess
  /** Resident memory in MB: current and peak. */
  memory(): { readonly now: number; readonly peak: number }
  /** Used CPU time in seconds. */
  cpuSeconds(): number
  stop(): Promise<void>
}

export const LOAD_CORE = 0
export const MEASURED_CORE = 1

const START_TIMEOUT_MS = 60_000
const TICKS_PER_SECOND = 100

/** Whether processes can be pinned to cores: needs two cores and `taskset`. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** Pins this process to the core of the load and the upstream. */
export const pinThisProcess = (): void => {
  if (canPin) execFileSync('taskset', ['-acp', String(LOAD_CORE), String(process.pid)])
}

export const benchPath = (path: string): string =>
  fileURLToPath(new URL(`../${path}`, import.meta.url))

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })

export const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (listens: boolean): void => {
      socket.destroy()
      resolve(listens)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const megabytes = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024

/** Running children, which are killed when this process exits. */
const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const statusOf = (pid: number | undefined): string => readFileSync(`/proc/${pid}/status`, 'utf8')

/** The CPU time of a process and of its children, which are its workers. */
const cpuSecondsOf = (pid: string): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const own = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return children === ''
    ? own
    : children.split(' ').reduce((sum, child) => sum + cpuSecondsOf(child), own)
}

/** Starts a program on a core. */
export const launch = (program: Program, port: number, core: number) => {
  const command = [...(program.wrapper ?? []), process.execPath, ...program.arguments]
  const [file = '', ...rest] = canPin ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(file, rest, {
    cwd: program.directory ?? benchPath('..'),
    env: { ...baseEnvironment(), ...program.environment },
    stdio: ['ignore', 'pipe', 'pipe', ...(program.hasIpc ? (['ipc'] as const) : [])],
  })
  children.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-4_000)
    })
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const running: RunningProcess = {
    port,
    child,
    memory: () => {
      const status = statusOf(child.pid)
      return { now: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') }
    },
    cpuSeconds: () => cpuSecondsOf(String(child.pid)),
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(timer)
      children.delete(child)
    },
  }
  return { running, output: () => output }
}

/** Starts a program on a core, and waits until it listens on the port. */
export const startProcess = async (
  program: Program,
  port: number,
  core: number,
): Promise<RunningProcess> => {
  const { running, output } = launch(program, port, core)
  const { child } = running
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await isListening(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${program.arguments.join(' ')} did not start:\n${output()}`)
    }
    await wait(50)
  }
  return running
}
