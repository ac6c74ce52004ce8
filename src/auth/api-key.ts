// The gateway's API key in the Authorization header.

import { createHash, timingSafeEqual } from 'node:crypto'

import { GatewayError } from '../infra/errors.ts'
import type { RequestHeaders } from './request-origin.ts'

/** Compares in constant time, independent of the lengths. */
const equals = (one: string, other: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

const bearerToken = (authorization: string | null | undefined): string | undefined =>
  /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1]?.trim()

export const matchesApiKey = (
  authorization: string | null | undefined,
  key: string | undefined,
): boolean => {
  const token = key && bearerToken(authorization)
  return key !== undefined && token !== undefined && equals(token, key)
}

/** @throws UNAUTHENTICATED for a wrong key */
export const hasApiKey = (headers: RequestHeaders, key: string | undefined): boolean => {
  const authorization = headers.get('authorization')
  if (key === undefined || bearerToken(authorization) === undefined) return false
  if (matchesApiKey(authorization, key)) return true
  throw new GatewayError(
    'UNAUTHENTICATED',
    'The API key in the Authorization header is wrong. Compare it with GATEWAY_KEY. Send an OAuth 2.0 token of a user in X-User-Token instead.',
  )
}
