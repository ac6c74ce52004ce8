// Queries by their hash, in two ways: a client sends a text once, and then its hash (automatic persisted queries); or
// only those are answered that a file lists.
//
// @see https://www.apollographql.com/docs/apollo-server/performance/apq

import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { GatewayError } from '../../infra/errors.ts'

export interface PersistedQueries {
  /** What is to be answered; nothing when neither is given. @throws PERSISTED_QUERY_NOT_FOUND and the like */
  textOf(hash: string | undefined, text: string | undefined): string | undefined
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const MOST_TEXT = 4 * 2 ** 20
const SHA256 = /^[\da-f]{64}$/i

/** Whoever comes with a hash that is not known any more is told so, and sends the text again. */
export const createAutomatic = (): PersistedQueries => {
  const texts = new LRUCache<string, string>({
    maxSize: MOST_TEXT,
    sizeCalculation: (text) => text.length + 200,
  })
  return {
    textOf: (given, text) => {
      if (given === undefined || !SHA256.test(given)) return text
      const hash = given.toLowerCase()
      if (text === undefined) {
        const known = texts.get(hash)
        if (known !== undefined) return known
        // The word that clients look for.
        throw new GatewayError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
      }
      if (sha256(text) !== hash) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          'The query’s text and its sha256Hash do not belong together. Send the SHA-256 of exactly this text, in hexadecimal.',
        )
      }
      texts.set(hash, text)
      return text
    },
  }
}

/** By what the file calls them, and by their SHA-256. */
export const createListed = (texts: ReadonlyMap<string, string>): PersistedQueries => {
  const listed = new Set(texts.values())
  return {
    textOf: (hash, text) => {
      if (text !== undefined && listed.has(text)) return text
      const known = text === undefined && hash !== undefined ? texts.get(hash) : undefined
      if (known !== undefined || (text === undefined && hash === undefined)) return known
      throw new GatewayError(
        'PERSISTED_QUERY_REQUIRED',
        'Only queries that the file of PERSISTED_QUERIES lists are answered here, and this one is not in it. Add it there, or leave PERSISTED_QUERIES unset.',
      )
    },
  }
}
