// One connection to Redis: made at the start or not at all, and by itself again whenever it is lost. Meanwhile
// commands fail at once, and one that takes too long is given up.

import { withTimeout } from './timeout.ts'

/** Keys of ours, among whatever else is there. */
export const PREFIX = 'x-metrics-gateway:'

const CONNECT_MS = 2000

export interface Redis {
  readonly client: Client
  /** Whether it can be reached just now. */
  isUp(): boolean
  /** What the command gives, when it gives it in time. */
  within<T>(ms: number, command: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A sentence for whoever set it up; it never holds the password. */
export class RedisError extends Error {
  override readonly name = 'RedisError'
}

/** Its library is loaded for those who have a Redis. */
const clientOf = async (url: string) => {
  const { createClient } = await import('@redis/client')
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 2000),
    },
  })
}

type Client = Awaited<ReturnType<typeof clientOf>>

export const connectRedis = async (
  url: string,
  /** Told when it is lost, and when it is back. */
  onChange: (up: boolean) => void = () => {},
): Promise<Redis> => {
  const client = await clientOf(url)
  let connected = false
  let up = true
  const change = (is: boolean): void => {
    if (is === up) return
    up = is
    onChange(is)
  }
  client.on('error', () => {
    // It reconnects by itself; whoever asks meanwhile is told.
    if (connected) change(false)
    else client.destroy()
  })
  client.on('ready', () => change(true))
  try {
    // One that listens and says nothing would be waited for without an end.
    await withTimeout(client.connect(), CONNECT_MS, () => notWithin(CONNECT_MS))
    connected = true
  } catch (error) {
    client.destroy()
    throw new RedisError(
      `REDIS_URL: Redis at ${new URL(url).host} cannot be reached (${(error as Error).message}). Start it, or leave REDIS_URL out.`,
    )
  }
  return {
    client,
    isUp: () => client.isReady,
    within: (ms, command) => withTimeout(command(client), ms, () => notWithin(ms)),
    close: async () => client.destroy(),
  }
}

const notWithin = (ms: number): Error => new Error(`not within ${ms} ms`)
