// Caches the bytes of a value that depend on nothing but the value, together with the value.

import type { GraphQLObjectType } from 'graphql'

import { copyFrom, writeBytes } from './sink.ts'
import type { Write } from './writing.ts'

/** The bytes of one value, by selection. */
interface TextCache {
  get(selection: object): string | undefined
  set(selection: object, text: string): void
}

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** Whether the value depends on the source and the selection only, although the resolver takes more. */
    isPure?: boolean
  }
  interface GraphQLObjectTypeExtensions<_TSource, _TContext> {
    /** The cache of a value's bytes, by selection. Undefined for a value that has none. */
    texts?: (source: never) => TextCache | undefined
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
      texts?.set(selection, copyFrom(sink, start))
    }
    return written
  }
}
