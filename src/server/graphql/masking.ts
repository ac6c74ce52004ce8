// What clients see of an error: our own keep their code and sentence, GraphQL's own are the caller's, and all else says
// nothing about the inside.

import { GraphQLError } from 'graphql'

import { GatewayError } from '../../infra/errors.ts'
import { statusOf } from '../http/rejection.ts'

export const maskError = (error: unknown, onFault: (error: unknown) => void): Error => {
  // The whole request is turned away.
  if (error instanceof GatewayError) {
    const { code, details, message } = error
    return new GraphQLError(message, {
      extensions: { code, ...details, http: { status: statusOf(code) } },
    })
  }
  if (!isGraphQLError(error)) {
    onFault(error)
    return hidden({})
  }
  const { nodes, path, originalError: cause, extensions, message } = error
  const place = { nodes: nodes ?? null, path: path ?? null }
  if (cause instanceof GatewayError) {
    return new GraphQLError(cause.message, {
      ...place,
      extensions: { code: cause.code, ...cause.details },
    })
  }
  if (cause === undefined || isGraphQLError(cause)) {
    const code = extensions.code ?? codeOf(error)
    return new GraphQLError(message, { ...place, extensions: { ...extensions, code } })
  }
  onFault(cause)
  return hidden(place)
}

/** Of errors that may be shown. */
export const codesOf = (errors: readonly Error[]): readonly string[] =>
  errors.length === 0
    ? NONE
    : errors.map((error) => String((error as GraphQLError).extensions?.code ?? 'UNKNOWN'))

const NONE: readonly string[] = []

/** By name and not by class: libraries may carry a copy of graphql of their own. */
const isGraphQLError = (error: unknown): error is GraphQLError =>
  error instanceof Error && error.name === 'GraphQLError'

/** Values of variables and arguments are the caller's; a document that does not fit the schema likewise. */
const codeOf = ({ message, path }: GraphQLError): string =>
  /^(Variable|Argument|Expected value|PostID|UserID|.* cannot represent)/.test(message) &&
  path === undefined
    ? 'BAD_USER_INPUT'
    : 'GRAPHQL_VALIDATION_FAILED'

const hidden = (place: object): Error =>
  new GraphQLError(
    'Something went wrong inside the gateway. It has been noted; please try again.',
    {
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  )
