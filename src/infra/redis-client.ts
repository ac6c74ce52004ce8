// Clients of Redis. A client makes one connection, and is discarded when that ends: see `keepConnected`.

import { readFileSync } from 'node:fs'

import { messageOf, RedisError } from './errors.ts'
import type { HostAndPort, Login } from './redis-address.ts'
import { TIMEOUT } from './redis-status.ts'

/** Files in PEM. They are read for each connection, so that renewed certificates are used. */
export interface TlsFiles {
  readonly caFile: string | undefined
  readonly certFile: string | undefined
  readonly keyFile: string | undefined
}

export const NO_FILES: TlsFiles = { caFile: undefined, certFile: undefined, keyFile: undefined }

export interface Server extends HostAndPort, Login {
  /** Undefined without TLS. */
  readonly tls: TlsFiles | undefined
  readonly database?: number
}

const CONNECT_TIMEOUT_MS = 2000

/** The library is imported on demand: most gateways run without Redis. */
export const createRedisClient = async (server: Server, connectTimeout = CONNECT_TIMEOUT_MS) => {
  const { createClient } = await import('@redis/client')
  const { host, port, tls, username, password, database = 0 } = server
  const socket = { host, port, connectTimeout, reconnectStrategy: false as const }
  return createClient({
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    database,
    disableOfflineQueue: true,
    socket: tls === undefined ? socket : { ...socket, tls: true as const, ...readFiles(tls) },
  })
}

export type Client = Awaited<ReturnType<typeof createRedisClient>>

const readFiles = ({ caFile, certFile, keyFile }: TlsFiles) => ({
  ...readFile('ca', 'REDIS_CA_FILE', caFile),
  ...readFile('cert', 'REDIS_CERT_FILE', certFile),
  ...readFile('key', 'REDIS_KEY_FILE', keyFile),
})

/** @throws RedisError */
const readFile = (option: string, setting: string, path: string | undefined) => {
  try {
    return path === undefined ? {} : { [option]: readFileSync(path) }
  } catch (error) {
    throw new RedisError(`${setting}: the file cannot be read (${messageOf(error)}).`)
  }
}

export const destroy = (client: Client): void => {
  if (client.isOpen) client.destroy()
}

/** Whether Redis refused a command or did not respond to it, in contrast to errors of the connection. */
export const isFault = async (error: unknown): Promise<boolean> => {
  if (error instanceof TimedOut) return true
  const { ErrorReply } = await import('@redis/client')
  return error instanceof ErrorReply
}

export class TimedOut extends Error {
  readonly code = TIMEOUT
}

export const timedOut = (ms: number): TimedOut => new TimedOut(`timed out after ${ms} ms`)
