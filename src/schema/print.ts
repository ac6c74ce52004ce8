// The schema as text, with the directives of its types.

import { type GraphQLSchema, printSchema } from 'graphql'

import { APPLIED } from './directives.ts'

const TYPE = /^type (\w+)[^{\n]*(?= \{$)/gm

/** @param applied the directives of types, by the names of the types */
export const printWithDirectives = (
  schema: GraphQLSchema,
  applied: Readonly<Record<string, string>> = APPLIED,
): string =>
  `${printSchema(schema)}\n`.replace(TYPE, (head, name: string) =>
    applied[name] === undefined ? head : `${head} ${applied[name]}`,
  )
