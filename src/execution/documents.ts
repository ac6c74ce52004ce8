// Documents by their text: parsed, measured and checked once, whichever way they are answered; and queries and
// subscriptions that are plain, compiled. What is no plain one, or no right one, is for yoga.

import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql'
import { LRUCache } from 'lru-cache'

import { GatewayError } from '../errors.ts'
import { compile, type Program } from './compile.ts'
import { type Cost, costOf, costWith } from './cost.ts'
import { type DocumentLimits, exceeded, keepWithin, measure } from './limits.ts'
import { type BeginStream, streamOf } from './stream.ts'
import type { VariableValues } from './writing.ts'

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

export interface Read {
  readonly document: DocumentNode
  /** What is wrong with it. */
  readonly errors: readonly GraphQLError[]
}

type Given = Readonly<Record<string, unknown>>

type Prepare<P> = (
  text: string,
  operationName: string | undefined,
  variables: Given,
) => P | undefined

export interface Documents {
  /** @throws LIMIT_EXCEEDED or FORBIDDEN, or a GraphQLError for what is no GraphQL */
  read(text: string): Read
  /** Nothing when it is not for us. @throws LIMIT_EXCEEDED or FORBIDDEN */
  readonly prepare: Prepare<Prepared>
  /** The same for subscriptions. @throws LIMIT_EXCEEDED or FORBIDDEN, or a GraphQLError for wrong variables */
  readonly prepareStream: Prepare<PreparedStream>
  /** For what is executed elsewhere. @throws LIMIT_EXCEEDED */
  keepWithinCost(document: DocumentNode, operationName: string | undefined, variables: Given): void
}

export interface DocumentsOptions {
  readonly schema: GraphQLSchema
  readonly limits: DocumentLimits
  /** Whether the schema may be asked for, and is hinted at. */
  readonly introspection: boolean
}

interface Query {
  readonly operation: OperationDefinitionNode
  /** Variables that @skip and @include ask for: each of their values is a program of its own. */
  readonly switches: readonly string[]
  readonly programs: Map<string, { readonly program: Program; readonly cost: Cost }>
}

interface Known {
  readonly read: (Read & { readonly introspects: boolean }) | Error
  /** By the operation's name as it was asked for. */
  readonly queries: Map<string | undefined, Query>
}

/** Of a document and each of its programs, by characters of the text: measured, and rounded up. */
const BYTES_EACH = 250

/** About a thousand and a half of usual queries. Clients of ours have fewer; who makes new ones all the time gains nothing. */
const MOST_BYTES = 64 * 2 ** 20

/** Switches that vary this much are no switches. */
const MOST_PROGRAMS = 64

/** No setting allows for more, and looking at each of a body's hundred thousands takes its time. */
const MOST_ITEMS = 10_000

const TOO_MANY_TOKENS = /more than \d+ tokens/

export const createDocuments = ({ schema, limits, introspection }: DocumentsOptions): Documents => {
  const known = new LRUCache<string, Known>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ read, queries }, text) => {
      if (read instanceof Error) return 500 + text.length * 2
      let programs = 0
      for (const query of queries.values()) programs += query.programs.size
      return 500 + text.length * BYTES_EACH * Math.max(1, programs)
    },
  })

  const parsed = (text: string): DocumentNode => {
    // Comments and blanks are no words, and have to be read all the same.
    const kilobytes = Math.ceil(text.length / 1024)
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

  const readAnew = (text: string): Known['read'] => {
    try {
      const document = parsed(text)
      const measures = measure(document)
      keepWithin(measures, limits)
      if (measures.introspects && !introspection) throw noIntrospection()
      const errors = validate(schema, document, undefined, { hideSuggestions: !introspection })
      return { document, errors, introspects: measures.introspects }
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

  const keepWithinMost = (cost: Cost, variables: VariableValues): void => {
    const found = costWith(cost, variables)
    if (found > limits.cost) throw exceeded('cost', limits, found)
  }

  /** An operation of that kind, if that is what is meant. */
  const prepared = (
    kind: OperationTypeNode,
    text: string,
    operationName: string | undefined,
    given: Given,
  ): (Prepared & { readonly query: Query; readonly document: DocumentNode }) | undefined => {
    const entry = knownOf(text)
    const { read, queries } = entry
    if (read instanceof GatewayError) throw read
    // Whatever is wrong with it, yoga says so.
    if (read instanceof Error || read.errors.length > 0 || read.introspects) return undefined
    const { document } = read
    let query = queries.get(operationName)
    if (query === undefined) {
      const operation = getOperationAST(document, operationName)
      if (operation?.operation !== kind) return undefined
      query = { operation, switches: switchesIn(document), programs: new Map() }
      queries.set(operationName, query)
    }
    const { operation, switches, programs } = query
    if (operation.operation !== kind) return undefined
    const { variableValues, errors } = valuesFor(operation, given)
    if (variableValues === undefined) {
      if (kind === OperationTypeNode.SUBSCRIPTION) throw errors[0]
      return undefined
    }
    const key = switches.map((each) => String(variableValues.coerced[each])).join()
    let compiled = programs.get(key)
    if (compiled === undefined) {
      const cost = costOf(schema, document, operation, variableValues)
      keepWithinMost(cost, variableValues)
      if (programs.size >= MOST_PROGRAMS) programs.clear()
      compiled = { program: compile(schema, document, operation, variableValues), cost }
      programs.set(key, compiled)
      // It has grown.
      known.set(text, entry)
    } else keepWithinMost(compiled.cost, variableValues)
    const { program } = compiled
    return { name: operation.name?.value, program, variables: variableValues, query, document }
  }

  return {
    read: (text) => {
      const { read } = knownOf(text)
      if (read instanceof Error) throw read
      return read
    },
    prepare: (...asked) => prepared(OperationTypeNode.QUERY, ...asked),
    prepareStream: (...asked) => {
      const ready = prepared(OperationTypeNode.SUBSCRIPTION, ...asked)
      if (ready === undefined) return undefined
      const { document, query, variables } = ready
      return { ...ready, begin: streamOf(schema, document, query.operation, variables) }
    },
    keepWithinCost: (document, operationName, given) => {
      const operation = getOperationAST(document, operationName)
      if (operation == null) return
      const { variableValues } = valuesFor(operation, given)
      // Wrong ones are not executed.
      if (variableValues === undefined) return
      keepWithinMost(costOf(schema, document, operation, variableValues), variableValues)
    },
  }
}

const tooLong = (name: string, length: number): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `The list in $${name.slice(0, 60)} has ${length} items. Nothing that can be asked for takes more than ${MOST_ITEMS}.`,
  )

const noIntrospection = (): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    'The schema is not told here: INTROSPECTION is off. Use the schema.graphql that comes with the gateway, or set INTROSPECTION=on.',
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
