// The authors of posts, which gateways share through Redis.

import type { SharedCache } from '../infra/shared-cache.ts'

export interface SharedAuthors {
  find(postIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** @param authors user ids by post id */
  store(authors: ReadonlyMap<string, string>): void
}

/** Authors never change. The lifetime only bounds the memory in Redis. */
const TTL_MS = 86_400_000

const keyOf = (id: string): string => `author:${id}`

export const createSharedAuthors = (cache: SharedCache): SharedAuthors => ({
  find: async (postIds) => {
    const authors = await cache.getMany(postIds.map(keyOf))
    return new Map(
      postIds.flatMap((id, index): [string, string][] => {
        const author = authors[index]
        return author === undefined ? [] : [[id, author]]
      }),
    )
  },
  store: (authors) => {
    cache.setMany(new Map([...authors].map(([id, author]) => [keyOf(id), author])), TTL_MS)
  },
})
