// Compiles an operation to a program that writes its response: what resolvers return goes straight into the bytes that
// are sent, without intermediate objects. It follows the GraphQL specification for queries, mutations, introspection and
// the single messages of subscriptions.

import {
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeNameMetaFieldDef,
} from 'graphql'

import type { SelectedField, Selection } from '../plan/selection.ts'
import { AnswerTooLarge, checkSize } from './answer-size.ts'
import type { WriteLeaf } from './leaves.ts'
import { cachedWriter } from './pure-text.ts'
import { type OperationInfo, resolveInfo } from './resolve-info.ts'
import { isPauseDue, type Sink, takeFrom, writeBytes, writeString } from './sink.ts'
import { valueWriter } from './values.ts'
import {
  type Bytes,
  type Execution,
  NULL,
  type Path,
  pausePart,
  type Run,
  type Write,
  type Writer,
  writePart,
  writeRemainder,
} from './writing.ts'

export interface Program {
  /** The JSON of `data`, one character per byte; `null` when an error reached the top. */
  run(execution: Execution, root?: unknown): Promise<string>
  /** The number of compiled fields, which the program's memory is proportional to. */
  readonly fields: number
}

interface Compilation extends OperationInfo {
  /** The number of fields so far. */
  fields: number
}

export const compile = (
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  { type, fields }: Selection,
  sink: Sink,
): Program => {
  const compilation: Compilation = { schema, operation, fields: 0 }
  const isMutation = operation.operation === OperationTypeNode.MUTATION
  const write = isMutation
    ? serialWriter(type, fields, compilation)
    : objectWriter(type, fields, compilation).write
  return {
    run: async (execution, root) => {
      const { errors, size } = execution
      const run: Run = { ...execution, sink }
      try {
        const bytes = await writePart(run, () => write(root, run, undefined))
        checkSize(size)
        return bytes ?? NULL
      } catch (error) {
        if (!(error instanceof AnswerTooLarge)) throw error
        errors.splice(0, errors.length, new GraphQLError(error.message, { originalError: error }))
        return NULL
      }
    },
    fields: compilation.fields,
  }
}

const objectWriter = (
  type: GraphQLObjectType,
  selected: readonly SelectedField[],
  compilation: Compilation,
): Writer => {
  const fields = selected.map((each, index) => fieldWriter(type, each, index, compilation))
  const count = fields.length

  const write: Write = (source, run, path) => {
    const { sink } = run
    const start = sink.end
    writeBytes(sink, '{')
    for (let index = 0; index < count; index++) {
      const field = fields[index]
      if (field === undefined) break
      writeBytes(sink, field.label)
      let written = field.write(source, run, path)
      if (written === true) {
        if (index === count - 1 || !isPauseDue(sink)) continue
        written = pausePart(run)
      }
      if (written === false) return false
      return writeRest(fields, index, { source, run, path, start, written })
    }
    writeBytes(sink, '}')
    return true
  }

  const isPure = fields.every((field) => field.isPure)
  const { texts } = type.extensions
  return { isPure, write: isPure && texts !== undefined ? cachedWriter(write, texts) : write }
}

interface Started {
  readonly source: unknown
  readonly run: Run
  readonly path: Path | undefined
  /** The position of the object's first byte. */
  readonly start: number
  /** The field that has to be awaited. */
  readonly written: Promise<Bytes>
}

/**
 * Writes the fields after one that has to be awaited. It is a function of its own, because closures in the loop over the
 * fields would cost an allocation per field.
 */
const writeRest = (
  fields: readonly FieldWriter[],
  index: number,
  { source, run, path, start, written }: Started,
): Promise<Bytes> =>
  writeRemainder(run, {
    before: takeFrom(run.sink, start),
    first: written,
    others: fields.slice(index + 1).map((next) => () => next.write(source, run, path)),
    separator: (part) => fields[index + part]?.label ?? '',
    end: '}',
  })

/** Mutation fields run one after another. */
const serialWriter = (
  type: GraphQLObjectType,
  selected: readonly SelectedField[],
  compilation: Compilation,
): Write => {
  const fields = selected.map((each, index) => fieldWriter(type, each, index, compilation))
  return async (source, run, path) => {
    const parts: string[] = []
    for (const { label, write } of fields) {
      const bytes = await writePart(run, () => write(source, run, path))
      if (bytes === undefined) return undefined
      parts.push(`${label}${bytes}`)
    }
    return `{${parts.join('')}}`
  }
}

interface FieldWriter extends Writer {
  /** `"name":`, after a comma where it is not the first field. */
  readonly label: string
}

const fieldWriter = (
  parent: GraphQLObjectType,
  selected: SelectedField,
  index: number,
  compilation: Compilation,
): FieldWriter => {
  compilation.fields += 1
  const { key, field, node } = selected
  const label = `${index === 0 ? '' : ','}${JSON.stringify(key)}:`
  if (field === TypeNameMetaFieldDef) return { label, isPure: true, write: nameWriter(parent.name) }
  const value = valueWriter(field.type, {
    name: `${parent.name}.${field.name}`,
    selected,
    objectWriter: (type, fields) => objectWriter(type, fields, compilation),
  })
  const { resolve = propertyResolver(field.name), args } = field
  const hasArguments = args.length > 0
  const isDeclaredPure = field.extensions.isPure === true
  const info = resolve.length > 3 ? resolveInfo(parent, selected, compilation) : undefined
  const infoFor = (run: Run, path: Path) =>
    // A pure field reads nothing of it but the selection.
    (isDeclaredPure
      ? info
      : info && { ...info, variableValues: run.variables, path }) as GraphQLResolveInfo

  const write: Write = (source, run, parentPath) => {
    const path: Path = { prev: parentPath, key, typename: parent.name }
    let result: unknown
    try {
      result = resolve(
        source,
        hasArguments ? getArgumentValues(field, node, run.variables) : NO_ARGUMENTS,
        run.context,
        infoFor(run, path),
      )
    } catch (error) {
      return value.fail(error, run, path)
    }
    return value.write(result, run, path)
  }
  const takesSourceOnly = resolve.length < 3 && !hasArguments
  const isPure = value.isPure && (takesSourceOnly || (isDeclaredPure && !hasArguments))
  const { writeLeaf } = value
  if (!takesSourceOnly || writeLeaf === undefined) return { label, write, isPure }
  return { label, write: leafFieldWriter(resolve as PureResolver, writeLeaf, write), isPure }
}

type PureResolver = (source: unknown) => unknown

/** Writes numbers and strings without creating a path. `write` handles everything else. */
const leafFieldWriter =
  (resolve: PureResolver, writeLeaf: WriteLeaf, write: Write): Write =>
  (source, run, path) => {
    try {
      const value = resolve(source)
      if (value !== null && value !== undefined && typeof value !== 'object') {
        writeLeaf(run.sink, value)
        return true
      }
    } catch {
      // `write` calls the pure resolver again, and reports the error.
    }
    return write(source, run, path)
  }

const nameWriter =
  (name: string): Write =>
  (_source, { sink }) => {
    writeString(sink, name)
    return true
  }

const NO_ARGUMENTS = Object.freeze({})

/** The resolver of a field that declares none. */
const propertyResolver =
  (name: string): PureResolver =>
  (source) =>
    (source as Readonly<Record<string, unknown>>)[name]
