// Redis, as one server or behind Sentinels. The connection is established in the background if Redis is down at the start, and
// again whenever it is lost. While it is down, commands fail immediately.

import { isWrongCertificate } from './connection-lost.ts'
import { messageOf, RedisError } from './errors.ts'
import { describeAddress, parseRedisUrl, type RedisAddress } from './redis-address.ts'
import {
  type Client,
  createRedisClient,
  isFault,
  NO_FILES,
  type TlsFiles,
  timedOut,
} from './redis-client.ts'
import { type Connection, type ConnectionOptions, keepConnected } from './redis-connection.ts'
import {
  createMemoryGuard,
  type MemoryGuard,
  parseMemory,
  type RedisMemory,
} from './redis-memory.ts'
import { createServerLookup, requireMaster, watchMaster } from './redis-sentinel.ts'
import {
  createRedisStatus,
  type RedisEvent,
  type RedisState,
  type RedisStatus,
} from './redis-status.ts'
import { withIdleTimeout, withTimeout } from './timeout.ts'

export const DEFAULT_PREFIX = 'x-metrics-gateway:'

const INFO_TIMEOUT_MS = 1000

/** The time that a replica has to receive what must not be lost. */
const REPLICATION_TIMEOUT_MS = 200

type Run = <T>(
  /** The purpose of the command, in the log; always the same commands. */
  operation: string,
  timeoutMs: number,
  command: (client: Client) => Promise<T>,
) => Promise<T>

export interface Redis extends MemoryGuard {
  /** The prefix of all keys and channels of the gateway. */
  readonly prefix: string
  state(): RedisState
  /** @throws when Redis is lost, or does not allow INFO */
  memory(): Promise<RedisMemory>
  /** Runs a command, and rejects when it takes longer than the timeout. */
  readonly run: Run
  /** Behind Sentinels, also waits until a replica has what was written, so that no failover loses it. */
  readonly runDurably: Run
  /**
   * Opens another connection, whose errors are those of the operation. It is prepared each time that it is established, which
   * is not awaited while Redis is lost.
   * @throws RedisError
   */
  connect(options: ConnectOptions): Promise<Pick<Connection, 'close'>>
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly operation: string
  readonly prepare: (client: Client) => Promise<void>
  readonly onUp: () => void
  readonly onDown: () => void
}

export interface RedisOptions {
  /** The setting with the address, for messages. */
  readonly setting: string
  /** Whether a Redis that is down fails the start. */
  readonly strict: boolean
  readonly onEvent: (event: RedisEvent) => void
  readonly prefix?: string
  readonly tls?: TlsFiles
}

/** @throws RedisError */
export const connectRedis = async (url: string, options: RedisOptions): Promise<Redis> => {
  const { setting, strict, onEvent, prefix = DEFAULT_PREFIX, tls = NO_FILES } = options
  const address = parseRedisUrl(url)
  const isReplicated = address.sentinel !== undefined
  const where = `${setting}: Redis at ${describeAddress(address)}`
  const status = createRedisStatus(onEvent)
  const { open, retryAll, dropAll, close: closeAll } = createConnections(address, tls)
  const main = open({
    prepare: async (client) => {
      if (isReplicated) await requireMaster(client)
      await refuseCluster(client, where)
    },
    onUp: () => {
      status.onConnected()
      retryAll()
    },
    onDown: status.onConnectionError,
  })
  const stopWatching = isReplicated ? watchMaster(main.client, dropAll) : () => {}
  const close = async (): Promise<void> => {
    stopWatching()
    closeAll()
  }
  await main.lastAttempt().catch(async (error: unknown) => {
    if (!strict && !(error instanceof RedisError) && !isPermanent(error)) return
    await close()
    if (error instanceof RedisError) throw error
    throw new RedisError(
      `${where} cannot be reached (${messageOf(error)}). Start it, or unset ${setting}.`,
    )
  })
  const memory = async (): Promise<RedisMemory> => {
    // `run` would report a Redis user without the right to INFO as a fault.
    const reading = connectedTo(main).info('memory')
    return parseMemory(await withTimeout(reading, INFO_TIMEOUT_MS, () => timedOut(INFO_TIMEOUT_MS)))
  }
  const run = createRun(status, main)
  return {
    prefix,
    memory,
    ...createMemoryGuard(memory),
    state: status.state,
    run,
    runDurably: isReplicated ? createDurableRun(status, open) : run,
    connect: createConnect(status, main, open),
    close,
  }
}

type Open = (options: Omit<ConnectionOptions, 'createClient'>) => Connection

/** All connections to the same Redis. */
const createConnections = (address: RedisAddress, tls: TlsFiles) => {
  const lookUpServer = createServerLookup(address, tls)
  const createClient = async (): Promise<Client> => createRedisClient(await lookUpServer())
  const connections: Connection[] = []
  const open: Open = (options) => {
    const connection = keepConnected({ ...options, createClient })
    connections.push(connection)
    return connection
  }
  return {
    open,
    retryAll: (): void => {
      for (const each of connections) each.retry()
    },
    dropAll: (error: unknown): void => {
      for (const each of connections) each.drop(error)
    },
    close: (): void => {
      for (const each of connections) each.close()
    },
  }
}

const connectedTo = ({ client }: Connection): Client => {
  const connected = client()
  if (connected === undefined) throw new Error('Redis is not connected')
  return connected
}

const createRun =
  (status: RedisStatus, connection: Connection): Run =>
  async (operation, timeoutMs, command) => {
    try {
      const work = command(connectedTo(connection))
      const result = await withIdleTimeout(work, timeoutMs, () => timedOut(timeoutMs))
      status.onSuccess(operation)
      return result
    } catch (error) {
      if (await isFault(error)) status.onFailure(operation, error)
      throw error
    }
  }

/** Has a connection of its own: WAIT delays the commands that follow it. */
const createDurableRun = (status: RedisStatus, open: Open): Run => {
  let connection: Connection | undefined
  return async (operation, timeoutMs, command) => {
    connection ??= open({ prepare: requireMaster, onUp: () => {}, onDown: () => {} })
    await connection.lastAttempt().catch(() => {})
    return createRun(status, connection)(operation, timeoutMs, async (client) => {
      const result = await command(client)
      await client.wait(1, REPLICATION_TIMEOUT_MS)
      return result
    })
  }
}

const createConnect =
  (status: RedisStatus, main: Connection, open: Open): Redis['connect'] =>
  async ({ operation, prepare, onUp, onDown }) => {
    const report = async (error: unknown): Promise<void> => {
      // While Redis is lost, the first connection reports why.
      if (main.client() === undefined) return
      if (error instanceof RedisError || (await isFault(error))) status.onFailure(operation, error)
    }
    const connection = open({
      prepare,
      onUp: () => {
        status.onSuccess(operation)
        onUp()
      },
      onDown: (error) => {
        void report(error)
        onDown()
      },
    })
    const first = connection.lastAttempt().catch((error: unknown) => {
      if (error instanceof RedisError) throw error
    })
    if (main.client() === undefined) first.catch(() => {})
    else await first
    return connection
  }

/** Replies that a setting causes, unlike those of a Redis that loads its data or has too many clients; and wrong certificates. */
const isPermanent = (error: unknown): boolean =>
  /^(WRONGPASS|NOAUTH|NOPERM|ERR(?! max number of clients)) /.test(messageOf(error)) ||
  isWrongCertificate(error)

/** @throws RedisError */
const refuseCluster = async (client: Client, where: string): Promise<void> => {
  // A user without the right to INFO cannot read the mode.
  const info = await client.info('server').catch(() => '')
  // Valkey 8 names it server_mode.
  const mode = /^(?:redis|server)_mode:(\w+)/m.exec(info)?.[1]
  if (mode !== 'cluster') return
  throw new RedisError(
    `${where} is a cluster, which the gateway does not support: its scripts and transactions use keys of several slots. Use a single Redis, or Sentinel, without cluster mode.`,
  )
}
