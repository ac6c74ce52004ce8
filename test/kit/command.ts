// Runs the commands of npm scripts, and other commands, in processes of their own.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import manifest from '../../package.json' with { type: 'json' }

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Running {
  readonly pid: number
  /** The first chunk of standard output. */
  readonly firstOutput: string
  /** The output so far of both streams. */
  output(): string
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>
  /** Sends SIGTERM, and waits for the exit. */
  stop(): Promise<void>
  /** Sends SIGKILL, and waits for the exit. */
  kill(): Promise<void>
}

const { scripts } = manifest

type Script = 'start' | 'sandbox'

type Environment = Readonly<Record<string, string>>

const run = (command: readonly string[], env: Environment, cwd = ROOT): ChildProcess => {
  const [file = '', ...args] = command
  return spawn(file, args, {
    cwd,
    // biome-ignore lint/style/noProcessEnv: the command runs in this environment, with changes
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

/** The command of an npm script, without npm itself, whose start takes longer than the gateway's. */
const commandOf = (script: Script, args: readonly string[] = []): string[] => [
  process.execPath,
  ...scripts[script].split(' ').slice(1),
  ...args,
]

export const start = (
  script: Script,
  args: readonly string[],
  env: Environment,
): Promise<Running> => startCommand(commandOf(script, args), env)

export const startCommand = async (
  command: readonly string[],
  env: Environment,
  cwd?: string,
): Promise<Running> => {
  const child = run(command, env, cwd)
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const [chunk] = await Promise.race([
    once(child.stdout ?? child, 'data') as Promise<[Buffer]>,
    exited.then(() => Promise.reject(new Error(`it exited before any output: ${output}`))),
  ])
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    // Signals the whole process group, because npm does not forward every signal.
    process.kill(-(child.pid ?? 0), signal)
    await exited
  }
  return {
    pid: child.pid ?? 0,
    exited,
    firstOutput: chunk.toString(),
    output: () => output,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** Runs a script or command that is expected to fail, and returns its error output and exit code. */
export const runFailing = async (
  script: Script,
  env: Environment,
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly output: string }> => {
  const child = run(commandOf(script, args), env)
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const [code] = (await once(child, 'exit')) as [number]
  return { code, output }
}
