// Masks errors for clients. Errors of the gateway and of GraphQL keep their codes and messages; all others are reported
// and replaced, so that they reveal no internals.

import { GraphQLError } from 'graphql'

import { GatewayError } from '../../infra/errors.ts'
import { statusOf } from '../http/rejection.ts'

export const maskError = (error: unknown, onFault: (error: unknown) => void): GraphQLError => {
  // The whole request is rejected.
  if (error instanceof GatewayError) {
    const { code, details, message } = error
    return new GraphQLError(message, {
      extensions: { code, ...details, http: { status: statusOf(code) } },
    })
  }
  if (!isGraphQLError(error)) {
    onFault(error)
    return internalError({})
  }
  const { nodes, source, positions, path, originalError: cause, extensions, message } = error
  // A syntax error has no nodes: its locations follow from the source and the positions.
  const place = { nodes: nodes ?? null, source, positions, path: path ?? null }
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
  return internalError(place)
}

/** The codes of masked errors. */
export const codesOf = (
  errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[],
): readonly string[] => errors.map(({ extensions }) => String(extensions?.code ?? 'UNKNOWN'))

/** Compares the name, not the class: libraries may bring a second copy of graphql. */
const isGraphQLError = (error: unknown): error is GraphQLError =>
  error instanceof Error && error.name === 'GraphQLError'

/** Errors of graphql-js have no codes: invalid values and invalid documents differ in their messages only. */
const codeOf = ({ message, path }: GraphQLError): string =>
  /^(Variable|Argument|Expected value|PostID|UserID|.* cannot represent)/.test(message) &&
  path === undefined
    ? 'BAD_USER_INPUT'
    : 'GRAPHQL_VALIDATION_FAILED'

const internalError = (place: object): GraphQLError =>
  new GraphQLError('Internal server error. It has been logged; try again.', {
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  })
