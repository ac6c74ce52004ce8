// The Pothos builder, its scalars, and the helpers by which fields declare their needs.

import SchemaBuilder from '@pothos/core'
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { DateTimeResolver, SafeIntResolver } from 'graphql-scalars'
import type { Needs } from '../plan/needs.ts'
import { isId } from '../x/fields.ts'
import type { Context } from './context.ts'

export const builder = new SchemaBuilder<{
  Context: Context
  Scalars: {
    /** Numbers are milliseconds since 1970. */
    DateTime: { Input: Date; Output: Date | string | number }
    SafeInt: { Input: number; Output: number }
    PostID: { Input: string; Output: string }
    UserID: { Input: string; Output: string }
    _Any: { Input: unknown; Output: unknown }
  }
}>({})

/** X's ids: strings on the way out; on the way in also numbers that have kept all their digits. */
const idScalar = (
  name: 'PostID' | 'UserID',
  subject: string,
): GraphQLScalarType<string, string> => {
  const wrong = (shown: string, why: string): GraphQLError =>
    new GraphQLError(`${name} cannot be ${shown}: ${why}`, {
      extensions: { code: 'BAD_USER_INPUT' },
    })
  const checked = (text: string): string => {
    if (isId(text)) return text
    throw wrong(
      JSON.stringify(String(text).slice(0, 60)),
      'an id is 1 to 19 digits, and nothing else.',
    )
  }
  return new GraphQLScalarType<string, string>({
    name,
    description: `The id of a ${subject}: 1 to 19 digits. Always a string in answers. A JSON number beyond 2^53-1 has lost digits on its way and is refused: send ids as strings.`,
    specifiedByURL: 'https://docs.x.com/fundamentals/x-ids',
    serialize: String,
    parseValue: (value) => {
      if (typeof value === 'string') return checked(value)
      // Lists and objects may be of any size.
      if (typeof value === 'object') throw wrong('that', 'send a string.')
      if (typeof value !== 'number') throw wrong(String(value), 'send a string.')
      if (Number.isSafeInteger(value) && value >= 0) return checked(String(value))
      throw wrong(
        String(value),
        'this number has lost digits on its way, or never was an id. Send ids as strings.',
      )
    },
    parseLiteral: (node) => {
      // A literal number keeps all its digits.
      if (node.kind === Kind.STRING || node.kind === Kind.INT) return checked(node.value)
      throw wrong('that', 'write it as a string or a whole number.')
    },
  })
}

builder.addScalarType('PostID', idScalar('PostID', 'post'))
builder.addScalarType('UserID', idScalar('UserID', 'user'))
builder.addScalarType(
  'DateTime',
  new GraphQLScalarType({
    ...DateTimeResolver.toConfig(),
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  }),
)
builder.addScalarType('SafeInt', SafeIntResolver)

/** `t.arg`: for arguments that several fields have. */
export type FieldArguments = Parameters<Parameters<typeof builder.objectField>[2]>[0]['arg']

type WithoutErrors<T> =
  T extends Promise<infer V>
    ? Promise<WithoutErrors<V>>
    : T extends readonly (infer V)[]
      ? WithoutErrors<V>[]
      : Exclude<T, Error>

/**
 * Lets a resolver return errors as values. The executor reports an `Error` at the place where it stands, within lists
 * too; Pothos' types do not say so.
 */
export const orError = <T>(value: T): WithoutErrors<T> => value as WithoutErrors<T>

/** The extension that declares a field's needs. */
export const needs = (fieldNeeds: Needs): { readonly extensions: { readonly needs: Needs } } => ({
  extensions: { needs: fieldNeeds },
})
