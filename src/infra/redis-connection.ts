// A connection to Redis that is established again whenever it is lost, each time by a new client, because the server may be
// another one by then.

import { type Client, destroy, timedOut } from './redis-client.ts'
import { withTimeout } from './timeout.ts'

/** Prepares a connection before it is used. */
const PREPARE_TIMEOUT_MS = 2000

const MIN_RETRY_MS = 50
const MAX_RETRY_MS = 2000

export interface ConnectionOptions {
  /** Creates a client that is not connected. */
  readonly createClient: () => Promise<Client>
  /** Verifies the server, or subscribes to channels. The connection is used when it has succeeded. */
  readonly prepare: (client: Client) => Promise<void>
  readonly onUp: () => void
  readonly onDown: (error: unknown) => void
}

export interface Connection {
  /** Undefined while the connection is lost. */
  client(): Client | undefined
  /** Ends the connection and establishes it again. */
  drop(error: unknown): void
  /** Does not wait for the next attempt any longer. */
  retry(): void
  /** Rejects if the last attempt failed. More attempts follow. */
  lastAttempt(): Promise<void>
  close(): void
}

export const keepConnected = (options: ConnectionOptions): Connection => {
  let current: Client | undefined
  let isUp = false
  let closed = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const fail = (client: Client | undefined, error: unknown): void => {
    if (closed || client !== current) return
    current = undefined
    isUp = false
    if (client !== undefined) destroy(client)
    options.onDown(error)
    timer = setTimeout(start, Math.min(MIN_RETRY_MS * 2 ** failures, MAX_RETRY_MS))
    failures += 1
  }

  const establish = async (client: Client): Promise<void> => {
    await client.connect()
    await options.prepare(client)
  }

  const attempt = async (): Promise<void> => {
    let client: Client | undefined
    try {
      client = await options.createClient()
      if (closed) return
      current = client
      client.on('error', (error: unknown) => fail(client, error))
      // A server that accepts the connection and never answers would otherwise block the next attempt.
      await withTimeout(establish(client), PREPARE_TIMEOUT_MS, () => timedOut(PREPARE_TIMEOUT_MS))
      if (client !== current) return
      failures = 0
      isUp = true
      options.onUp()
    } catch (error) {
      fail(client, error)
      throw error
    }
  }

  let last = Promise.resolve()
  const start = (): void => {
    timer = undefined
    last = attempt()
    last.catch(() => {})
  }
  start()

  return {
    client: () => (isUp ? current : undefined),
    drop: (error) => {
      if (isUp) fail(current, error)
    },
    retry: () => {
      if (timer === undefined) return
      clearTimeout(timer)
      start()
    },
    lastAttempt: () => last,
    close: () => {
      closed = true
      isUp = false
      clearTimeout(timer)
      if (current !== undefined) destroy(current)
    },
  }
}
