// The store in Redis, for processes on several machines. Each key is a Redis hash with an expiry. A claim is a key that
// only its owner can delete.

import { GatewayError, StoreError } from '../../infra/errors.ts'
import { findFormatProblem } from '../../infra/migrations.ts'
import type { Redis } from '../../infra/redis.ts'
import type { Store } from './store.ts'

const TIMEOUT_MS = 2000

/** Longer than the expiry of any other key. */
const FORMAT_TTL_MS = 10 * 365 * 86_400_000

/** Compares and deletes atomically: after its expiry the claim may belong to another owner. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

export const openRedisStore = (redis: Redis): Store => {
  const keyOf = (key: string): string => redis.prefix + key
  const claimOf = (name: string): string => keyOf(`claim:${name}`)

  const using =
    (run: Redis['run']) =>
    async <T>(method: keyof Store, command: Parameters<typeof run<T>>[2]): Promise<T> => {
      try {
        return await run(`accounts: ${method}`, TIMEOUT_MS, command)
      } catch (error) {
        throw new GatewayError(
          'UPSTREAM_UNAVAILABLE',
          'The gateway cannot use Redis, which stores the connected accounts. Try again in a moment.',
          { cause: error },
        )
      }
    }
  const run = using(redis.run)
  const runDurably = using(redis.runDurably)

  return {
    read: (key) =>
      run('read', async (client) => new Map(Object.entries(await client.hGetAll(keyOf(key))))),
    keys: (prefix) =>
      run('keys', async (client) => {
        const found = new Set<string>()
        const scan = client.scanIterator({ MATCH: `${escapeGlob(keyOf(prefix))}*`, COUNT: 1000 })
        for await (const keys of scan)
          for (const key of keys) found.add(key.slice(keyOf('').length))
        return [...found]
      }),
    take: (key) =>
      runDurably('take', async (client) => {
        const [fields] = await client.multi().hGetAll(keyOf(key)).del(keyOf(key)).exec<'typed'>()
        return new Map(Object.entries(fields))
      }),
    write: (key, field, value, ttlMs) =>
      runDurably('write', async (client) => {
        await client.multi().hSet(keyOf(key), field, value).pExpire(keyOf(key), ttlMs).exec()
      }),
    extend: (key, ttlMs) =>
      run('extend', async (client) => {
        await client.pExpire(keyOf(key), ttlMs)
      }),
    remove: (key, field) =>
      runDurably('remove', async (client) => {
        await (field === undefined ? client.del(keyOf(key)) : client.hDel(keyOf(key), field))
      }),
    claim: (name, owner, ttlMs) =>
      runDurably('claim', async (client) => {
        const options = { condition: 'NX', expiration: { type: 'PX', value: ttlMs } } as const
        return (await client.set(claimOf(name), owner, options)) === 'OK'
      }),
    release: (name, owner) =>
      run('release', async (client) => {
        await client.eval(RELEASE, { keys: [claimOf(name)], arguments: [owner] })
      }),
    // The gateway closes the connection, which it uses for other purposes too.
    close: async () => {},
  }
}

/** The format of sessions and accounts. */
const FORMAT = 1

/** @throws StoreError when another version of the gateway has written the store */
export const verifyFormat = async (store: Store, where: string): Promise<void> => {
  const written = (await store.read('format')).get('')
  if (written === undefined) return store.write('format', '', String(FORMAT), FORMAT_TTL_MS)
  const problem = findFormatProblem(Number(written), FORMAT)
  if (problem === undefined) return
  const advice = Number(written) > FORMAT ? 'Start that version' : 'Restore a backup'
  throw new StoreError(`${where} ${problem}. It was not modified. ${advice}, or use another Redis.`)
}

const escapeGlob = (text: string): string => text.replaceAll(/[*?[\]\\]/g, '\\$&')
