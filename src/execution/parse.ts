// Parses, measures and validates the text of a document.

import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import { checkDocument, type DocumentUsage } from './body-usage.ts'
import { type DocumentLimits, exceeded } from './limits.ts'
import { measure } from './measure.ts'

export interface DocumentsOptions {
  readonly schema: GraphQLSchema
  readonly limits: DocumentLimits
  /** Whether clients may query the schema, and errors may suggest names of it. */
  readonly introspection: boolean
  /** The bound of the cache of documents. @default 64 MiB */
  readonly documentBytes?: number
}

export interface ParsedDocument {
  readonly document: DocumentNode
  /** The errors of validation. */
  readonly errors: readonly GraphQLError[]
  readonly usage: DocumentUsage
}

const TOO_MANY_TOKENS = /more than \d+ tokens/

const kilobytesOf = (text: string): number => Math.ceil(text.length / 1024)

const parseWithin = (text: string, limits: DocumentLimits): DocumentNode => {
  // Comments and whitespace are no tokens, but take time to read.
  const kilobytes = kilobytesOf(text)
  if (kilobytes > limits.kilobytes) throw exceeded('kilobytes', limits, kilobytes)
  try {
    return parse(text, { maxTokens: limits.tokens })
  } catch (error) {
    if (error instanceof Error && TOO_MANY_TOKENS.test(error.message)) {
      throw exceeded('tokens', limits)
    }
    // Nesting that overflows the parser's stack is far deeper than any limit.
    if (error instanceof RangeError) throw exceeded('depth', limits)
    throw error
  }
}

/** @throws LIMIT_EXCEEDED, FORBIDDEN, or a GraphQLError for a syntax error */
export const parseDocument = (
  text: string,
  { schema, limits, introspection }: DocumentsOptions,
): ParsedDocument => {
  const document = parseWithin(text, limits)
  const usage: DocumentUsage = {
    ...measure(document),
    kilobytes: kilobytesOf(text),
    tokens: document.tokenCount ?? 0,
  }
  checkDocument(usage, limits)
  if (usage.introspections > 0 && !introspection) throw introspectionOff()
  const errors = validate(schema, document, undefined, { hideSuggestions: !introspection })
  return { document, errors: errors.map(withoutStack), usage }
}

/**
 * An error to cache. V8 keeps the functions and receivers of an error's stack until the stack is read: for validation
 * errors, ten times the memory of the document.
 */
export const withoutStack = <E extends Error>(error: E): E => {
  error.stack = `${error.name}: ${error.message}`
  return error
}

const introspectionOff = (): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    'The schema cannot be queried: INTROSPECTION is off. Use the schema.graphql that comes with the gateway, or set INTROSPECTION=on.',
  )
