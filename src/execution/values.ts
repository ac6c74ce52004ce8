// Values by their types: nulls and errors where they may be, lists, and whichever object it is.

import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
} from 'graphql'

import { AnswerTooLarge, keepWithinSize } from './answer-size.ts'
import { leafWriter, type WriteLeaf } from './leaves.ts'
import { sink } from './sink.ts'
import {
  apart,
  type Compiled,
  finished,
  NULL,
  type Path,
  paused,
  type Run,
  type Text,
  type Write,
} from './writing.ts'

/** The field whose values they are. */
export interface Place {
  /** `Type.field` */
  readonly name: string
  readonly nodes: readonly FieldNode[]
  readonly schema: GraphQLSchema
  /** What writes an object of that type with what is selected here. */
  readonly objectOf: (type: GraphQLObjectType) => Compiled
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function'

const keysOf = (path: Path | undefined): (string | number)[] => {
  const keys: (string | number)[] = []
  for (let at = path; at !== undefined; at = at.prev) keys.push(at.key)
  return keys.reverse()
}

export interface CompiledValue extends Compiled {
  readonly writeLeaf: WriteLeaf | undefined
  /** Tells of an error in the value's place. */
  readonly fail: (error: unknown, run: Run, path: Path) => boolean
}

/** Errors are values, too: resolvers of lists hand them out for single items. */
export const valueWriter = (type: GraphQLOutputType, place: Place): CompiledValue => {
  const optional = !isNonNullType(type)
  const definite = isNonNullType(type) ? type.ofType : type
  const inner = definiteWriter(definite, place)
  const writeLeaf = isLeafType(definite) ? leafWriter(definite) : undefined

  /** Null, where that may be. */
  const none = (): boolean => {
    if (optional) sink.bytes(NULL)
    return optional
  }
  const fail: CompiledValue['fail'] = (error, run, path) => {
    run.size.bytes += ERROR_BYTES
    keepWithinSize(run.size)
    run.errors.push(locatedError(error, [...place.nodes], keysOf(path)))
    return none()
  }
  const arrived = async (promise: Promise<unknown>, run: Run, path: Path): Promise<Text> => {
    try {
      const value = await promise
      return await apart(run, () => write(value, run, path))
    } catch (error) {
      if (error instanceof AnswerTooLarge) throw error
      return apart(run, () => fail(error, run, path))
    }
  }
  const missing = (): Error => new Error(`Cannot return null for non-nullable field ${place.name}.`)

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
      if (error instanceof AnswerTooLarge) throw error
      sink.back(start)
      return fail(error, run, path)
    }
  }
  return { pure: inner.pure, write, fail, writeLeaf }
}

/** What one error takes in memory; in the answer it takes less. */
const ERROR_BYTES = 1000

const definiteWriter = (type: GraphQLOutputType, place: Place): Compiled => {
  if (isListType(type)) {
    return listWriter(valueWriter(type.ofType, place), place)
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
  if (isObjectType(type)) return place.objectOf(type)
  if (!isAbstractType(type)) throw new Error(`${place.name} has no output type`)

  const writers = new Map(
    place.schema
      .getPossibleTypes(type)
      .map((possible) => [possible.name, place.objectOf(possible)]),
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

const listWriter = (item: Compiled, place: Place): Compiled => ({
  pure: item.pure,
  write: (value, run, path) => {
    if (!Array.isArray(value)) {
      throw new Error(`Expected Iterable, but did not find one for field "${place.name}".`)
    }
    const start = sink.position()
    sink.bytes('[')
    const count = value.length
    for (let index = 0; index < count; index++) {
      if (index > 0) sink.bytes(',')
      let written = item.write(value[index], run, { prev: path, key: index, typename: undefined })
      if (written === true) {
        if (index === count - 1 || !sink.isFull()) continue
        written = paused(run)
      }
      if (written === false) return false
      return finished(
        run,
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
