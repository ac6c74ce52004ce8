// npm scripts and other commands as a person runs them: in a process of their own.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Running {
  readonly pid: number
  /** What it printed first. */
  readonly printed: string
  /** From the start to that. */
  readonly readyMs: number
  /** All that it has said so far, on both streams. */
  said(): string
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>
  /** Interrupts it and waits for its end. */
  stop(): Promise<void>
  /** Ends it without a chance to do anything more. */
  kill(): Promise<void>
}

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

const npm = (script: string, args: readonly string[] = []): string[] => [
  ...['npm', 'run', '-s', script, '--'],
  ...args,
]

export const start = (
  script: string,
  args: readonly string[],
  env: Environment,
): Promise<Running> => startCommand(npm(script, args), env)

export const startCommand = async (
  command: readonly string[],
  env: Environment,
  cwd?: string,
): Promise<Running> => {
  const started = performance.now()
  const child = run(command, env, cwd)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const [chunk] = await Promise.race([
    once(child.stdout ?? child, 'data') as Promise<[Buffer]>,
    ended.then(() => Promise.reject(new Error(`it ended at once: ${said}`))),
  ])
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    // The whole group: npm does not hand every signal on.
    process.kill(-(child.pid ?? 0), signal)
    await ended
  }
  return {
    pid: child.pid ?? 0,
    ended,
    printed: chunk.toString(),
    readyMs: performance.now() - started,
    said: () => said,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** For commands that are to fail: what they said, and their exit code. */
export const failing = async (
  script: string,
  env: Environment,
): Promise<{ readonly code: number; readonly said: string }> => {
  const child = run(npm(script), env)
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [code] = (await once(child, 'exit')) as [number]
  return { code, said }
}
