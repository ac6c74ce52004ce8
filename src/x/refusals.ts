// X's refusals of a whole request, told apart by their body. Two share 403 and two share 429, so the
// status alone says too little.

import { type ErrorDetails, GatewayError } from '../errors.ts'
import type { HttpResponse } from '../http.ts'

interface Body {
  readonly title?: unknown
  readonly type?: unknown
  readonly detail?: unknown
}

/** Problem types have had two hosts; the last segment has stayed. */
export const problemKind = (type: unknown): string =>
  String(type ?? '')
    .split('/')
    .at(-1) ?? ''

const parse = (text: string): Body => {
  try {
    const body: unknown = JSON.parse(text)
    return body !== null && typeof body === 'object' ? body : {}
  } catch {
    return {}
  }
}

/** Sentinels that X sends instead of a budget. */
const SENTINELS: ReadonlySet<number> = new Set([40_000, 1_200_000])

const number = (header: string | string[] | undefined): number | undefined => {
  const value = Number(Array.isArray(header) ? header[0] : header)
  return header !== undefined && Number.isFinite(value) ? value : undefined
}

const resetOf = ({ headers }: HttpResponse, now: number): ErrorDetails => {
  const reset = number(headers['x-rate-limit-reset'])
  const limit = number(headers['x-rate-limit-limit'])
  if (reset === undefined || (limit !== undefined && SENTINELS.has(limit))) return {}
  return {
    retryAfterSeconds: Math.max(0, Math.ceil(reset - now / 1000)),
    resetAt: new Date(reset * 1000).toISOString(),
  }
}

/** What a refused request means for whoever must act. */
export const refusalError = (
  response: HttpResponse,
  context: 'APP' | 'USER',
  now: number,
): GatewayError => {
  const { status } = response
  const { title, type } = parse(response.text)
  const kind = problemKind(type)
  if (status === 401) {
    return new GatewayError(
      'CREDENTIALS_REJECTED',
      context === 'APP'
        ? 'X does not accept the app’s bearer token. Check X_BEARER_TOKEN, or X_API_KEY and X_API_KEY_SECRET.'
        : 'X does not accept the account’s token. Check X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET, and that this machine’s clock is right.',
      { details: { context } },
    )
  }
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
  if (status === 429) {
    return new GatewayError(
      'RATE_LIMITED',
      `X’s rate limit for ${context === 'APP' ? 'the app' : 'this account'} is used up. Ask again after retryAfterSeconds.`,
      { details: { context, ...resetOf(response, now) } },
    )
  }
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
      `X is not available just now (status ${status}). Try again in a moment.`,
    )
  }
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `X answered with status ${status}, which the gateway does not expect. Please report it.`,
  )
}
