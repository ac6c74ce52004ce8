// What all that writes an answer has in common: what it is given, what it gives, and how parts are put together that
// have to be waited for.

import type { GraphQLError, GraphQLResolveInfo } from 'graphql'

import { type AnswerSize, keepWithinSize, pause } from './answer-size.ts'
import { sink } from './sink.ts'

export type VariableValues = GraphQLResolveInfo['variableValues']

/** One execution. */
export interface Run {
  readonly context: unknown
  readonly variables: VariableValues
  readonly errors: GraphQLError[]
  readonly size: AnswerSize
}

export interface Path {
  readonly prev: Path | undefined
  readonly key: string | number
  readonly typename: string | undefined
}

/** Nothing when there is an error in place of a value: that is for whoever is nullable further up. */
export type Text = string | undefined

/**
 * True: it stands in the sink. False: there is an error in its place; whatever stands in the sink by then is to be
 * taken back. A promise: it has to be waited for, and nothing stands in the sink.
 */
export type Written = boolean | Promise<Text>

export type Write = (value: unknown, run: Run, path: Path) => Written

export interface Compiled {
  readonly write: Write
  /** What is written depends on the source alone. */
  readonly pure: boolean
}

export const NULL = 'null'

/** A part as a text of its own, or as what it will be. @throws AnswerTooLarge */
export const apart = ({ size }: Run, write: () => Written): Text | Promise<Text> => {
  sink.begin(size)
  const start = sink.position()
  try {
    const written = write()
    if (written === true) return sink.take(start)
    if (written !== false) return written
  } catch (error) {
    sink.back(start)
    throw error
  }
  sink.back(start)
  return undefined
}

/** A part that cannot be written is a rejected promise, so that the other parts are awaited all the same. */
const begin = (run: Run, write: () => Written): Text | Promise<Text> => {
  try {
    return apart(run, write)
  } catch (error) {
    return Promise.reject(error)
  }
}

const ignore = (): void => {}

/** In place of a part that has been written already, when it is time for a pause. */
export const paused = async ({ size }: Run): Promise<Text> => {
  await pause(size)
  return ''
}

/** From the first promise on: all that is left is begun before any of it is awaited, with a pause now and then. */
export const finished = async (
  run: Run,
  before: string,
  first: Promise<Text>,
  others: readonly (() => Written)[],
  /** What stands before a part, the first one's aside. */
  labelOf: (part: number) => string,
  end: string,
): Promise<Text> => {
  const begun: (Text | Promise<Text>)[] = [first]
  for (const write of others) {
    if (sink.isFull()) {
      // What fails during the pause is noticed after it.
      for (const part of begun) if (part instanceof Promise) part.catch(ignore)
      await pause(run.size)
      sink.begin(run.size)
    }
    begun.push(begin(run, write))
  }
  const texts = await Promise.all(begun)
  if (texts.includes(undefined)) return undefined
  for (let part = 1; part < texts.length; part++) run.size.bytes += labelOf(part).length
  keepWithinSize(run.size)
  return `${before}${texts.map((text, part) => (part === 0 ? text : labelOf(part) + text)).join('')}${end}`
}
