// Stores of sessions and accounts for tests.

import { type OpenedStore, openStore, type StoreLocation } from '../../src/auth/store/index.ts'

export const NO_STORE_EVENTS = {
  onUnavailable: () => {},
  onAvailable: () => {},
  onWarning: () => {},
}

/** Opens a store, and rejects while it is unavailable. */
export const openTestStore = (location: StoreLocation): Promise<OpenedStore> =>
  openStore(location, { now: Date.now, strict: true, ...NO_STORE_EVENTS })
