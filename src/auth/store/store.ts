// The interface of the store for sessions and accounts: keys with fields and an expiry, and claims, which are locks with an
// expiry. Values are encrypted by the callers: a store never sees a token.

import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

import { GatewayError } from '../../infra/errors.ts'

export interface Store {
  /** Reads the fields of a key. Empty when it is unknown or expired. */
  read(key: string): Promise<ReadonlyMap<string, string>>
  /** The keys that begin with a prefix and have not expired. */
  keys(prefix: string): Promise<readonly string[]>
  /** Writes a field durably, and resets the expiry of the whole key. */
  write(key: string, field: string, value: string, ttlMs: number): Promise<void>
  /** Resets the expiry of an existing key. */
  extend(key: string, ttlMs: number): Promise<void>
  /** Reads and removes a key atomically: one of several concurrent callers gets its fields. */
  take(key: string): Promise<ReadonlyMap<string, string>>
  /** Removes one field, or the whole key. */
  remove(key: string, field?: string): Promise<void>
  /** Acquires a claim. True for one owner at a time, until the claim is released or expires. */
  claim(name: string, owner: string, ttlMs: number): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  close(): Promise<void>
}

/** Runs work under a claim, so that no other process that shares the store runs it concurrently. */
export const exclusively = async <T>(
  store: Store,
  name: string,
  ttlMs: number,
  work: () => Promise<T>,
): Promise<T> => {
  const owner = randomUUID()
  const deadline = performance.now() + ttlMs
  for (
    let waitMs = 10;
    !(await store.claim(name, owner, ttlMs));
    waitMs = Math.min(waitMs * 2, 200)
  ) {
    if (performance.now() > deadline) {
      throw new GatewayError(
        'UPSTREAM_TIMEOUT',
        'Another process is refreshing this account’s token and has not finished. Try again in a moment.',
      )
    }
    await delay(waitMs)
  }
  try {
    return await work()
  } finally {
    // A claim that cannot be released expires.
    await store.release(name, owner).catch(() => {})
  }
}
