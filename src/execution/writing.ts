// The types that all writers share, and the assembly of parts that have to be awaited.

import type { GraphQLError, GraphQLResolveInfo } from 'graphql'

import { type AnswerSize, checkSize } from './answer-size.ts'
import { beginPart, isPauseDue, pause, type Sink, takeFrom, truncate } from './sink.ts'

export type VariableValues = GraphQLResolveInfo['variableValues']

/** One execution. */
export interface Execution {
  readonly context: unknown
  readonly variables: VariableValues
  readonly errors: GraphQLError[]
  readonly size: AnswerSize
}

/** An execution that is in progress. */
export interface Run extends Execution {
  readonly sink: Sink
}

export interface Path {
  readonly prev: Path | undefined
  readonly key: string | number
  readonly typename: string | undefined
}

/** One character per byte. Undefined when an error took the value's place, which a nullable ancestor has to handle. */
export type Bytes = string | undefined

/**
 * True: the value is in the sink. False: an error took its place, and the caller truncates the sink. A promise: the value
 * has to be awaited, and nothing of it is in the sink.
 */
export type Written = boolean | Promise<Bytes>

export type Write = (value: unknown, run: Run, path: Path | undefined) => Written

export interface Writer {
  readonly write: Write
  /** Whether the bytes depend on the value alone: no field below has arguments or reads the context. */
  readonly isPure: boolean
}

export const NULL = 'null'

/** Writes a part and takes it out of the sink. @throws AnswerTooLarge */
export const writePart = ({ sink, size }: Run, write: () => Written): Bytes | Promise<Bytes> => {
  beginPart(sink, size)
  const start = sink.end
  try {
    const written = write()
    if (written === true) return takeFrom(sink, start)
    if (written !== false) return written
  } catch (error) {
    truncate(sink, start)
    throw error
  }
  truncate(sink, start)
  return undefined
}

/** Like `writePart`, but a failure is a rejected promise, so that the other parts are awaited all the same. */
const startPart = (run: Run, write: () => Written): Bytes | Promise<Bytes> => {
  try {
    return writePart(run, write)
  } catch (error) {
    return Promise.reject(error)
  }
}

const ignore = (): void => {}

/** Stands in for a part that is in the sink already when a pause is due. */
export const pausePart = async ({ sink, size }: Run): Promise<Bytes> => {
  await pause(sink, size)
  return ''
}

/** An object or a list of which one part has to be awaited. */
interface Remainder {
  /** The bytes before that part. */
  readonly before: string
  readonly first: Promise<Bytes>
  readonly others: readonly (() => Written)[]
  /** The bytes that precede one of the others. They are numbered from 1. */
  readonly separator: (part: number) => string
  readonly end: string
}

/** Starts all other parts before it awaits any of them, with pauses in between. */
export const writeRemainder = async (run: Run, remainder: Remainder): Promise<Bytes> => {
  const { before, first, others, separator, end } = remainder
  const { sink, size } = run
  const parts: (Bytes | Promise<Bytes>)[] = [first]
  for (const write of others) {
    if (isPauseDue(sink)) {
      // A part that fails during the pause is awaited only after it.
      for (const part of parts) if (part instanceof Promise) part.catch(ignore)
      await pause(sink, size)
      beginPart(sink, size)
    }
    parts.push(startPart(run, write))
  }
  const texts = await Promise.all(parts)
  if (texts.includes(undefined)) return undefined
  for (let part = 1; part < texts.length; part++) size.bytes += separator(part).length
  checkSize(size)
  return `${before}${texts.map((text, part) => (part === 0 ? text : separator(part) + text)).join('')}${end}`
}
