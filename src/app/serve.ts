// Runs the gateway in the process of the command, or starts the processes that do.

import cluster from 'node:cluster'

import { type Config, ConfigError, secretsIn } from '../config/index.ts'
import { GatewayError, messageOf, RedisError, StoreError } from '../infra/errors.ts'
import { fail, print } from '../infra/terminal.ts'
import { createLog, type Log } from '../telemetry/log.ts'
import { banner } from './banner.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { factsOf, runWorker } from './cluster-worker.ts'
import type { Gateway, GatewayOptions } from './options.ts'

const LISTEN_ERRORS: Readonly<Record<string, (config: Config) => string>> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use. Stop the program that uses it, or set PORT.`,
  EACCES: ({ port }) => `This user may not use port ${port}. Set PORT to a port above 1023.`,
  EADDRNOTAVAIL: ({ host }) => `HOST ${host} is not an address of this machine.`,
  ENOTFOUND: ({ host }) => `HOST ${host} is not an address of this machine.`,
}

/** Returns a message for errors that the operator can resolve, and undefined for any other error. */
const explain = (error: NodeJS.ErrnoException, config: Config): string | undefined => {
  if (error instanceof GatewayError) {
    return `${error.message}${error.cause === undefined ? '' : ` (${messageOf(error.cause)})`}`
  }
  return error instanceof StoreError || error instanceof RedisError || error instanceof ConfigError
    ? error.message
    : LISTEN_ERRORS[error.code ?? '']?.(config)
}

/** Stops at the first signal. `stop` returns undefined as long as there is nothing to stop. */
const onSignal = (
  stop: () => Promise<void> | undefined,
  log: Log,
  onSecondSignal = (): void => process.exit(1),
): void => {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return onSecondSignal()
      stopping = true
      const stopped = stop()
      if (stopped !== undefined) log.info({ signal }, 'stopping after the requests in flight')
      Promise.resolve(stopped).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ reason: messageOf(error) }, 'the gateway did not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
}

/** Writes warnings of Node.js to the log, as lines like any other, except those about its experimental features. */
const logWarnings = (log: Log): void => {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') log.warn({ name, reason: message }, 'Node.js warns')
  })
}

export interface ServeOptions {
  readonly config: Config
  /** Reads the settings again on a signal. */
  readonly readAgain: () => Config
  /** The V8 options that workers are started with. */
  readonly heapOptions: readonly string[]
}

export const serve = async ({ config, readAgain, heapOptions }: ServeOptions): Promise<void> => {
  let secrets = secretsIn(config)
  const log = createLog({ level: config.logLevel, secrets: () => secrets })
  const reread = (): Config => {
    const next = readAgain()
    secrets = [...secrets, ...secretsIn(next)]
    return next
  }
  logWarnings(log)
  if (!cluster.isWorker && config.workers > 1) return serveCluster(config, log, heapOptions)
  const start = async (options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
    let gateway: Gateway | undefined
    // Registered before the start, because the first process of a container ignores signals without a handler. A worker
    // ignores the second signal: it gets one from the terminal and one from the primary process.
    onSignal(() => gateway?.close(), log, cluster.isWorker ? () => {} : undefined)
    // The primary process of a cluster never loads the gateway.
    const { startGateway } = await import('./gateway.ts')
    gateway = await startGateway({ config, reread, log, ...options })
    return gateway
  }
  if (cluster.isWorker) {
    return runWorker(start, (error) => explain(error, config) ?? error.stack ?? error.message)
  }
  const gateway = await start().catch((error: Error) => {
    const message = explain(error, config)
    if (message === undefined) throw error
    return fail(message)
  })
  print(banner(await factsOf(gateway), config))
}

const serveCluster = async (
  config: Config,
  log: Log,
  heapOptions: readonly string[],
): Promise<void> => {
  const onWorkerFailure = (reason: string): void => log.error({}, reason)
  let running: Cluster | undefined
  onSignal(() => running?.stop(), log)
  running = await startCluster({ config, heapOptions, onWorkerFailure, onGiveUp: fail }).catch(
    (error: Error) => fail(error.message),
  )
  print(banner(running.started, config))
}
