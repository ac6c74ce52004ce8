// Documents by their text: read once, whichever way they are answered, and compiled for each of their operations.

import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql'
import { LRUCache } from 'lru-cache'

import { GatewayError } from '../infra/errors.ts'
import { addCost, addDocument, type BodyUsage, createBodyUsage } from './body-usage.ts'
import { compile, type Program } from './compile.ts'
import { type Cost, costOf, costWith } from './cost.ts'
import { type DocumentsOptions, type Read, readDocument } from './reading.ts'
import { type BeginStream, streamOf } from './stream.ts'
import type { VariableValues } from './writing.ts'

export type { DocumentsOptions, Read } from './reading.ts'

export interface Prepared {
  /** The operation's own. */
  readonly name: string | undefined
  readonly program: Program
  readonly variables: VariableValues
}

/** Each message is one execution. */
export interface PreparedStream extends Prepared {
  readonly begin: BeginStream
}

type Given = Readonly<Record<string, unknown>>

type Prepare<P> = (
  text: string,
  operationName: string | undefined,
  variables: Given,
) => P | undefined

export interface Documents {
  /** Adds to the body what the document asks for. @throws LIMIT_EXCEEDED or FORBIDDEN, or a GraphQLError */
  read(text: string, body: BodyUsage): Read
  /** A query for the fast path, which leaves introspection and whatever is wrong. @throws LIMIT_EXCEEDED or FORBIDDEN */
  readonly prepare: Prepare<Prepared>
  /** A subscription. @throws LIMIT_EXCEEDED or FORBIDDEN, or a GraphQLError for wrong variables */
  readonly prepareStream: Prepare<PreparedStream>
  /** A query or a mutation of a body that may hold others. Nothing when it cannot run. @throws LIMIT_EXCEEDED */
  prepareAny(
    text: string,
    operationName: string | undefined,
    variables: Given,
    body: BodyUsage,
  ): Prepared | undefined
}

interface Query {
  readonly operation: OperationDefinitionNode
  /** Variables that @skip and @include ask for: each of their values is a program of its own. */
  readonly switches: readonly string[]
  readonly programs: Map<string, { readonly program: Program; readonly cost: Cost }>
}

interface Known {
  readonly read: Read | Error
  /** By the operation's name as it was asked for. */
  readonly queries: Map<string | undefined, Query>
}

/** Of a document's syntax tree, for each character of its text. Measured, and rounded up, as are the others. */
const BYTES_PER_CHARACTER = 250
const BYTES_PER_FIELD = 2000
const BYTES_PER_ERROR = 2000

const MOST_BYTES = 64 * 2 ** 20

const bytesOf = ({ read, queries }: Known, text: string): number => {
  if (read instanceof Error) return 500 + text.length * 2
  let bytes = 500 + text.length * BYTES_PER_CHARACTER + read.errors.length * BYTES_PER_ERROR
  for (const { programs } of queries.values()) {
    for (const { program } of programs.values()) bytes += program.fields * BYTES_PER_FIELD
  }
  return bytes
}

/** Switches that vary this much are no switches. */
const MOST_PROGRAMS = 64

/** No setting allows for more, and looking at each of a body's hundred thousands takes its time. */
const MOST_ITEMS = 10_000

export const createDocuments = (options: DocumentsOptions): Documents => {
  const { schema, limits } = options
  const known = new LRUCache<string, Known>({ maxSize: MOST_BYTES, sizeCalculation: bytesOf })

  const readAnew = (text: string): Known['read'] => {
    try {
      return readDocument(text, options)
    } catch (error) {
      return error as Error
    }
  }

  const knownOf = (text: string): Known => {
    let entry = known.get(text)
    if (entry === undefined) {
      entry = { read: readAnew(text), queries: new Map() }
      known.set(text, entry)
    }
    return entry
  }

  /** Of wrong ones there can be as many as fit into a body: the first is enough. */
  const valuesFor = ({ variableDefinitions = [] }: OperationDefinitionNode, given: Given) => {
    for (const name in given) {
      const value = given[name]
      if (Array.isArray(value) && value.length > MOST_ITEMS) throw tooLong(name, value.length)
    }
    return getVariableValues(schema, variableDefinitions, given, { maxErrors: 1 })
  }

  const queryOf = ({ queries }: Known, { document }: Read, name: string | undefined) => {
    let query = queries.get(name)
    if (query === undefined) {
      const operation = getOperationAST(document, name)
      if (operation == null) return undefined
      query = { operation, switches: switchesIn(document), programs: new Map() }
      queries.set(name, query)
    }
    return query
  }

  /** An operation of one of those kinds, if that is what is meant. */
  const prepared = (
    kinds: readonly OperationTypeNode[],
    text: string,
    operationName: string | undefined,
    given: Given,
    body: BodyUsage,
  ): (Prepared & { readonly query: Query; readonly document: DocumentNode }) | undefined => {
    const entry = knownOf(text)
    const { read } = entry
    if (read instanceof GatewayError) throw read
    // Whatever is wrong with it, yoga says so.
    if (read instanceof Error || read.errors.length > 0) return undefined
    const query = queryOf(entry, read, operationName)
    if (query === undefined || !kinds.includes(query.operation.operation)) return undefined
    const { document } = read
    const { operation, switches, programs } = query
    const { variableValues, errors } = valuesFor(operation, given)
    if (variableValues === undefined) {
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw errors[0]
      return undefined
    }
    const key = switches.map((each) => String(variableValues.coerced[each])).join()
    let compiled = programs.get(key)
    if (compiled === undefined) {
      const cost = costOf(schema, document, operation, variableValues)
      addCost(body, costWith(cost, variableValues), limits)
      if (programs.size >= MOST_PROGRAMS) programs.clear()
      compiled = {
        program: compile(schema, document, operation, only(switches, variableValues)),
        cost,
      }
      programs.set(key, compiled)
      // It has grown. The size of a value that is set again is not calculated again.
      known.delete(text)
      known.set(text, entry)
    } else addCost(body, costWith(compiled.cost, variableValues), limits)
    const { program } = compiled
    return { name: operation.name?.value, program, variables: variableValues, query, document }
  }

  return {
    read: (text, body) => {
      const { read } = knownOf(text)
      if (read instanceof Error) throw read
      addDocument(body, read.usage, limits)
      return read
    },
    prepare: (text, ...asked) => {
      const { read } = knownOf(text)
      if (!(read instanceof Error) && read.usage.introspections > 0) return undefined
      return prepared(QUERIES, text, ...asked, createBodyUsage())
    },
    prepareStream: (...asked) => {
      const ready = prepared(SUBSCRIPTIONS, ...asked, createBodyUsage())
      if (ready === undefined) return undefined
      const { document, query, variables } = ready
      return { ...ready, begin: streamOf(schema, document, query.operation, variables) }
    },
    prepareAny: (...asked) => prepared(QUERIES_AND_MUTATIONS, ...asked),
  }
}

const QUERIES = [OperationTypeNode.QUERY]
const QUERIES_AND_MUTATIONS = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION]
const SUBSCRIPTIONS = [OperationTypeNode.SUBSCRIPTION]

/** A program holds on to its variables: those that it does not ask for may be large. */
const only = (names: readonly string[], { sources, coerced }: VariableValues): VariableValues => {
  const few = { sources: Object.create(null), coerced: Object.create(null) }
  for (const name of names) {
    if (name in sources) few.sources[name] = sources[name]
    if (name in coerced) few.coerced[name] = coerced[name]
  }
  return few
}

const tooLong = (name: string, length: number): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `The list in $${name.slice(0, 60)} has ${length} items. Nothing that can be asked for takes more than ${MOST_ITEMS}.`,
  )

const switchesIn = (document: DocumentNode): string[] => {
  const names = new Set<string>()
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value)
      }
    },
  })
  return [...names].sort()
}
