// Sentinels monitor a master and its replicas, and promote a replica when the master is down. They are asked for the master's
// address before each connection. While connected, the server is asked for its role: a master that hangs closes no connection.

import { messageOf, RedisError } from './errors.ts'
import type { HostAndPort, RedisAddress } from './redis-address.ts'
import {
  type Client,
  createRedisClient,
  destroy,
  type Server,
  type TlsFiles,
  timedOut,
} from './redis-client.ts'
import { withIdleTimeout, withTimeout } from './timeout.ts'

const LOOKUP_TIMEOUT_MS = 1000

const CHECK_INTERVAL_MS = 1000

/** Finds the server to connect to. @throws RedisError when no Sentinel knows the master */
export const createServerLookup = (
  { servers, sentinel, username, password, database, tls }: RedisAddress,
  files: TlsFiles,
): (() => Promise<Server>) => {
  const common = { tls: tls ? files : undefined }
  const serverAt = (address: HostAndPort): Server => ({
    ...address,
    ...common,
    database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  })
  if (sentinel === undefined) {
    return async () => serverAt(servers[0] ?? { host: 'localhost', port: 6379 })
  }
  const { master, ...login } = sentinel
  const lookUp = async (): Promise<Server> => {
    const lookups = servers.map((each) => askSentinel({ ...each, ...common, ...login }, master))
    try {
      return serverAt(await Promise.any(lookups))
    } catch (error) {
      const errors: unknown[] = error instanceof AggregateError ? error.errors : [error]
      throw errors.find((each) => each instanceof RedisError) ?? errors[0]
    }
  }
  let inFlight: Promise<Server> | undefined
  return () => {
    inFlight ??= lookUp().finally(() => {
      inFlight = undefined
    })
    return inFlight
  }
}

const askSentinel = async (sentinel: Server, master: string): Promise<HostAndPort> => {
  const client = await createRedisClient(sentinel, LOOKUP_TIMEOUT_MS)
  // The promise rejects as well.
  client.on('error', () => {})
  const ask = async (): Promise<unknown> => {
    await client.connect()
    return client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master])
  }
  const at = `${sentinel.host}:${sentinel.port}`
  try {
    const work = ask()
    const reply = await withTimeout(work, LOOKUP_TIMEOUT_MS, () => timedOut(LOOKUP_TIMEOUT_MS))
    if (Array.isArray(reply)) return { host: String(reply[0]), port: Number(reply[1]) }
  } catch (error) {
    if (!/^(WRONGPASS|NOAUTH|NOPERM|ERR unknown command) ?/.test(messageOf(error))) throw error
    throw new RedisError(`The Sentinel at ${at} refuses the gateway (${messageOf(error)}).`)
  } finally {
    destroy(client)
  }
  throw new RedisError(`The Sentinel at ${at} does not monitor a master of the name ${master}.`)
}

/** @throws an error if the server is no master (any more), or does not respond */
export const requireMaster = async (client: Client): Promise<void> => {
  // A user without the right to INFO cannot read the role.
  const reading = client.info('replication').catch(ignoreRefusal)
  const info = await withIdleTimeout(reading, LOOKUP_TIMEOUT_MS, () => timedOut(LOOKUP_TIMEOUT_MS))
  const role = /^role:(\w+)/m.exec(info)?.[1] ?? 'master'
  if (role !== 'master') throw new Error(`READONLY the server is a ${role}`)
}

const ignoreRefusal = (error: unknown): string => {
  if (messageOf(error).startsWith('NOPERM')) return ''
  throw error
}

/** Calls `onLost` when the connected server is no master any more, or does not respond. Returns a function that stops. */
export const watchMaster = (
  connected: () => Client | undefined,
  onLost: (error: unknown) => void,
): (() => void) => {
  let isChecking = false
  const check = async (): Promise<void> => {
    const client = connected()
    if (client === undefined || isChecking) return
    isChecking = true
    await requireMaster(client).catch((error: unknown) => {
      if (client === connected()) onLost(error)
    })
    isChecking = false
  }
  const timer = setInterval(() => void check(), CHECK_INTERVAL_MS)
  return () => clearInterval(timer)
}
