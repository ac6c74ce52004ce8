// A document from its text: parsed, measured against the limits and validated.

import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import { addDocument, createBodyUsage, type DocumentUsage } from './body-usage.ts'
import { type DocumentLimits, exceeded, measure } from './limits.ts'

export interface DocumentsOptions {
  readonly schema: GraphQLSchema
  readonly limits: DocumentLimits
  /** Whether the schema may be asked for, and is hinted at. */
  readonly introspection: boolean
}

export interface Read {
  readonly document: DocumentNode
  /** What is wrong with it. */
  readonly errors: readonly GraphQLError[]
  readonly usage: DocumentUsage
}

const TOO_MANY_TOKENS = /more than \d+ tokens/

const kilobytesOf = (text: string): number => Math.ceil(text.length / 1024)

const parsed = (text: string, limits: DocumentLimits): DocumentNode => {
  // Comments and blanks are no words, and have to be read all the same.
  const kilobytes = kilobytesOf(text)
  if (kilobytes > limits.kilobytes) throw exceeded('kilobytes', limits, kilobytes)
  try {
    return parse(text, { maxTokens: limits.tokens })
  } catch (error) {
    if (TOO_MANY_TOKENS.test((error as Error).message)) throw exceeded('tokens', limits)
    // Braces within braces: what is deep for a parser is far beyond any limit.
    if (error instanceof RangeError) throw exceeded('depth', limits)
    throw error
  }
}

/** @throws LIMIT_EXCEEDED or FORBIDDEN, or a GraphQLError for what is no GraphQL */
export const readDocument = (
  text: string,
  { schema, limits, introspection }: DocumentsOptions,
): Read => {
  const document = parsed(text, limits)
  const usage: DocumentUsage = {
    ...measure(document),
    kilobytes: kilobytesOf(text),
    tokens: document.tokenCount ?? 0,
  }
  addDocument(createBodyUsage(), usage, limits)
  if (usage.introspections > 0 && !introspection) throw noIntrospection()
  const errors = validate(schema, document, undefined, { hideSuggestions: !introspection })
  return { document, errors, usage }
}

const noIntrospection = (): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    'The schema is not told here: INTROSPECTION is off. Use the schema.graphql that comes with the gateway, or set INTROSPECTION=on.',
  )
