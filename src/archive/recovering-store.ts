// The store of the archive while it may not be open yet: operations fail until it is.

import type { Recovering } from '../infra/recovering.ts'
import type { Store } from './store.ts'

export const recoveringStore = ({ get, close }: Recovering<Store>): Store => ({
  write: async (batches, records) => get().write(batches, records),
  latest: async (keys, at) => get().latest(keys, at),
  segments: async (key, since, until) => get().segments(key, since, until),
  rates: async (account, since, until) => get().rates(account, since, until),
  countRecords: async (account, since, until) => get().countRecords(account, since, until),
  records: async (query) => get().records(query),
  countMatches: async (query) => get().countMatches(query),
  accountSeries: async (userId, afterId) => get().accountSeries(userId, afterId),
  gains: async (account, kind, days) => get().gains(account, kind, days),
  deletePosts: async (ids) => get().deletePosts(ids),
  deleteHiddenPosts: async (ids) => get().deleteHiddenPosts(ids),
  deleteOwner: async (owner, before) => get().deleteOwner(owner, before),
  checkSpace: async () => get().checkSpace(),
  purge: async () => get().purge(),
  scrub: async () => get().scrub(),
  maintain: async (now, maxPosts) => get().maintain(now, maxPosts),
  close,
})
