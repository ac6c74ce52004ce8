// The connection to Redis. It is established in the background if Redis is down at the start, and again whenever it is lost.
// While it is down, commands fail immediately.

import { messageOf } from './errors.ts'
import {
  createMemoryGuard,
  type MemoryGuard,
  parseMemory,
  type RedisMemory,
} from './redis-memory.ts'
import { createRedisStatus, type RedisEvent, type RedisState, TIMEOUT } from './redis-status.ts'
import { withIdleTimeout, withTimeout } from './timeout.ts'

/** The prefix of all keys and channels of the gateway. */
export const PREFIX = 'x-metrics-gateway:'

const CONNECT_TIMEOUT_MS = 2000
const INFO_TIMEOUT_MS = 1000

export interface Redis extends MemoryGuard {
  readonly client: Client
  state(): RedisState
  /** @throws when Redis is lost, or does not allow INFO */
  memory(): Promise<RedisMemory>
  /**
   * Runs a command, and rejects when it takes longer than the timeout.
   * @param operation the purpose of the command, in the log; always the same commands
   */
  run<T>(operation: string, timeoutMs: number, command: (client: Client) => Promise<T>): Promise<T>
  /**
   * Opens another connection, whose errors are those of the operation. It is used when it is established, which is not
   * awaited while Redis is lost.
   */
  duplicate(operation: string, use: (client: Client) => Promise<void>): Promise<Client>
  close(): Promise<void>
}

/** Explains to the operator why Redis cannot be used. The message never contains the password. */
export class RedisError extends Error {
  override readonly name = 'RedisError'
}

/** The library is imported on demand: most gateways run without Redis. */
const createRedisClient = async (url: string) => {
  const { createClient, ErrorReply } = await import('@redis/client')
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 2000),
    },
  })
  /** Whether Redis refused a command or did not respond to it, in contrast to errors of the connection. */
  const isFault = (error: unknown): boolean =>
    error instanceof TimedOut || error instanceof ErrorReply
  return { client, isFault }
}

type Client = Awaited<ReturnType<typeof createRedisClient>>['client']

export interface RedisOptions {
  /** The setting with the address, for messages. */
  readonly setting: string
  /** Whether a Redis that is down fails the start. */
  readonly strict: boolean
  readonly onEvent: (event: RedisEvent) => void
}

/** @throws RedisError */
export const connectRedis = async (url: string, options: RedisOptions): Promise<Redis> => {
  const { setting, strict, onEvent } = options
  const { client, isFault } = await createRedisClient(url)
  const status = createRedisStatus(onEvent)
  const { host } = new URL(url)
  const where = `${setting}: Redis at ${host}`
  const failed = Promise.withResolvers<never>()
  let isStarting = true
  client.on('error', (error: unknown) => {
    // The client connects again on its own.
    if (isStarting) failed.reject(error)
    else status.onConnectionError(error)
  })
  client.on('ready', status.onConnected)
  try {
    // A server that accepts the connection and never answers would otherwise block the start.
    const connecting = Promise.race([client.connect(), failed.promise])
    await withTimeout(connecting, CONNECT_TIMEOUT_MS, () => timedOut(CONNECT_TIMEOUT_MS))
    await refuseCluster(client, where)
  } catch (error) {
    if (strict || error instanceof RedisError || isPermanent(error)) {
      client.destroy()
      if (error instanceof RedisError) throw error
      throw new RedisError(
        `${where} cannot be reached (${messageOf(error)}). Start it, or unset ${setting}.`,
      )
    }
    status.onConnectionError(error)
    client.once('ready', () => {
      refuseCluster(client, where).catch(status.onConnectionError)
    })
  } finally {
    isStarting = false
  }
  const run: Redis['run'] = async (operation, timeoutMs, command) => {
    try {
      const work = command(client)
      const result = await withIdleTimeout(work, timeoutMs, () => timedOut(timeoutMs))
      status.onSuccess(operation)
      return result
    } catch (error) {
      if (isFault(error)) status.onFailure(operation, error)
      throw error
    }
  }
  const memory = async (): Promise<RedisMemory> =>
    // `run` would report a Redis user without the right to INFO as a fault.
    parseMemory(
      await withTimeout(client.info('memory'), INFO_TIMEOUT_MS, () => timedOut(INFO_TIMEOUT_MS)),
    )
  return {
    client,
    memory,
    ...createMemoryGuard(memory),
    state: status.state,
    run,
    duplicate: async (operation, use) => {
      const other = client.duplicate()
      const report = (error: unknown): void => {
        // While Redis is lost, the first connection reports why.
        if (client.isReady && (isFault(error) || error instanceof RedisError)) {
          status.onFailure(operation, error)
        }
      }
      other.on('error', report)
      other.on('ready', () => status.onSuccess(operation))
      const used = other.connect().then(() => use(other))
      if (client.isReady) await used
      else used.catch(report)
      return other
    },
    close: async () => client.destroy(),
  }
}

/** Replies that a setting causes, unlike those of a Redis that loads its data or has too many clients. */
const isPermanent = (error: unknown): boolean =>
  /^(WRONGPASS|NOAUTH|NOPERM|ERR(?! max number of clients)) /.test(messageOf(error))

/** @throws RedisError */
const refuseCluster = async (client: Client, where: string): Promise<void> => {
  // A user without the right to INFO cannot read the mode.
  const info = await client.info('server').catch(() => '')
  // Valkey 8 names it server_mode.
  const mode = /^(?:redis|server)_mode:(\w+)/m.exec(info)?.[1]
  if (mode !== 'cluster') return
  client.destroy()
  throw new RedisError(
    `${where} is a cluster, which the gateway does not support: its scripts and transactions use keys of several slots. Use a single Redis, without cluster mode.`,
  )
}

class TimedOut extends Error {
  readonly code = TIMEOUT
}

const timedOut = (ms: number): TimedOut => new TimedOut(`timed out after ${ms} ms`)
