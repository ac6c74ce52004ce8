// A cache of documents by their text: parsed and validated once, and compiled once for each of their operations.

import { OperationTypeNode } from 'graphql'
import { LRUCache } from 'lru-cache'

import { GatewayError } from '../infra/errors.ts'
import { selectionOf } from '../plan/selection.ts'
import { addCost, addDocument, type BodyUsage, createBodyUsage } from './body-usage.ts'
import { compile, type Program } from './compile.ts'
import { costOf, costWith } from './cost.ts'
import {
  coerceVariables,
  type Operation,
  operationOf,
  type Variant,
  variantKey,
} from './operations.ts'
import { type DocumentsOptions, type ParsedDocument, parseDocument } from './parse.ts'
import { createSink } from './sink.ts'
import { type BeginStream, streamOf } from './stream.ts'
import type { VariableValues } from './writing.ts'

export type { DocumentsOptions, ParsedDocument } from './parse.ts'

export interface Prepared {
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

interface Entry {
  readonly parsed: ParsedDocument | Error
  /** The operations by the requested name. */
  readonly operations: Map<string | undefined, Operation>
}

/** The memory of a syntax tree, per character of its text. These three are measured and rounded up. */
const BYTES_PER_CHARACTER = 250
const BYTES_PER_FIELD = 2000
const BYTES_PER_ERROR = 2000

const MAX_BYTES = 64 * 2 ** 20

const bytesOf = ({ parsed, operations }: Entry, text: string): number => {
  if (parsed instanceof Error) return 500 + text.length * 2
  let bytes = 500 + text.length * BYTES_PER_CHARACTER + parsed.errors.length * BYTES_PER_ERROR
  for (const { variants } of operations.values()) {
    for (const { program } of variants.values()) bytes += program.fields * BYTES_PER_FIELD
  }
  return bytes
}

/** Variants beyond this number come from directives on other values than booleans. */
const MAX_VARIANTS = 64

interface PreparedOperation extends Prepared {
  readonly operation: Operation
  readonly variant: Variant
}

export const createDocuments = (options: DocumentsOptions): Documents => {
  const { schema, limits } = options
  const entries = new LRUCache<string, Entry>({ maxSize: MAX_BYTES, sizeCalculation: bytesOf })
  const sink = createSink()

  const entryOf = (text: string): Entry => {
    const known = entries.get(text)
    if (known !== undefined) return known
    const entry = { parsed: parsedOrError(text, options), operations: new Map() }
    entries.set(text, entry)
    return entry
  }

  const findOperation = (
    { operations }: Entry,
    { document }: ParsedDocument,
    name: string | undefined,
  ): Operation | undefined => {
    const operation = operations.get(name) ?? operationOf(document, name)
    if (operation !== undefined) operations.set(name, operation)
    return operation
  }

  /** @throws LIMIT_EXCEEDED */
  const createVariant = (
    { document }: ParsedDocument,
    { node }: Operation,
    variables: VariableValues,
    body: BodyUsage,
  ): Variant | undefined => {
    const selection = selectionOf(schema, document, node, variables)
    if (selection === undefined) return undefined
    const cost = costOf(selection.fields)
    addCost(body, costWith(cost, variables), limits)
    return { selection, cost, program: compile(schema, node, selection, sink) }
  }

  const prepareOperation = (
    types: readonly OperationTypeNode[],
    [text, operationName, given]: Arguments,
    body: BodyUsage,
  ): PreparedOperation | undefined => {
    const entry = entryOf(text)
    const { parsed } = entry
    if (parsed instanceof GatewayError) throw parsed
    if (parsed instanceof Error || parsed.errors.length > 0) return undefined
    const operation = findOperation(entry, parsed, operationName)
    if (operation === undefined || !types.includes(operation.node.operation)) return undefined
    const { node, variants } = operation
    const { variableValues: variables, errors } = coerceVariables(schema, operation, given)
    if (variables === undefined) {
      if (node.operation === OperationTypeNode.SUBSCRIPTION) throw errors[0]
      return undefined
    }
    const key = variantKey(operation, variables)
    let variant = variants.get(key)
    if (variant !== undefined) addCost(body, costWith(variant.cost, variables), limits)
    else {
      variant = createVariant(parsed, operation, variables, body)
      if (variant === undefined) return undefined
      if (variants.size >= MAX_VARIANTS) variants.clear()
      variants.set(key, variant)
      // Deleted first, because the cache computes the size of a new entry only.
      entries.delete(text)
      entries.set(text, entry)
    }
    const { program } = variant
    return { name: node.name?.value, program, variables, operation, variant }
  }

  return {
    read: (text, body) => {
      const { parsed } = entryOf(text)
      if (parsed instanceof Error) throw parsed
      addDocument(body, parsed.usage, limits)
      return parsed
    },
    prepare: (...query) => {
      const { parsed } = entryOf(query[0])
      if (!(parsed instanceof Error) && parsed.usage.introspections > 0) return undefined
      return prepareOperation(QUERY, query, createBodyUsage())
    },
    prepareStream: (...subscription) => {
      const prepared = prepareOperation(SUBSCRIPTION, subscription, createBodyUsage())
      if (prepared === undefined) return undefined
      const { operation, variant, variables } = prepared
      return { ...prepared, begin: streamOf(schema, operation.node, variant.selection, variables) }
    },
    prepareAny: (text, operationName, variables, body) =>
      prepareOperation(QUERY_OR_MUTATION, [text, operationName, variables], body),
  }
}

const QUERY = [OperationTypeNode.QUERY]
const QUERY_OR_MUTATION = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION]
const SUBSCRIPTION = [OperationTypeNode.SUBSCRIPTION]

const parsedOrError = (text: string, options: DocumentsOptions): ParsedDocument | Error => {
  try {
    return parseDocument(text, options)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
