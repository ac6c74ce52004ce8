// Whose a user's token is, by the one call that tells.
//
// @see https://docs.x.com/x-api/users/get-my-user

import { GatewayError } from '../infra/errors.ts'
import type { Send } from '../infra/upstream.ts'

export interface IdentityOptions {
  readonly apiUrl: string
  readonly send: Send
}

/** The id of its user, asked in the pool of `as`; nothing when X does not accept the token, or it lacks a scope. */
export const userIdOf = async (
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
  const id = status === 200 ? idIn(text) : undefined
  if (id !== undefined) return id
  throw new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `X does not say whose the token is (status ${status}). Try again in a moment.`,
  )
}

const idIn = (text: string): string | undefined => {
  try {
    const { data } = JSON.parse(text) as { readonly data?: { readonly id?: unknown } }
    // As text: of a number the last digits would be lost, and the user another.
    const id = data?.id
    return typeof id === 'string' && /^\d{1,19}$/.test(id) ? id : undefined
  } catch {
    return undefined
  }
}
