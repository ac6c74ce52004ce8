// A cache of documents by their text, bounded by an estimate of their memory.

import { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'

import { GatewayError } from '../infra/errors.ts'
import type { CompiledOperation } from './operations.ts'
import { type DocumentsOptions, type ParsedDocument, parseDocument, withoutStack } from './parse.ts'

export interface CachedDocument {
  /** The error of a document that was refused before validation. */
  readonly parsed: ParsedDocument | Error
  /** The operations by the requested name. */
  readonly operations: Map<string | undefined, CompiledOperation>
}

export interface DocumentCache {
  has(text: string): boolean
  /** Parses a text that is not cached. */
  get(text: string): CachedDocument
  /** Has to be called after a variant was added to one of the document's operations. */
  updateSize(text: string): void
}

/** The memory of a syntax tree, per character of its text. These three are measured and rounded up. */
const BYTES_PER_CHARACTER = 250
const BYTES_PER_FIELD = 2000
const BYTES_PER_ERROR = 2000

const bytesOf = ({ parsed, operations }: CachedDocument, text: string): number => {
  if (parsed instanceof Error) return BYTES_PER_ERROR + text.length * 2
  let bytes = 500 + text.length * BYTES_PER_CHARACTER + parsed.errors.length * BYTES_PER_ERROR
  for (const { variants } of operations.values()) {
    for (const { program } of variants.values()) bytes += program.fields * BYTES_PER_FIELD
  }
  return bytes
}

export const createDocumentCache = (options: DocumentsOptions): DocumentCache => {
  const documents = new LRUCache<string, CachedDocument>({
    maxSize: options.documentBytes ?? 64 * 2 ** 20,
    sizeCalculation: bytesOf,
  })
  return {
    has: (text) => documents.has(text),
    get: (text) => {
      const cached = documents.get(text)
      if (cached !== undefined) return cached
      const document = { parsed: parsedOrError(text, options), operations: new Map() }
      documents.set(text, document)
      return document
    },
    updateSize: (text) => {
      const document = documents.get(text)
      // Deleted first, because lru-cache computes sizes of new entries only.
      documents.delete(text)
      if (document !== undefined) documents.set(text, document)
    },
  }
}

const parsedOrError = (text: string, options: DocumentsOptions): ParsedDocument | Error => {
  try {
    return parseDocument(text, options)
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof GatewayError) return withoutStack(error)
    return error instanceof Error ? error : new Error(String(error))
  }
}
