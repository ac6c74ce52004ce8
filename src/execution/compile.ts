// A query as a program that writes its answer: selections are collected once, and what resolvers give goes straight
// into the bytes that are sent, without an object for each thing in between. It does what the GraphQL specification
// says of queries and mutations, of introspection, and of a subscription's single messages.

import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql'

import { type Fragments, fragmentsIn, selectedBelow } from '../plan/selection.ts'
import { AnswerTooLarge, keepWithinSize } from './answer-size.ts'
import { keeping } from './keeping.ts'
import { sink } from './sink.ts'
import { valueWriter } from './values.ts'
import {
  apart,
  type Compiled,
  finished,
  NULL,
  type Path,
  paused,
  type Run,
  type Text,
  type VariableValues,
  type Write,
} from './writing.ts'

export interface Program {
  /** The text of `data`, a character a byte; null when an error has gone all the way up. */
  run(run: Run, root?: unknown): Promise<string>
  /** Fields that were compiled, those of a fragment wherever it is spread: they are what a program occupies. */
  readonly fields: number
}

interface Circumstances {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Fragments
  /** As far as @skip and @include go, those of every run. */
  readonly variables: VariableValues
  readonly compiled: { fields: number }
}

/** `variables` must be those of the runs wherever @skip or @include asks for them. */
export const compile = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: VariableValues,
): Program => {
  const fragments = fragmentsIn(document)
  const compiled = { fields: 0 }
  const all: Circumstances = { schema, operation, fragments, variables, compiled }
  const type = schema.getRootType(operation.operation) as GraphQLObjectType
  const node = { kind: Kind.FIELD, selectionSet: operation.selectionSet } as FieldNode
  const write =
    operation.operation === OperationTypeNode.MUTATION
      ? serialWriter(type, node, all)
      : objectWriter(type, [node], all).write
  return {
    run: async (run, root) => {
      try {
        const text = await apart(run, () => write(root, run, undefined as never))
        keepWithinSize(run.size)
        return text ?? NULL
      } catch (error) {
        if (!(error instanceof AnswerTooLarge)) throw error
        const { message } = error
        run.errors.splice(0, run.errors.length, new GraphQLError(message, { originalError: error }))
        return NULL
      }
    },
    fields: compiled.fields,
  }
}

const objectWriter = (
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  all: Circumstances,
): Compiled => {
  const fields = selectedBelow(all, type, nodes)
  const compiled = [...fields.values()].map((group) => fieldWriter(type, group, all))
  const labels = compiled.map(({ label }, index) => `${index === 0 ? '{' : ','}${label}`)
  const writers = compiled.map(({ write }) => write)
  const count = writers.length

  const write: Write = (source, run, path) => {
    if (count === 0) sink.bytes('{')
    const start = sink.position()
    for (let index = 0; index < count; index++) {
      sink.bytes(labels[index] as string)
      let written = (writers[index] as Write)(source, run, path)
      if (written === true) {
        if (index === count - 1 || !sink.isFull()) continue
        written = paused(run)
      }
      if (written === false) return false
      return finished(
        run,
        sink.take(start),
        written,
        writers.slice(index + 1).map((each) => () => each(source, run, path)),
        (part) => labels[index + part] as string,
        '}',
      )
    }
    sink.bytes('}')
    return true
  }

  const pure = compiled.every((field) => field.pure)
  const textsOf = type.extensions.texts
  return { pure, write: pure && textsOf !== undefined ? keeping(write, textsOf) : write }
}

/** The fields of a mutation run one after the other. */
const serialWriter = (type: GraphQLObjectType, node: FieldNode, all: Circumstances): Write => {
  const fields = [...selectedBelow(all, type, [node]).values()].map((group) =>
    fieldWriter(type, group, all),
  )
  const inTurn = async (source: unknown, run: Run, path: Path): Promise<Text> => {
    const texts: string[] = []
    for (const { label, write } of fields) {
      const text = await apart(run, () => write(source, run, path))
      if (text === undefined) return undefined
      texts.push(`${label}${text}`)
    }
    return `{${texts.join(',')}}`
  }
  return inTurn
}

interface CompiledField extends Compiled {
  /** `"name":` */
  readonly label: string
}

const fieldWriter = (
  parent: GraphQLObjectType,
  nodes: readonly FieldNode[],
  all: Circumstances,
): CompiledField => {
  all.compiled.fields += 1
  const [node] = nodes as [FieldNode]
  const key = node.alias?.value ?? node.name.value
  const label = `${JSON.stringify(key)}:`
  if (node.name.value === '__typename') {
    const write = (): boolean => {
      sink.string(parent.name)
      return true
    }
    return { label, write, pure: true }
  }
  const field = fieldOf(parent, node.name.value)
  const { resolve = propertyOf(field.name), args } = field
  const value = valueWriter(field.type, {
    name: `${parent.name}.${field.name}`,
    nodes,
    schema: all.schema,
    objectOf: (type) => objectWriter(type, nodes, all),
  })
  const info = {
    fieldName: field.name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType: parent,
    schema: all.schema,
    fragments: all.fragments,
    operation: all.operation,
    rootValue: undefined,
  }
  const wantsInfo = resolve.length > 3
  const takesArguments = args.length > 0

  const write: Write = (source, run, parentPath) => {
    const path: Path = { prev: parentPath, key, typename: parent.name }
    let given: unknown
    try {
      given = resolve(
        source,
        takesArguments ? getArgumentValues(field, node, run.variables) : NO_ARGUMENTS,
        run.context,
        (wantsInfo ? { ...info, variableValues: run.variables, path } : undefined) as never,
      )
    } catch (error) {
      return value.fail(error, run, path)
    }
    return value.write(given, run, path)
  }
  const pure = value.pure && resolve.length < 3 && !takesArguments
  const { writeLeaf } = value
  if (!pure || writeLeaf === undefined) return { label, write, pure }

  // Numbers and texts that are there: most of what there is.
  const writePlain: Write = (source, run, path) => {
    try {
      const given = (resolve as (source: unknown) => unknown)(source)
      if (given !== null && given !== undefined && typeof given !== 'object') {
        writeLeaf(given)
        return true
      }
    } catch {
      // Resolvers of pure fields can be asked again; what is wrong is told then.
    }
    return write(source, run, path)
  }
  return { label, write: writePlain, pure }
}

const NO_ARGUMENTS = Object.freeze({})

/** The root has the fields of introspection as well. */
const fieldOf = (parent: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> => {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  return parent.getFields()[name] as GraphQLField<unknown, unknown>
}

/** How a field without a resolver comes by its value. */
const propertyOf =
  (name: string): ((source: unknown) => unknown) =>
  (source) =>
    (source as Readonly<Record<string, unknown>>)[name]
