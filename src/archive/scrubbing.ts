// Makes what X has deleted unrecoverable from the store's files, when its series are purged.

import type { Store } from './store.ts'

export interface Scrubbing extends Pick<Store, 'deletePosts' | 'deleteHiddenPosts'> {
  /** One step; true if there is more. Does nothing unless something was deleted. */
  run(): Promise<boolean>
}

export const createScrubbing = (
  store: Pick<Store, 'deletePosts' | 'deleteHiddenPosts' | 'purge' | 'scrub'>,
): Scrubbing => {
  let isNeeded = false
  return {
    deletePosts: async (ids) => {
      await store.deletePosts(ids)
      isNeeded = true
    },
    deleteHiddenPosts: async (ids) => {
      await store.deleteHiddenPosts(ids)
      isNeeded = true
    },
    run: async () => {
      if (await store.purge()) return true
      if (isNeeded) isNeeded = !(await store.scrub())
      return false
    },
  }
}
