// Persisted queries, in two modes: clients send a query's text once and then only its hash (automatic persisted queries),
// or only the queries listed in a file are allowed.
//
// @see https://www.apollographql.com/docs/apollo-server/performance/apq

import { hash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { GatewayError } from '../../infra/errors.ts'
import type { SharedDocuments } from '../../infra/shared-documents.ts'
import type { PersistedQueries } from '../options.ts'

export const sha256Hex = (text: string): string => hash('sha256', text)

const MAX_CHARACTERS = 4 * 2 ** 20
const CHARACTERS_PER_ENTRY = 200
const SHA256 = /^[\da-f]{64}$/i

/**
 * If a hash has been evicted, the client gets PERSISTED_QUERY_NOT_FOUND and sends the text again.
 * @param shared the texts that other gateways have received
 */
export const createAutomaticPersistedQueries = (
  shared: SharedDocuments | undefined,
): PersistedQueries => {
  const texts = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (text) => text.length + CHARACTERS_PER_ENTRY,
  })
  return {
    recall: async (sha256Hash) => {
      const hash = sha256Hash.toLowerCase()
      if (shared === undefined || texts.has(hash) || !SHA256.test(hash)) return
      const text = await shared.find(hash)
      if (text !== undefined && sha256Hex(text) === hash) texts.set(hash, text)
    },
    textOf: (sha256Hash, text) => {
      if (sha256Hash === undefined) return text
      // Ids that are no hashes exist in allowlists only.
      if (!SHA256.test(sha256Hash) && text !== undefined) return text
      const hash = sha256Hash.toLowerCase()
      if (text === undefined) {
        const known = texts.get(hash)
        if (known !== undefined) return known
        // Clients recognize this message.
        throw new GatewayError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
      }
      if (sha256Hex(text) !== hash) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          'The query text does not match its sha256Hash. Send the SHA-256 of exactly this text, in hexadecimal.',
        )
      }
      if (!texts.has(hash)) shared?.store(hash, text)
      texts.set(hash, text)
      return text
    },
  }
}

/** @param texts the allowed queries by their ids, and by their SHA-256 */
export const createAllowlist = (texts: ReadonlyMap<string, string>): PersistedQueries => {
  const allowed = new Set(texts.values())
  return {
    recall: async () => {},
    textOf: (hash, text) => {
      if (text !== undefined && allowed.has(text)) return text
      const known = text === undefined && hash !== undefined ? texts.get(hash) : undefined
      if (known !== undefined || (text === undefined && hash === undefined)) return known
      throw new GatewayError(
        'PERSISTED_QUERY_REQUIRED',
        'This query is not in the file of PERSISTED_QUERIES. Add it there, or leave PERSISTED_QUERIES unset to allow all queries.',
      )
    },
  }
}
