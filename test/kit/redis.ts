// A Redis server for tests, if redis-server is installed.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** A suffix for the names of tests that are skipped without Redis. */
export const NEEDS_REDIS = hasRedis ? '' : ' (skipped: redis-server is not installed)'

export interface RedisServer extends AsyncDisposable {
  readonly url: string
  pid(): number | undefined
  /** Kills the server. Its data is lost unless it has a directory. */
  stop(): Promise<void>
  /** Starts the server again on the same port. */
  start(): Promise<void>
  /** Suspends the process: connections stay open, but get no replies. */
  pause(): void
  resume(): void
}

const PERSISTENCE = ['--appendonly', 'yes', '--appendfsync', 'always']

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Starts a server. With a directory, every acknowledged write is durable. */
export const startRedis = async (
  directory?: string,
  args: readonly string[] = [],
): Promise<RedisServer> => {
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    child = spawn('redis-server', [
      ...['--port', String(port), '--save', '', '--bind', '127.0.0.1'],
      ...(directory === undefined ? [] : ['--dir', directory, ...PERSISTENCE]),
      ...args,
    ])
    const ready = Promise.withResolvers<void>()
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) ready.resolve()
    })
    child.once('exit', () => ready.reject(new Error('redis-server did not start')))
    await ready.promise
  }
  const stop = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: () => child?.pid,
    start,
    stop,
    pause: () => child?.kill('SIGSTOP'),
    resume: () => child?.kill('SIGCONT'),
    [Symbol.asyncDispose]: stop,
  }
}
