// The measured processes: each alone on its core, with its memory and its time as the kernel counts them.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

import { bareEnvironment } from './settings.ts'

export interface Program {
  /** Of node: the script and what it is given. */
  readonly arguments: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
  /** Whether it is to be sent messages. */
  readonly talks?: boolean
}

export interface Running {
  readonly port: number
  readonly child: ChildProcess
  /** Resident now and at most, in MB. */
  memory(): { readonly now: number; readonly peak: number }
  /** Seconds of its core that it has used. */
  cpuSeconds(): number
  stop(): Promise<void>
}

export const LOAD_CORE = 0
export const MEASURED_CORE = 1

const START_MS = 60_000
const TICKS_A_SECOND = 100

/** Without a second core, or without `taskset`, everything runs where it may. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** This process goes where the load and the upstream are. */
export const pinThisProcess = (): void => {
  if (canPin) execFileSync('taskset', ['-acp', String(LOAD_CORE), String(process.pid)])
}

export const inBench = (path: string): string =>
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

const isListening = (port: number): Promise<boolean> =>
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

/** Whatever was started and not stopped ends with this process. */
const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** Starts it on a core, and waits until it listens. */
export const start = async (program: Program, port: number, core: number): Promise<Running> => {
  const command = [process.execPath, ...program.arguments]
  const [file = '', ...rest] = canPin ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(file, rest, {
    cwd: program.directory ?? inBench('..'),
    env: { ...bareEnvironment(), ...program.environment },
    stdio: ['ignore', 'pipe', 'pipe', ...(program.talks ? (['ipc'] as const) : [])],
  })
  children.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4_000)
    })
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const deadline = Date.now() + START_MS
  while (!(await isListening(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${program.arguments.join(' ')} did not start:\n${said}`)
    }
    await wait(50)
  }
  return {
    port,
    child,
    memory: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return { now: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') }
    },
    cpuSeconds: () => {
      const fields =
        readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
    },
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await ended
      clearTimeout(timer)
      children.delete(child)
    },
  }
}
