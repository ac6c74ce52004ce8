// Where sessions and accounts are kept: keys with fields, each key with a life; and claims, by which one of
// many does something. Values come sealed: a store never sees a token.

import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

import { GatewayError } from '../../infra/errors.ts'

export interface Store {
  /** The fields of a key; none when it is unknown, or its life is over. */
  read(key: string): Promise<ReadonlyMap<string, string>>
  /** Sets a field, and the life of the whole key from now on. It is kept for good when this returns. */
  write(key: string, field: string, value: string, lifeMs: number): Promise<void>
  /** Sets the life of a key that is there. */
  extend(key: string, lifeMs: number): Promise<void>
  /** Reads and removes a key, atomically: of several callers at once, one gets its fields. */
  take(key: string): Promise<ReadonlyMap<string, string>>
  /** One field, or all. */
  remove(key: string, field?: string): Promise<void>
  /** True for one owner at a time, until it is released or its life is over. */
  claim(name: string, owner: string, lifeMs: number): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  close(): Promise<void>
}

/** Does the work when nobody else does it, in this process or another that shares the store. */
export const exclusively = async <T>(
  store: Store,
  name: string,
  lifeMs: number,
  work: () => Promise<T>,
): Promise<T> => {
  const owner = randomUUID()
  const deadline = performance.now() + lifeMs
  for (let wait = 10; !(await store.claim(name, owner, lifeMs)); wait = Math.min(wait * 2, 200)) {
    if (performance.now() > deadline) {
      throw new GatewayError(
        'UPSTREAM_TIMEOUT',
        'Another process is renewing this account’s token and has not come to an end. Try again in a moment.',
      )
    }
    await pause(wait)
  }
  try {
    return await work()
  } finally {
    // A claim that cannot be released ends by itself.
    await store.release(name, owner).catch(() => {})
  }
}
