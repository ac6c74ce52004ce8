// Automatic persisted queries: a client sends a query's text once, and then its hash. Whoever comes with a hash that is
// not known any more is told so, and sends the text again.
//
// @see https://www.apollographql.com/docs/apollo-server/performance/apq

import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { GatewayError } from '../errors.ts'

export interface PersistedQueries {
  /** @throws PERSISTED_QUERY_NOT_FOUND, or BAD_USER_INPUT for a text that is not the hash's */
  textOf(sha256: string, text: string | undefined): string
}

const MOST_TEXT = 4 * 2 ** 20

export const createPersistedQueries = (): PersistedQueries => {
  const texts = new LRUCache<string, string>({
    maxSize: MOST_TEXT,
    sizeCalculation: (text) => text.length + 200,
  })
  return {
    textOf: (sha256, text) => {
      if (text === undefined) {
        const known = texts.get(sha256)
        if (known !== undefined) return known
        // The word that clients look for.
        throw new GatewayError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
      }
      if (createHash('sha256').update(text).digest('hex') !== sha256) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          'The query’s text and its sha256Hash do not belong together. Send the SHA-256 of exactly this text, in hexadecimal.',
        )
      }
      texts.set(sha256, text)
      return text
    },
  }
}
