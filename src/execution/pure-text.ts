// Caches the bytes of a value that depend on nothing but the value, together with the value.

import type { GraphQLObjectType } from 'graphql'

import type { Texts } from '../pipeline/texts.ts'
import { copyFrom, writeBytes } from './sink.ts'
import type { Write } from './writing.ts'

declare module 'graphql' {
  interface GraphQLObjectTypeExtensions<_TSource, _TContext> {
    /** The cache of a value's bytes, by selection. Undefined for a value that has none. */
    texts?: (source: never) => Texts | undefined
  }
}

export const cachedWriter = (
  write: Write,
  textsOf: NonNullable<GraphQLObjectType['extensions']['texts']>,
): Write => {
  const selection = {}
  return (source, run, path) => {
    const { sink } = run
    const texts = textsOf(source as never)
    const cached = texts?.get(selection)
    if (cached !== undefined) {
      writeBytes(sink, cached)
      return true
    }
    const errorsBefore = run.errors.length
    const start = sink.end
    const written = write(source, run, path)
    if (written === true && run.errors.length === errorsBefore) {
      texts?.keep(selection, copyFrom(sink, start))
    }
    return written
  }
}
