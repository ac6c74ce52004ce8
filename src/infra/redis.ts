// The connection to Redis. It must succeed at startup; afterwards it is re-established automatically. While it is down,
// commands fail immediately.

import { messageOf } from './errors.ts'
import { withTimeout } from './timeout.ts'

/** The prefix of all keys and channels of the gateway. */
export const PREFIX = 'x-metrics-gateway:'

const CONNECT_TIMEOUT_MS = 2000

export interface Redis {
  readonly client: Client
  isUp(): boolean
  /** Runs a command, and rejects when it takes longer than the timeout. */
  run<T>(timeoutMs: number, command: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Explains to the operator why Redis cannot be used. The message never contains the password. */
export class RedisError extends Error {
  override readonly name = 'RedisError'
}

/** The library is imported on demand: most gateways run without Redis. */
const createRedisClient = async (url: string) => {
  const { createClient } = await import('@redis/client')
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 2000),
    },
  })
}

type Client = Awaited<ReturnType<typeof createRedisClient>>

/** @param onChange called when the connection is lost, and when it is restored */
export const connectRedis = async (
  url: string,
  onChange: (up: boolean) => void = () => {},
): Promise<Redis> => {
  const client = await createRedisClient(url)
  let connected = false
  let up = true
  const setUp = (isUp: boolean): void => {
    if (isUp === up) return
    up = isUp
    onChange(isUp)
  }
  client.on('error', () => {
    // After the first connection the client reconnects on its own.
    if (connected) setUp(false)
    else client.destroy()
  })
  client.on('ready', () => setUp(true))
  try {
    // A server that accepts the connection and never answers would otherwise block the start.
    await withTimeout(client.connect(), CONNECT_TIMEOUT_MS, () => timedOut(CONNECT_TIMEOUT_MS))
    connected = true
  } catch (error) {
    client.destroy()
    throw new RedisError(
      `REDIS_URL: Redis at ${new URL(url).host} cannot be reached (${messageOf(error)}). Start it, or unset REDIS_URL.`,
    )
  }
  return {
    client,
    isUp: () => client.isReady,
    run: (timeoutMs, command) => withTimeout(command(client), timeoutMs, () => timedOut(timeoutMs)),
    close: async () => client.destroy(),
  }
}

const timedOut = (ms: number): Error => new Error(`timed out after ${ms} ms`)
