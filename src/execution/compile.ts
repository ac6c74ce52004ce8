// A query as a program that writes its answer: selections are collected once, and what resolvers give goes straight
// into the text that is sent, without an object for each thing in between. It does what the GraphQL specification says
// of queries; whatever else there is (mutations, introspection) is for graphql-js.

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

import { flat, type Text, textWriter } from './leaves.ts'

export type VariableValues = GraphQLResolveInfo['variableValues']

/** One execution. */
export interface Run {
  readonly context: unknown
  readonly variables: VariableValues
  readonly errors: GraphQLError[]
}

export interface Program {
  /** The text of `data`; null when an error has gone all the way up. */
  run(run: Run): Promise<string>
}

interface Path {
  readonly prev: Path | undefined
  readonly key: string | number
  readonly typename: string | undefined
}

/** Nothing when there is an error, and so no value; that is for whoever is nullable further up. */
type Written = Text | Promise<Text>

type Write = (value: unknown, run: Run, path: Path) => Written

declare module 'graphql' {
  interface GraphQLObjectTypeExtensions<_TSource, _TContext> {
    /**
     * Where the text of a value may be kept by what was selected of it, if it may: it must depend on nothing else.
     */
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
  typeof (value as { then?: unknown } | undefined | null)?.then === 'function'

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
    run: async (run) => (await write(undefined, run, undefined as never)) ?? NULL,
  }
}

interface Compiled {
  readonly write: Write
  /** The text depends on the source alone. */
  readonly pure: boolean
}

type WriteField = (source: unknown, run: Run, path: Path) => Written

interface CompiledField {
  /** `"name":` */
  readonly label: string
  readonly write: WriteField
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
  const labels = compiled.map(({ label }, index) => (index === 0 ? label : `,${label}`))
  const writers = compiled.map(({ write }) => write)
  const count = writers.length

  const write: Write = (source, run, path) => {
    let text = '{'
    for (let index = 0; index < count; index++) {
      const written = (writers[index] as WriteField)(source, run, path)
      if (written === undefined) return undefined
      if (typeof written !== 'string') return later(text, index, written, source, run, path)
      text += labels[index] + written
    }
    return `${text}}`
  }

  /** From the first promise on: all that is left is begun before any of it is awaited. */
  const later = async (
    before: string,
    from: number,
    first: Promise<Text>,
    source: unknown,
    run: Run,
    path: Path,
  ): Promise<Text> => {
    const others = writers.slice(from + 1).map((writer) => writer(source, run, path))
    const texts = await Promise.all([first, ...others])
    let text = before
    for (const [index, each] of texts.entries()) {
      if (each === undefined) return undefined
      text += labels[from + index] + each
    }
    return `${text}}`
  }

  const pure = compiled.every((field) => field.pure)
  const textsOf = type.extensions.texts
  return { pure, write: pure && textsOf !== undefined ? keeping(write, textsOf) : write }
}

/** Selections of one post that are kept as text. */
const MOST_TEXTS = 2

const keeping = (
  write: Write,
  textsOf: NonNullable<GraphQLObjectType['extensions']['texts']>,
): Write => {
  const selection = {}
  return (source, run, path) => {
    const texts = textsOf(source as never)
    const kept = texts?.get(selection)
    if (kept !== undefined) return kept
    const before = run.errors.length
    const written = write(source, run, path)
    if (texts !== undefined && typeof written === 'string' && run.errors.length === before) {
      if (texts.size >= MOST_TEXTS) texts.clear()
      texts.set(selection, flat(written))
    }
    return written
  }
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
    const text = JSON.stringify(parent.name)
    return { label, write: () => text, pure: true }
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

  const write: WriteField = (source, run, parentPath) => {
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
  return { label, write, pure: value.pure && resolve.length < 3 && !takesArguments }
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
  /** Tells of an error in the value's place. */
  readonly fail: (error: unknown, run: Run, path: Path) => Text
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
  const inner = definiteWriter(isNonNullType(type) ? type.ofType : type, field, parent, nodes, all)
  const absent = optional ? NULL : undefined
  const fail: CompiledValue['fail'] = (error, run, path) => {
    run.errors.push(locatedError(error, [...nodes], keysOf(path)))
    return absent
  }
  const missing = (run: Run, path: Path): Text =>
    optional
      ? NULL
      : fail(
          new Error(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`),
          run,
          path,
        )
  const write: Write = (value, run, path) => {
    if (value === null || value === undefined) return missing(run, path)
    if (value instanceof Error) return fail(value, run, path)
    if (isPromise(value)) {
      return value.then(
        (settled) => write(settled, run, path),
        (error: unknown) => fail(error, run, path),
      )
    }
    try {
      const written = inner.write(value, run, path)
      if (typeof written === 'string') return written
      if (written === undefined) return absent
      return written.then(
        (text) => text ?? absent,
        (error: unknown) => fail(error, run, path),
      )
    } catch (error) {
      return fail(error, run, path)
    }
  }
  return { pure: inner.pure, write, fail }
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
  if (isLeafType(type)) return { write: textWriter(type), pure: true }
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
    let text = '['
    const count = value.length
    for (let index = 0; index < count; index++) {
      const written = item.write(value[index], run, { prev: path, key: index, typename: undefined })
      if (written === undefined) return undefined
      if (typeof written !== 'string') return rest(text, index, written, value, item, run, path)
      text += index === 0 ? written : `,${written}`
    }
    return `${text}]`
  },
})

const rest = async (
  before: string,
  from: number,
  first: Promise<Text>,
  value: readonly unknown[],
  item: Compiled,
  run: Run,
  path: Path,
): Promise<Text> => {
  const others = value
    .slice(from + 1)
    .map((each, index) =>
      item.write(each, run, { prev: path, key: from + 1 + index, typename: undefined }),
    )
  const texts = await Promise.all([first, ...others])
  if (texts.includes(undefined)) return undefined
  return `${before}${from === 0 ? '' : ','}${texts.join(',')}]`
}
