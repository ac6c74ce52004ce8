// The store of sessions and accounts while it may be unavailable: not open yet, or on a disk that is full. Its failures are
// errors with a code, and reported when they begin and end.

import { GatewayError } from '../../infra/errors.ts'
import type { Recovering, StoreEvents } from '../../infra/recovering.ts'
import type { Store } from './store.ts'

export type StoreState = 'available' | 'unavailable'

export const recoveringStore = (
  opened: Recovering<Store>,
  { onUnavailable, onAvailable }: StoreEvents,
): { readonly store: Store; state(): StoreState } => {
  let failing = false

  const run = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const store = getStore()
    try {
      const result = await work(store)
      if (failing) onAvailable()
      failing = false
      return result
    } catch (error) {
      const failure = toGatewayError(error)
      if (!failing) onUnavailable(failure)
      failing = true
      throw failure
    }
  }

  const getStore = (): Store => {
    try {
      return opened.get()
    } catch (error) {
      throw toGatewayError(error)
    }
  }

  return {
    state: () => (opened.isOpen() && !failing ? 'available' : 'unavailable'),
    store: {
      read: (key) => run((store) => store.read(key)),
      keys: (prefix) => run((store) => store.keys(prefix)),
      write: (key, field, value, ttlMs) => run((store) => store.write(key, field, value, ttlMs)),
      extend: (key, ttlMs) => run((store) => store.extend(key, ttlMs)),
      take: (key) => run((store) => store.take(key)),
      remove: (key, field) => run((store) => store.remove(key, field)),
      claim: (name, owner, ttlMs) => run((store) => store.claim(name, owner, ttlMs)),
      release: (name, owner) => run((store) => store.release(name, owner)),
      close: opened.close,
    },
  }
}

const toGatewayError = (error: unknown): GatewayError =>
  error instanceof GatewayError
    ? error
    : new GatewayError(
        'UPSTREAM_UNAVAILABLE',
        'The gateway cannot use its store of connected accounts. Try again in a moment.',
        { cause: error },
      )
