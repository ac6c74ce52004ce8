// The connection to Redis. It must succeed at startup; afterwards it is re-established automatically. While it is down,
// commands fail immediately.

import { messageOf } from './errors.ts'
import { createRedisStatus, type RedisEvent, type RedisState, TIMEOUT } from './redis-status.ts'
import { withTimeout } from './timeout.ts'

/** The prefix of all keys and channels of the gateway. */
export const PREFIX = 'x-metrics-gateway:'

const CONNECT_TIMEOUT_MS = 2000

export interface Redis {
  readonly client: Client
  state(): RedisState
  /**
   * Runs a command, and rejects when it takes longer than the timeout.
   * @param operation the purpose of the command, in the log; always the same commands
   */
  run<T>(operation: string, timeoutMs: number, command: (client: Client) => Promise<T>): Promise<T>
  /** Opens another connection, whose errors are those of the operation. @throws RedisError */
  duplicate(operation: string): Promise<Client>
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

export const connectRedis = async (
  url: string,
  onEvent: (event: RedisEvent) => void = () => {},
): Promise<Redis> => {
  const { client, isFault } = await createRedisClient(url)
  const status = createRedisStatus(onEvent)
  const { host } = new URL(url)
  let connected = false
  client.on('error', (error: unknown) => {
    // After the first connection the client reconnects on its own.
    if (connected) status.onConnectionError(error)
    else client.destroy()
  })
  client.on('ready', status.onConnected)
  try {
    // A server that accepts the connection and never answers would otherwise block the start.
    await withTimeout(client.connect(), CONNECT_TIMEOUT_MS, () => timedOut(CONNECT_TIMEOUT_MS))
    connected = true
  } catch (error) {
    client.destroy()
    throw new RedisError(
      `REDIS_URL: Redis at ${host} cannot be reached (${messageOf(error)}). Start it, or unset REDIS_URL.`,
    )
  }
  await refuseCluster(client, host)
  return {
    client,
    state: status.state,
    run: async (operation, timeoutMs, command) => {
      try {
        const result = await withTimeout(command(client), timeoutMs, () => timedOut(timeoutMs))
        status.onSuccess(operation)
        return result
      } catch (error) {
        if (isFault(error)) status.onFailure(operation, error)
        throw error
      }
    },
    duplicate: async (operation) => {
      const other = client.duplicate()
      // While Redis is lost, the first connection reports why.
      other.on('error', (error: unknown) => {
        if (client.isReady && isFault(error)) status.onFailure(operation, error)
      })
      other.on('ready', () => status.onSuccess(operation))
      return other.connect()
    },
    close: async () => client.destroy(),
  }
}

/** @throws RedisError */
const refuseCluster = async (client: Client, host: string): Promise<void> => {
  // Without the right to INFO nothing is known.
  const info = await client.info('server').catch(() => '')
  // Valkey 8 names it server_mode.
  const mode = /^(?:redis|server)_mode:(\w+)/m.exec(info)?.[1]
  if (mode !== 'cluster') return
  client.destroy()
  throw new RedisError(
    `REDIS_URL: Redis at ${host} is a cluster, which the gateway does not support: its scripts and transactions use keys of several slots. Set REDIS_URL to a single Redis, without cluster mode.`,
  )
}

class TimedOut extends Error {
  readonly code = TIMEOUT
}

const timedOut = (ms: number): TimedOut => new TimedOut(`timed out after ${ms} ms`)
