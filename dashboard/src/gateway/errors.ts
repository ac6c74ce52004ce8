// Errors of the gateway: their codes, and the page's texts for them.

import type { CombinedError } from 'urql'

import { messages } from '../messages/index.ts'

export type GraphQLError = CombinedError['graphQLErrors'][number]

export const errorCode = ({ extensions }: GraphQLError): string | undefined => {
  const code: unknown = extensions.code
  return typeof code === 'string' ? code : undefined
}

/** The page's text for an error code, or the gateway's own message for all other codes. */
export const errorMessage = (code: string | undefined, message: string): string =>
  (code && messages.errors.byCode[code]) || message
