// A query as a program that writes its answer: selections are collected once, and what resolvers give goes straight
// into the bytes that are sent, without an object for each thing in between. It does what the GraphQL specification
// says of queries; whatever else there is (mutations, introspection) is for graphql-js.

import { collectSubFields } from '@graphql-tools/utils'
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql'

import { leafWriter, type WriteLeaf } from './leaves.ts'
import { sink } from './sink.ts'

export type VariableValues = GraphQLResolveInfo['variableValues']

/** One execution. */
export interface Run {
  readonly context: unknown
  readonly variables: VariableValues
  readonly errors: GraphQLError[]
}

export interface Program {
  /** The text of `data`, a character a byte; null when an error has gone all the way up. */
  run(run: Run): Promise<string>
}

interface Path {
  readonly prev: Path | undefined
  readonly key: string | number
  readonly typename: string | undefined
}

/** Nothing when there is an error in place of a value: that is for whoever is nullable further up. */
type Text = string | undefined

/**
 * True: it stands in the sink. False: there is an error in its place; whatever stands in the sink by then is to be
 * taken back. A promise: it has to be waited for, and nothing stands in the sink.
 */
type Written = boolean | Promise<Text>

type Write = (value: unknown, run: Run, path: Path) => Written

declare module 'graphql' {
  interface GraphQLObjectTypeExtensions<_TSource, _TContext> {
    /** Where the text of a value may be kept by what was selected of it, if it may: it must depend on nothing else. */
    texts?: (source: never) => Map<object, string> | undefined
  }
}

interface Circumstances {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  /** As far as @skip and @include go, those of every run. */
  readonly variables: VariableValues
}

const NULL = 'null'

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function'

/** A part as a text of its own, or as what it will be. */
const apart = (write: () => Written): Text | Promise<Text> => {
  const start = sink.position()
  const written = write()
  if (written === true) return sink.take(start)
  if (written !== false) return written
  sink.back(start)
  return undefined
}

/** From the first promise on: all that is left is begun before any of it is awaited. */
const finished = async (
  before: string,
  first: Promise<Text>,
  others: readonly (() => Written)[],
  /** What stands before a part, the first one's aside. */
  labelOf: (part: number) => string,
  end: string,
): Promise<Text> => {
  const texts = await Promise.all([first, ...others.map(apart)])
  if (texts.includes(undefined)) return undefined
  return `${before}${texts.map((text, part) => (part === 0 ? text : labelOf(part) + text)).join('')}${end}`
}

/** `variables` must be those of the runs wherever @skip or @include asks for them. */
export const compile = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: VariableValues,
): Program => {
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )
  const all: Circumstances = { schema, operation, fragments, variables }
  const root = schema.getQueryType() as GraphQLObjectType
  const node = { kind: Kind.FIELD, selectionSet: operation.selectionSet } as FieldNode
  const { write } = objectWriter(root, [node], all)
  return {
    run: async (run) => (await apart(() => write(undefined, run, undefined as never))) ?? NULL,
  }
}

interface Compiled {
  readonly write: Write
  /** What is written depends on the source alone. */
  readonly pure: boolean
}

const objectWriter = (
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  all: Circumstances,
): Compiled => {
  const { fields } = collectSubFields(
    all.schema,
    { ...all.fragments } as Parameters<typeof collectSubFields>[1],
    all.variables as unknown as Parameters<typeof collectSubFields>[2],
    type,
    [...nodes],
  )
  const compiled = [...fields.values()].map((group) => fieldWriter(type, group, all))
  const labels = compiled.map(({ label }, index) => `${index === 0 ? '{' : ','}${label}`)
  const writers = compiled.map(({ write }) => write)
  const count = writers.length

  const write: Write = (source, run, path) => {
    if (count === 0) sink.bytes('{')
    const start = sink.position()
    for (let index = 0; index < count; index++) {
      sink.bytes(labels[index] as string)
      const written = (writers[index] as Write)(source, run, path)
      if (written === true) continue
      if (written === false) return false
      return finished(
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

/** Selections of one source that are kept as texts. */
const MOST_TEXTS = 2

const keeping = (
  write: Write,
  textsOf: NonNullable<GraphQLObjectType['extensions']['texts']>,
): Write => {
  const selection = {}
  return (source, run, path) => {
    const texts = textsOf(source as never)
    if (texts === undefined) return write(source, run, path)
    let text = texts.get(selection)
    if (text === undefined) {
      const before = run.errors.length
      const start = sink.position()
      const written = write(source, run, path)
      if (written !== true) return written
      text = sink.take(start)
      if (run.errors.length === before) {
        if (texts.size >= MOST_TEXTS) texts.clear()
        texts.set(selection, text)
      }
    }
    sink.bytes(text)
    return true
  }
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
  const field = parent.getFields()[node.name.value] as GraphQLField<unknown, unknown>
  const { resolve = propertyOf(field.name), args } = field
  const value = valueWriter(field.type, field, parent, nodes, all)
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

/** How a field without a resolver comes by its value. */
const propertyOf =
  (name: string): ((source: unknown) => unknown) =>
  (source) =>
    (source as Readonly<Record<string, unknown>>)[name]

const keysOf = (path: Path | undefined): (string | number)[] => {
  const keys: (string | number)[] = []
  for (let at = path; at !== undefined; at = at.prev) keys.push(at.key)
  return keys.reverse()
}

interface CompiledValue extends Compiled {
  readonly writeLeaf: WriteLeaf | undefined
  /** Tells of an error in the value's place. */
  readonly fail: (error: unknown, run: Run, path: Path) => boolean
}

/** Errors are values, too: resolvers of lists hand them out for single items. */
const valueWriter = (
  type: GraphQLOutputType,
  field: GraphQLField<unknown, unknown>,
  parent: GraphQLObjectType,
  nodes: readonly FieldNode[],
  all: Circumstances,
): CompiledValue => {
  const optional = !isNonNullType(type)
  const definite = isNonNullType(type) ? type.ofType : type
  const inner = definiteWriter(definite, field, parent, nodes, all)
  const writeLeaf = isLeafType(definite) ? leafWriter(definite) : undefined

  /** Null, where that may be. */
  const none = (): boolean => {
    if (optional) sink.bytes(NULL)
    return optional
  }
  const fail: CompiledValue['fail'] = (error, run, path) => {
    run.errors.push(locatedError(error, [...nodes], keysOf(path)))
    return none()
  }
  const arrived = async (promise: Promise<unknown>, run: Run, path: Path): Promise<Text> => {
    try {
      const value = await promise
      return await apart(() => write(value, run, path))
    } catch (error) {
      return apart(() => fail(error, run, path))
    }
  }
  const missing = (): Error =>
    new Error(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`)

  const write: Write = (value, run, path) => {
    if (value === null || value === undefined) return optional ? none() : fail(missing(), run, path)
    if (typeof value === 'object') {
      if (value instanceof Error) return fail(value, run, path)
      if (isPromise(value)) return arrived(value, run, path)
    }
    const start = sink.position()
    try {
      const written = inner.write(value, run, path)
      if (written === true) return true
      if (written !== false) return optional ? written.then((text) => text ?? NULL) : written
      sink.back(start)
      return none()
    } catch (error) {
      sink.back(start)
      return fail(error, run, path)
    }
  }
  return { pure: inner.pure, write, fail, writeLeaf }
}

const definiteWriter = (
  type: GraphQLOutputType,
  field: GraphQLField<unknown, unknown>,
  parent: GraphQLObjectType,
  nodes: readonly FieldNode[],
  all: Circumstances,
): Compiled => {
  if (isListType(type)) {
    return listWriter(valueWriter(type.ofType, field, parent, nodes, all), parent, field)
  }
  if (isLeafType(type)) {
    const writeLeaf = leafWriter(type)
    return {
      pure: true,
      write: (value) => {
        writeLeaf(value)
        return true
      },
    }
  }
  if (isObjectType(type)) return objectWriter(type, nodes, all)
  if (!isAbstractType(type)) throw new Error(`${parent.name}.${field.name} has no output type`)

  const writers = new Map(
    all.schema
      .getPossibleTypes(type)
      .map((possible) => [possible.name, objectWriter(possible, nodes, all)]),
  )
  const { resolveType } = type
  if (resolveType === undefined || resolveType === null) {
    throw new Error(`${type.name} does not tell the types of its values apart`)
  }
  return {
    pure: [...writers.values()].every(({ pure }) => pure),
    write: (value, run, path) => {
      const name = resolveType(value, run.context, undefined as never, type)
      const writer = writers.get(String(name))
      if (writer === undefined) throw new Error(`${type.name} is never a ${String(name)}`)
      return writer.write(value, run, path)
    },
  }
}

const listWriter = (
  item: Compiled,
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): Compiled => ({
  pure: item.pure,
  write: (value, run, path) => {
    if (!Array.isArray(value)) {
      throw new Error(
        `Expected Iterable, but did not find one for field "${parent.name}.${field.name}".`,
      )
    }
    const start = sink.position()
    sink.bytes('[')
    const count = value.length
    for (let index = 0; index < count; index++) {
      if (index > 0) sink.bytes(',')
      const written = item.write(value[index], run, { prev: path, key: index, typename: undefined })
      if (written === true) continue
      if (written === false) return false
      return finished(
        sink.take(start),
        written,
        value.slice(index + 1).map((each, part) => () => {
          const at = { prev: path, key: index + 1 + part, typename: undefined }
          return item.write(each, run, at)
        }),
        () => ',',
        ']',
      )
    }
    sink.bytes(']')
    return true
  },
})
