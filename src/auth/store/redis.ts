// The store in Redis, for several processes on several machines. Keys are hashes with an expiry; a claim is a
// key that only its owner may delete.

import { GatewayError } from '../../infra/errors.ts'
import { PREFIX, type Redis } from '../../infra/redis.ts'
import type { Store } from './store.ts'

/** Of one command. */
const PATIENCE_MS = 2000

/** Compared and deleted at once: a claim that has ended may be another's by now. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

export const openRedisStore = (redis: Redis): Store => {
  const ask = async <T>(command: Parameters<typeof redis.within<T>>[1]): Promise<T> => {
    try {
      return await redis.within(PATIENCE_MS, command)
    } catch (error) {
      throw new GatewayError(
        'UPSTREAM_UNAVAILABLE',
        'The gateway cannot reach the Redis where connected accounts are kept. Try again in a moment.',
        { cause: error },
      )
    }
  }

  return {
    read: (key) =>
      ask(async (client) => new Map(Object.entries(await client.hGetAll(PREFIX + key)))),
    take: (key) =>
      ask(async (client) => {
        const [fields] = await client
          .multi()
          .hGetAll(PREFIX + key)
          .del(PREFIX + key)
          .exec<'typed'>()
        return new Map(Object.entries(fields))
      }),
    write: (key, field, value, lifeMs) =>
      ask(async (client) => {
        await client
          .multi()
          .hSet(PREFIX + key, field, value)
          .pExpire(PREFIX + key, lifeMs)
          .exec()
      }),
    extend: (key, lifeMs) =>
      ask(async (client) => {
        await client.pExpire(PREFIX + key, lifeMs)
      }),
    remove: (key, field) =>
      ask(async (client) => {
        await (field === undefined ? client.del(PREFIX + key) : client.hDel(PREFIX + key, field))
      }),
    claim: (name, owner, lifeMs) =>
      ask(async (client) => {
        const options = { condition: 'NX', expiration: { type: 'PX', value: lifeMs } } as const
        return (await client.set(`${PREFIX}claim:${name}`, owner, options)) === 'OK'
      }),
    release: (name, owner) =>
      ask(async (client) => {
        await client.eval(RELEASE, { keys: [`${PREFIX}claim:${name}`], arguments: [owner] })
      }),
    // Its connection is another's to close.
    close: async () => {},
  }
}
