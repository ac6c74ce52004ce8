// The text of a value that depends on nothing but its source, kept with the source.

import type { GraphQLObjectType } from 'graphql'

import type { Texts } from '../pipeline/texts.ts'
import { sink } from './sink.ts'
import type { Write } from './writing.ts'

declare module 'graphql' {
  interface GraphQLObjectTypeExtensions<_TSource, _TContext> {
    /** Where the text of a value may be kept by what was selected of it, if it may: it must depend on nothing else. */
    texts?: (source: never) => Texts | undefined
  }
}

export const keeping = (
  write: Write,
  textsOf: NonNullable<GraphQLObjectType['extensions']['texts']>,
): Write => {
  const selection = {}
  return (source, run, path) => {
    const texts = textsOf(source as never)
    if (texts === undefined) return write(source, run, path)
    const text = texts.get(selection)
    if (text === undefined) {
      const before = run.errors.length
      const start = sink.position()
      const written = write(source, run, path)
      if (written !== true) return written
      if (run.errors.length === before) texts.set(selection, sink.copy(start))
      return true
    }
    sink.bytes(text)
    return true
  }
}
