// Queries by their text: parsed, checked and compiled once. What is no plain query, or no right one, is for yoga.

import {
  type DocumentNode,
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

import { compile, type Program } from './compile.ts'
import type { VariableValues } from './writing.ts'

export interface Prepared {
  /** The operation's own. */
  readonly name: string | undefined
  readonly program: Program
  readonly variables: VariableValues
}

export interface Documents {
  /** Nothing when it is not for us. */
  prepare(
    text: string,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
  ): Prepared | undefined
}

interface Known {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Variables that @skip and @include ask for: each of their values is a program of its own. */
  readonly switches: readonly string[]
  readonly programs: Map<string, Program>
}

/** Of a document and each of its programs, by characters of the text: measured, and rounded up. */
const BYTES_EACH = 250

/** About a thousand and a half of usual queries. Clients of ours have fewer; who makes new ones all the time gains nothing. */
const MOST_BYTES = 64 * 2 ** 20

/** Switches that vary this much are no switches. */
const MOST_PROGRAMS = 64

export const createDocuments = (schema: GraphQLSchema): Documents => {
  const known = new LRUCache<string, Known | 'not ours'>({
    maxSize: MOST_BYTES,
    sizeCalculation: (query, name) =>
      200 +
      name.length * (query === 'not ours' ? 2 : BYTES_EACH * Math.max(1, query.programs.size)),
  })

  const read = (text: string, operationName: string | undefined): Known | undefined => {
    try {
      const document = parse(text)
      const operation = getOperationAST(document, operationName)
      if (operation?.operation !== OperationTypeNode.QUERY) return undefined
      if (validate(schema, document).length > 0 || asksForSchema(document)) return undefined
      return { document, operation, switches: switchesIn(document), programs: new Map() }
    } catch {
      // Whatever is wrong with it, yoga says so.
      return undefined
    }
  }

  return {
    prepare: (text, operationName, given) => {
      const name = operationName === undefined ? text : `${operationName}\n${text}`
      let query = known.get(name)
      if (query === undefined) {
        query = read(text, operationName) ?? 'not ours'
        known.set(name, query)
      }
      if (query === 'not ours') return undefined
      const { operation, document, switches, programs } = query
      const { variableValues } = getVariableValues(
        schema,
        operation.variableDefinitions ?? [],
        given,
      )
      if (variableValues === undefined) return undefined
      const key = switches.map((each) => String(variableValues.coerced[each])).join()
      let program = programs.get(key)
      if (program === undefined) {
        if (programs.size >= MOST_PROGRAMS) programs.clear()
        program = compile(schema, document, operation, variableValues)
        programs.set(key, program)
        // It has grown.
        known.set(name, query)
      }
      return { name: operation.name?.value, program, variables: variableValues }
    },
  }
}

const asksForSchema = (document: DocumentNode): boolean => {
  let found = false
  visit(document, {
    Field: ({ name }) => {
      found ||= name.value === '__schema' || name.value === '__type'
    },
  })
  return found
}

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
