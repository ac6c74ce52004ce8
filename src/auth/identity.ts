// Identifies the user of an access token.
//
// @see https://docs.x.com/x-api/users/get-my-user

import { GatewayError } from '../infra/errors.ts'
import type { Send } from '../infra/upstream.ts'

export interface IdentityOptions {
  readonly apiUrl: string
  readonly send: Send
}

/** Fetches the user's id. Undefined when X does not accept the token, or the token lacks a scope. */
export const findUserId = async (
  accessToken: string,
  { apiUrl, send }: IdentityOptions,
  as: 'identity' | 'login' = 'identity',
): Promise<string | undefined> => {
  const { status, text } = await send({
    as,
    endpoint: 'GET /2/users/me',
    method: 'GET',
    url: `${apiUrl}/2/users/me`,
    headers: { authorization: `Bearer ${accessToken}` },
  })
  if (status === 401 || status === 403) return undefined
  const id = status === 200 ? parseId(text) : undefined
  if (id !== undefined) return id
  throw new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `X did not identify the user of the token (status ${status}). Try again in a moment.`,
  )
}

const parseId = (text: string): string | undefined => {
  try {
    const { data }: { readonly data?: { readonly id?: unknown } } = JSON.parse(text)
    // Strings only: a JSON number loses the last digits of an id.
    const id = data?.id
    return typeof id === 'string' && /^\d{1,19}$/.test(id) ? id : undefined
  } catch {
    return undefined
  }
}
