// The primary process of a cluster, whose workers are gateways on one port. It starts the sandbox if there is one, relays
// pub/sub messages between the workers, and replaces workers that exit.

import cluster, { type Worker } from 'node:cluster'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Config } from '../config/index.ts'
import { createClusterMetrics } from '../telemetry/metrics.ts'
import type { Message, Started, WorkerOptions } from './cluster-worker.ts'
import { exampleOperations } from './example-operations.ts'

/** The time that a worker has to exit, after STOP_DELAY_MS and STOP_TIMEOUT_MS. */
const EXIT_MS = 2000

/** Workers are not replaced when more of them exit within the window. */
const MAX_EXITS = 10
const EXITS_WINDOW_MS = 60_000
const MAX_RESTART_DELAY_MS = 5000

export interface Cluster {
  readonly started: Started
  /** Stops all workers, which finish their requests in flight. */
  stop(): Promise<void>
}

export interface ClusterOptions {
  readonly config: Config
  /** V8's options for the workers. */
  readonly heapOptions: readonly string[]
  /** Called when a replacement of a worker cannot start. */
  readonly onWorkerFailure: (reason: string) => void
  /** Called after the cluster has stopped because its workers keep failing. */
  readonly onGiveUp: (reason: string) => void
}

/** Resolves when all workers listen. @throws an error with a sentence when they cannot start */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const { config } = options
  const { workerOptions, close } = await prepareWorkers(config)
  cluster.setupPrimary({ execArgv: [...process.execArgv, ...options.heapOptions] })
  const clusterMetrics = createClusterMetrics()
  const workers = new Set<Worker>()
  const restartDelay = createRestartDelay()
  const allStarted = Promise.withResolvers<Started>()
  let startedCount = 0
  let x: Started['x']
  let stopping: Promise<void> | undefined

  const stop = (): Promise<void> => {
    const timeoutMs = config.stopDelayMs + config.stopTimeoutMs + EXIT_MS
    stopping ??= Promise.all([...workers].map((worker) => terminate(worker, timeoutMs))).then(close)
    return stopping
  }

  const giveUp = async (reason: string): Promise<void> => {
    await stop()
    allStarted.reject(new Error(reason))
    if (startedCount >= config.workers) options.onGiveUp(reason)
  }

  const onMessage = (worker: Worker, message: Message): void => {
    if (message.kind === 'failed') {
      if (startedCount >= config.workers) options.onWorkerFailure(message.reason)
      else void giveUp(message.reason)
    } else if (message.kind === 'started') {
      startedCount += 1
      x ??= message.started.x
      if (startedCount === config.workers) allStarted.resolve({ ...message.started, x })
    } else if (message.kind === 'metrics-request') {
      const respond = (text?: string): void =>
        send(worker, { kind: 'metrics-response', id: message.id, text })
      clusterMetrics().then(respond, () => respond())
    } else if (message.kind === 'publish') {
      for (const other of workers) if (other !== worker) send(other, message)
    }
  }

  const fork = (): void => {
    const worker = cluster.fork()
    workers.add(worker)
    worker.on('online', () => send(worker, { kind: 'options', options: workerOptions }))
    worker.on('message', (message: Message) => onMessage(worker, message))
    // Sending to an exited worker fails, which is harmless.
    worker.on('error', () => {})
    worker.on('exit', () => {
      workers.delete(worker)
      if (stopping !== undefined) return
      const delayMs = restartDelay()
      if (delayMs === undefined)
        void giveUp('The workers exit as soon as they start. See their output above.')
      else setTimeout(() => void (stopping === undefined && fork()), delayMs)
    })
  }

  for (let count = 0; count < config.workers; count++) fork()
  return { started: await allStarted.promise, stop }
}

const send = (worker: Worker, message: Message): void => {
  if (worker.isConnected()) worker.send(message)
}

/** Returns the delay before the next restart, or undefined when too many workers have exited. */
const createRestartDelay = () => {
  const exits: number[] = []
  return (): number | undefined => {
    const now = performance.now()
    exits.push(now)
    while ((exits[0] ?? now) < now - EXITS_WINDOW_MS) exits.shift()
    if (exits.length > MAX_EXITS) return undefined
    return exits.length === 1 ? 0 : Math.min(50 * 2 ** exits.length, MAX_RESTART_DELAY_MS)
  }
}

const terminate = async (worker: Worker, timeoutMs: number): Promise<void> => {
  if (worker.isDead()) return
  // `events.once` would reject when a message to the exiting worker fails.
  const exited = new Promise((resolve) => worker.once('exit', resolve))
  worker.process.kill('SIGTERM')
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), timeoutMs)
  await exited
  clearTimeout(timer)
}

/** Starts the sandbox that all workers share, with a temporary directory for its accounts. */
const prepareWorkers = async (
  config: Config,
): Promise<{ workerOptions: WorkerOptions; close: () => Promise<void> }> => {
  const { x, archive } = config
  if (x !== undefined) return { workerOptions: {}, close: async () => {} }
  const { createSandbox } = await import('../../sandbox/index.ts')
  const { url, credentials, world, close } = await createSandbox({
    movement: config.sandboxMovement,
  })
  const dataDir = mkdtempSync(join(tmpdir(), 'x-metrics-gateway-'))
  return {
    workerOptions: {
      sandbox: { url, credentials },
      operations: exampleOperations({ world, now: Date.now(), archive: archive !== undefined }),
      dataDir,
    },
    close: async () => {
      await close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
