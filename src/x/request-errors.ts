// X's refusals of a whole request. The status alone does not identify them: two share 403, and two share 429.
//
// @see https://docs.x.com/x-api/fundamentals/response-codes-and-errors

import { GatewayError } from '../infra/errors.ts'
import type { HttpResponse } from '../infra/http.ts'
import { RateLimited } from './errors.ts'
import { problemKind } from './problems.ts'
import { quote } from './quote.ts'
import { rejectionIn } from './rejections.ts'
import { type Fields, isObject } from './scalars.ts'

const parse = (text: string): Fields => {
  try {
    const body: unknown = JSON.parse(text)
    return isObject(body) ? body : {}
  } catch {
    return {}
  }
}

/** Whether X says that there is no such resource. A proxy's 404 has no problem of X. */
export const isNotFound = ({ status, text }: HttpResponse): boolean => {
  if (status !== 404) return false
  const { type, errors } = parse(text)
  const problems: readonly unknown[] =
    Array.isArray(errors) && errors.length > 0 ? errors : [{ type }]
  return problems.every(
    (problem) => isObject(problem) && problemKind(problem.type) === 'resource-not-found',
  )
}

/** @param userId the user whose credential X refused; undefined for the app's */
export const requestError = (
  { status, text }: HttpResponse,
  userId: string | undefined,
  resetAt: number | undefined,
  now: number,
): GatewayError => {
  const body = parse(text)
  const kind = problemKind(body.type)
  const { title } = body
  if (status === 401) return credentialsRejected(userId === undefined ? 'APP' : 'USER')
  // Both forms were recorded: a problem with status 402, and a title alone.
  if (status === 402 || title === 'CreditsDepleted') {
    return new GatewayError(
      'CREDITS_DEPLETED',
      'The X developer account has no credits left. Buy credits, or raise the spending limit, in the X developer portal.',
    )
  }
  if (kind === 'usage-capped' || title === 'UsageCapExceeded') {
    return new GatewayError(
      'USAGE_CAP_EXCEEDED',
      'The X plan’s usage cap for this period is reached; waiting for a rate limit window does not help. Upgrade the plan, or wait for the next period.',
    )
  }
  if (status === 429) return new RateLimited(userId, resetAt, now)
  if (status === 403) {
    return new GatewayError(
      'ACCESS_LEVEL_TOO_LOW',
      kind === 'client-forbidden'
        ? 'The X app may not use this endpoint: attach it to a Project with API access in the X developer portal.'
        : 'X forbids this call to the token that was used. Check the app’s permissions and the account’s scopes (tweet.read users.read).',
    )
  }
  if (status >= 500) {
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `X is temporarily unavailable (status ${status}). Try again in a moment.`,
      { details: { status } },
    )
  }
  const reason = quote(body.detail) || quote(title)
  if (status === 400 && (reason !== '' || Array.isArray(body.errors))) return rejectionIn(body)
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `X answered with status ${status}, which the gateway does not expect${reason && `: ${reason}`}. Please report it.`,
  )
}

const credentialsRejected = (context: 'APP' | 'USER'): GatewayError =>
  new GatewayError(
    'CREDENTIALS_REJECTED',
    context === 'APP'
      ? 'X does not accept the app’s bearer token. Check X_BEARER_TOKEN, or X_API_KEY and X_API_KEY_SECRET.'
      : 'X does not accept the account’s token. Connect it again; if it is the account of the settings, check X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET, and that this machine’s clock is right.',
    { details: { context } },
  )
