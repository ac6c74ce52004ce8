// A Redis server for tests, if redis-server is installed.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

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

/** Settings of gateways that share a Redis. */
export const sharing = ({ url }: Pick<RedisServer, 'url'>) => ({
  REDIS_URL: url,
  GATEWAY_SECRET: 'a secret that all gateways of a test share',
})

const PERSISTENCE = ['--appendonly', 'yes', '--appendfsync', 'always']

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Runs redis-server until it is stopped. */
const createProcess = (args: readonly string[], readyText: string) => {
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    // A process title would overwrite the environment, which identifies processes that a test run leaves behind.
    child = spawn('redis-server', [...args, '--set-proc-title', 'no'])
    const ready = Promise.withResolvers<void>()
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes(readyText)) ready.resolve()
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
  const kill = (signal: NodeJS.Signals) => child?.kill(signal)
  return { start, stop, kill, pid: () => child?.pid }
}

/** Starts a server. With a directory, every acknowledged write is durable. */
export const startRedis = async (
  directory?: string,
  args: readonly string[] = [],
): Promise<RedisServer> => {
  const port = await freePort()
  const { pid, start, stop, kill } = createProcess(
    [
      ...['--port', String(port), '--save', '', '--bind', '127.0.0.1'],
      // No server loads what another one has saved.
      ...['--dbfilename', `${port}.rdb`],
      ...(directory === undefined ? [] : ['--dir', directory, ...PERSISTENCE]),
      ...args,
    ],
    'Ready to accept connections',
  )
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    pid,
    start,
    stop,
    pause: () => kill('SIGSTOP'),
    resume: () => kill('SIGCONT'),
    [Symbol.asyncDispose]: stop,
  }
}

/** Starts a Sentinel with a configuration, which it rewrites. */
export const startSentinel = async (
  directory: string,
  lines: readonly string[],
): Promise<AsyncDisposable> => {
  const file = join(directory, `${randomUUID()}.conf`)
  writeFileSync(file, lines.join('\n'))
  const { start, stop } = createProcess([file, '--sentinel'], '+monitor master')
  await start()
  return { [Symbol.asyncDispose]: stop }
}

const MASTER = 'gateways'
const SENTINELS = 3

/** Starts a master, two replicas, and three Sentinels, which notice within 300 ms that the master is down. */
export const startSentinels = async (directory: string) => {
  const start = (...options: string[]): Promise<RedisServer> =>
    startRedis(undefined, [
      ...['--dir', directory],
      // Replicas are not synchronized together, which the master would wait for.
      ...['--repl-diskless-sync-delay', '0', ...options],
    ])
  const master = await start()
  const port = portOf(master)
  const replicas = [1, 2].map(() => start('--replicaof', '127.0.0.1', port))
  const servers = [master, ...(await Promise.all(replicas))]
  const ids = Array.from({ length: SENTINELS }, () => randomBytes(20).toString('hex'))
  const ports = await Promise.all(ids.map(freePort))
  const starting = ids.map((id, index) => {
    // Sentinels find each other and the replicas by themselves, but only after some seconds.
    const known = [
      ...ids.map(
        (other, at) => `sentinel known-sentinel ${MASTER} 127.0.0.1 ${ports[at]} ${other}`,
      ),
      ...servers.map((each) => `sentinel known-replica ${MASTER} 127.0.0.1 ${portOf(each)}`),
    ]
    return startSentinel(directory, [
      `port ${ports[index]}`,
      'bind 127.0.0.1',
      `sentinel myid ${id}`,
      `sentinel monitor ${MASTER} 127.0.0.1 ${port} 2`,
      `sentinel down-after-milliseconds ${MASTER} 300`,
      `sentinel failover-timeout ${MASTER} 1000`,
      ...known.filter((line) => !line.includes(id) && !line.endsWith(` ${port}`)),
    ])
  })
  const sentinels = await Promise.all(starting)
  return {
    url: `redis-sentinel://${ports.map((each) => `127.0.0.1:${each}`).join()}?master=${MASTER}`,
    servers,
    [Symbol.asyncDispose]: async () => {
      for (const each of [...sentinels, ...servers]) await each[Symbol.asyncDispose]()
    },
  }
}

export const portOf = ({ url }: RedisServer): string => new URL(url).port
