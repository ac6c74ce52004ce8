// Writers of values by their types: nulls and errors, leaves, lists and objects.

import {
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  locatedError,
} from 'graphql'

import type { SelectedField } from '../plan/selection.ts'
import { AnswerTooLarge, checkSize } from './answer-size.ts'
import { leafWriter, type WriteLeaf } from './leaves.ts'
import { isPauseDue, takeFrom, truncate, writeBytes } from './sink.ts'
import {
  type Bytes,
  NULL,
  type Path,
  pausePart,
  type Run,
  type Write,
  type Writer,
  writePart,
  writeRemainder,
} from './writing.ts'

/** The field whose values are written. */
export interface ValueField {
  /** `Type.field` */
  readonly name: string
  readonly selected: SelectedField
  readonly objectWriter: (type: GraphQLObjectType, fields: readonly SelectedField[]) => Writer
}

const isPromise = (value: object): value is Promise<unknown> =>
  'then' in value && typeof value.then === 'function'

const keysOf = (path: Path | undefined): (string | number)[] => {
  const keys: (string | number)[] = []
  for (let at = path; at !== undefined; at = at.prev) keys.push(at.key)
  return keys.reverse()
}

export interface ValueWriter extends Writer {
  /** Undefined for types other than scalars and enums. */
  readonly writeLeaf: WriteLeaf | undefined
  /** Reports an error in the value's place. */
  readonly fail: (error: unknown, run: Run, path: Path | undefined) => boolean
}

/** A value can be an error: resolvers of lists return errors for single items. */
export const valueWriter = (type: GraphQLOutputType, field: ValueField): ValueWriter => {
  const isNullable = !isNonNullType(type)
  const definite = isNonNullType(type) ? type.ofType : type
  const writeLeaf = isLeafType(definite) ? leafWriter(definite) : undefined
  const inner = writeLeaf === undefined ? compositeWriter(definite, field) : plainWriter(writeLeaf)

  /** Writes null where it is allowed. */
  const writeNull = ({ sink }: Run): boolean => {
    if (isNullable) writeBytes(sink, NULL)
    return isNullable
  }
  const fail: ValueWriter['fail'] = (error, run, path) => {
    run.size.bytes += ERROR_BYTES
    checkSize(run.size)
    run.errors.push(locatedError(error, field.selected.nodes, keysOf(path)))
    return writeNull(run)
  }
  const writeAwaited = async (
    promise: Promise<unknown>,
    run: Run,
    path: Path | undefined,
  ): Promise<Bytes> => {
    try {
      const value = await promise
      return await writePart(run, () => write(value, run, path))
    } catch (error) {
      if (error instanceof AnswerTooLarge) throw error
      return writePart(run, () => fail(error, run, path))
    }
  }

  const write: Write = (value, run, path) => {
    if (value === null || value === undefined) {
      if (isNullable) return writeNull(run)
      return fail(new Error(`Cannot return null for non-nullable field ${field.name}.`), run, path)
    }
    if (typeof value === 'object') {
      if (value instanceof Error) return fail(value, run, path)
      if (isPromise(value)) return writeAwaited(value, run, path)
    }
    const start = run.sink.end
    try {
      const written = inner.write(value, run, path)
      if (written === true) return true
      if (written !== false) return isNullable ? written.then((bytes) => bytes ?? NULL) : written
      truncate(run.sink, start)
      return writeNull(run)
    } catch (error) {
      if (error instanceof AnswerTooLarge) throw error
      truncate(run.sink, start)
      return fail(error, run, path)
    }
  }
  return { isPure: inner.isPure, write, fail, writeLeaf }
}

/** The memory that an error takes, which is more than its share of the response. */
const ERROR_BYTES = 1000

const plainWriter = (writeLeaf: WriteLeaf): Writer => ({
  isPure: true,
  write: (value, { sink }) => {
    writeLeaf(sink, value)
    return true
  },
})

const compositeWriter = (type: GraphQLOutputType, field: ValueField): Writer => {
  if (isListType(type)) return listWriter(valueWriter(type.ofType, field), field)
  const writers = new Map(
    [...field.selected.below].map(([each, fields]) => [
      each.name,
      field.objectWriter(each, fields),
    ]),
  )
  if (isAbstractType(type)) return abstractWriter(type, writers)
  const [writer] = writers.values()
  if (writer === undefined) throw new Error(`${field.name} has no output type`)
  return writer
}

const abstractWriter = (
  type: GraphQLAbstractType,
  writers: ReadonlyMap<string, Writer>,
): Writer => {
  const { resolveType } = type
  if (resolveType == null) throw new Error(`${type.name} has no resolveType`)
  return {
    isPure: [...writers.values()].every(({ isPure }) => isPure),
    write: (value, run, path) => {
      const name = String(resolveType(value, run.context, undefined as never, type))
      const writer = writers.get(name)
      if (writer === undefined) throw new Error(`${name} is not a possible type of ${type.name}`)
      return writer.write(value, run, path)
    },
  }
}

interface Started {
  readonly run: Run
  readonly path: Path | undefined
  /** The position of the list's first byte. */
  readonly start: number
  /** The item that has to be awaited. */
  readonly written: Promise<Bytes>
}

/** Writes the items after one that has to be awaited. It is a function of its own for the reason given in `compile.ts`. */
const writeRest = (
  item: Writer,
  values: readonly unknown[],
  next: number,
  { run, path, start, written }: Started,
): Promise<Bytes> =>
  writeRemainder(run, {
    before: takeFrom(run.sink, start),
    first: written,
    others: values
      .slice(next)
      .map((value, part) => () => item.write(value, run, itemPath(path, next + part))),
    separator: () => ',',
    end: ']',
  })

const itemPath = (prev: Path | undefined, key: number): Path => ({
  prev,
  key,
  typename: undefined,
})

const listWriter = (item: Writer, { name }: ValueField): Writer => {
  const write: Write = (value, run, path) => {
    if (!Array.isArray(value)) {
      throw new Error(`Expected Iterable, but did not find one for field "${name}".`)
    }
    const { sink } = run
    const start = sink.end
    writeBytes(sink, '[')
    const count = value.length
    for (let index = 0; index < count; index++) {
      if (index > 0) writeBytes(sink, ',')
      let written = item.write(value[index], run, itemPath(path, index))
      if (written === true) {
        if (index === count - 1 || !isPauseDue(sink)) continue
        written = pausePart(run)
      }
      if (written === false) return false
      return writeRest(item, value, index + 1, { run, path, start, written })
    }
    writeBytes(sink, ']')
    return true
  }
  return { isPure: item.isPure, write }
}
