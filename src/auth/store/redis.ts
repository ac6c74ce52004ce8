// The store in Redis, for several processes on several machines. Keys are hashes with an expiry; a claim is a
// key that only its owner may delete.

import { createClient } from '@redis/client'

import { GatewayError } from '../../errors.ts'
import { type Store, StoreError } from './store.ts'

const PREFIX = 'x-metrics-gateway:'

/** A command that takes longer is given up. */
const COMMAND_MS = 2000

/** Compared and deleted at once: a claim that has ended may be another's by now. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

export const openRedisStore = async (url: string): Promise<Store> => {
  const client = createClient({
    url,
    // Commands fail at once while it is gone; nobody waits for it to come back.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: COMMAND_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 2000),
    },
  })
  let connected = false
  client.on('error', () => {
    // It reconnects by itself; whoever asks meanwhile is told.
    if (!connected) client.destroy()
  })
  try {
    await client.connect()
    connected = true
  } catch (error) {
    const { host } = new URL(url)
    throw new StoreError(
      `REDIS_URL: Redis at ${host} cannot be reached (${(error as Error).message}). Start it, or leave REDIS_URL out to keep accounts in DATA_DIR.`,
    )
  }

  const ask = async <T>(command: () => Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('late')), COMMAND_MS)
      })
      return await Promise.race([command(), late])
    } catch (error) {
      throw new GatewayError(
        'UPSTREAM_UNAVAILABLE',
        'The gateway cannot reach the Redis where connected accounts are kept. Try again in a moment.',
        { cause: error },
      )
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    read: (key) => ask(async () => new Map(Object.entries(await client.hGetAll(PREFIX + key)))),
    write: (key, field, value, lifeMs) =>
      ask(async () => {
        await client
          .multi()
          .hSet(PREFIX + key, field, value)
          .pExpire(PREFIX + key, lifeMs)
          .exec()
      }),
    extend: (key, lifeMs) =>
      ask(async () => {
        await client.pExpire(PREFIX + key, lifeMs)
      }),
    remove: (key, field) =>
      ask(async () => {
        await (field === undefined ? client.del(PREFIX + key) : client.hDel(PREFIX + key, field))
      }),
    claim: (name, owner, lifeMs) =>
      ask(async () => {
        const options = {
          condition: 'NX',
          expiration: { type: 'PX', value: lifeMs },
        } as const
        return (await client.set(`${PREFIX}claim:${name}`, owner, options)) === 'OK'
      }),
    release: (name, owner) =>
      ask(async () => {
        await client.eval(RELEASE, { keys: [`${PREFIX}claim:${name}`], arguments: [owner] })
      }),
    close: async () => {
      client.destroy()
    },
  }
}
