// Documents by their text: parsed and validated once, and compiled once for each of their operations.

import { setImmediate as nextTurn } from 'node:timers/promises'

import { GraphQLError, type OperationDefinitionNode, OperationTypeNode } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import { type Selection, selectionOf } from '../plan/selection.ts'
import { addCost, addDocument, type BodyUsage, createBodyUsage } from './body-usage.ts'
import { compile, type Program } from './compile.ts'
import { costOf, costWith } from './cost.ts'
import { createDocumentCache, type DocumentCache } from './document-cache.ts'
import { findOperation, variantKey } from './operations.ts'
import type { DocumentsOptions, ParsedDocument } from './parse.ts'
import { createSink, type Sink } from './sink.ts'
import { type BeginStream, streamOf } from './stream.ts'
import type { VariableValues } from './writing.ts'

export type { DocumentsOptions, ParsedDocument } from './parse.ts'

export interface Prepared {
  readonly type: OperationTypeNode
  /** The operation's name. */
  readonly name: string | undefined
  readonly program: Program
  readonly variables: VariableValues
}

/** A subscription. Each of its messages is one run of the program. */
export interface PreparedStream extends Prepared {
  readonly begin: BeginStream
}

type Arguments = [
  text: string,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
]

export interface Documents {
  /**
   * Parses and compiles a large new document, and gives other requests a turn after each of the two steps. Undefined if there is
   * nothing to do. Errors are thrown by the functions below.
   */
  warm(...query: Arguments): Promise<void> | undefined
  /** Adds the document to the body's usage. @throws LIMIT_EXCEEDED, FORBIDDEN, or a GraphQLError */
  read(text: string, body: BodyUsage): ParsedDocument
  /**
   * Prepares a query for the fast path. Undefined for introspection and for everything invalid.
   * @throws LIMIT_EXCEEDED or FORBIDDEN
   */
  prepare(...query: Arguments): Prepared | undefined
  /**
   * Prepares a subscription. Undefined for other operations.
   * @throws LIMIT_EXCEEDED, FORBIDDEN, or a GraphQLError for invalid variables
   */
  prepareStream(...subscription: Arguments): PreparedStream | undefined
  /**
   * Prepares a query or a mutation of a body that may hold others. Undefined when it cannot be executed.
   * @throws LIMIT_EXCEEDED
   */
  prepareAny(...operation: [...Arguments, body: BodyUsage]): Prepared | undefined
}

interface PreparedOperation extends Prepared {
  readonly node: OperationDefinitionNode
  readonly selection: Selection
}

interface Compiler extends DocumentsOptions {
  readonly cache: DocumentCache
  readonly sink: Sink
}

export const createDocuments = (options: DocumentsOptions): Documents => {
  const cache = createDocumentCache(options)
  const compiler: Compiler = { ...options, cache, sink: createSink() }
  return {
    warm: (...query) => {
      const [text] = query
      return text.length < LARGE_CHARACTERS || cache.has(text) ? undefined : warm(compiler, query)
    },
    read: (text, body) => {
      const { parsed } = cache.get(text)
      if (parsed instanceof Error) throw parsed
      addDocument(body, parsed.usage, options.limits)
      return parsed
    },
    prepare: (...query) => {
      const cached = cache.get(query[0])
      const { parsed } = cached
      if (!(parsed instanceof Error) && parsed.usage.introspections > 0) return undefined
      try {
        return prepareOperation(compiler, QUERY, query, createBodyUsage(), cached)
      } catch (error) {
        if (error instanceof GraphQLError) return undefined
        throw error
      }
    },
    prepareStream: (...subscription) => {
      const prepared = prepareOperation(compiler, SUBSCRIPTION, subscription, createBodyUsage())
      if (prepared === undefined) return undefined
      const { node, selection, variables } = prepared
      return { ...prepared, begin: streamOf(options.schema, node, selection, variables) }
    },
    prepareAny: (text, operationName, variables, body) =>
      prepareOperation(compiler, QUERY_OR_MUTATION, [text, operationName, variables], body),
  }
}

/** Smaller texts are parsed and compiled within a millisecond or two. */
const LARGE_CHARACTERS = 2000

const warm = async (compiler: Compiler, query: Arguments): Promise<void> => {
  compiler.cache.get(query[0])
  await nextTurn()
  try {
    prepareOperation(compiler, QUERY, query, createBodyUsage())
  } catch {
    // The caller prepares it again, and reports the error.
  }
  await nextTurn()
}

/** More variants than this come from directives on other values than booleans. */
const MAX_VARIANTS = 64

/** @throws LIMIT_EXCEEDED, FORBIDDEN, or a GraphQLError for a variable of @skip or @include that is null */
const prepareOperation = (
  { schema, limits, cache, sink }: Compiler,
  types: readonly OperationTypeNode[],
  [text, operationName, given]: Arguments,
  body: BodyUsage,
  { parsed, operations } = cache.get(text),
): PreparedOperation | undefined => {
  if (parsed instanceof GatewayError) throw parsed
  if (parsed instanceof Error || parsed.errors.length > 0) return undefined
  const { document } = parsed
  const operation = findOperation(schema, operations, document, operationName)
  if (operation === undefined || !types.includes(operation.node.operation)) return undefined
  const { node, variants } = operation
  const { variableValues: variables, errors } = operation.coerce(given)
  if (variables === undefined) {
    if (node.operation === OperationTypeNode.SUBSCRIPTION) throw errors[0]
    return undefined
  }
  const key = variantKey(operation, variables)
  const known = variants.get(key)
  const selection = known?.selection ?? selectionOf(schema, document, node, variables)
  if (selection === undefined) return undefined
  const cost = known?.cost ?? costOf(selection.fields)
  addCost(body, costWith(cost, variables), limits)
  const program = known?.program ?? compile(schema, node, selection, sink)
  if (known === undefined) {
    if (variants.size >= MAX_VARIANTS) variants.clear()
    variants.set(key, { selection, cost, program })
    cache.updateSize(text)
  }
  return { type: node.operation, name: node.name?.value, program, variables, node, selection }
}

const QUERY = [OperationTypeNode.QUERY]
const QUERY_OR_MUTATION = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION]
const SUBSCRIPTION = [OperationTypeNode.SUBSCRIPTION]
