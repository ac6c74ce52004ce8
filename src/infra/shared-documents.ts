// The texts of persisted queries that gateways share, in Redis: the most recent ones, for a day after their last use.

import type { Redis } from './redis.ts'
import { createBestEffort } from './shared-cache.ts'

export interface SharedDocuments {
  find(hash: string): Promise<string | undefined>
  /** Writes in the background. */
  store(hash: string, text: string): void
}

const TTL_MS = 86_400_000

/** Together they take at most 32 MB. */
const MAX_DOCUMENTS = 2000
const MAX_CHARACTERS = 16_000

/** KEYS: the index, and the document. ARGV: its text (empty: it is only used), its lifetime, and the limit. */
const USE = `
local text = ARGV[1]
if text == '' then
  text = redis.call('GET', KEYS[2])
  if not text then return nil end
end
redis.call('SET', KEYS[2], text, 'PX', ARGV[2])
redis.call('ZADD', KEYS[1], redis.call('TIME')[1], KEYS[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
while redis.call('ZCARD', KEYS[1]) > tonumber(ARGV[3]) do
  redis.call('UNLINK', redis.call('ZPOPMIN', KEYS[1])[1])
end
return text
`

export const createSharedDocuments = (redis: Redis): SharedDocuments => {
  const bestEffort = createBestEffort(redis, 'share persisted queries')
  const use = (hash: string, text: string): Promise<unknown> =>
    bestEffort((client) =>
      client.eval(USE, {
        keys: [`${redis.prefix}documents`, `${redis.prefix}document:${hash}`],
        arguments: [text, String(TTL_MS), String(MAX_DOCUMENTS)],
      }),
    )
  return {
    find: async (hash) => {
      const text = await use(hash, '')
      return typeof text === 'string' ? text : undefined
    },
    store: (hash, text) => {
      if (text !== '' && text.length <= MAX_CHARACTERS) void use(hash, text)
    },
  }
}
