// X's refusals of a whole request, told apart by their body. Two share 403 and two share 429, so the
// status alone says too little.

import { GatewayError } from '../infra/errors.ts'
import type { HttpResponse } from '../infra/http.ts'
import { rateLimited, type Window } from './budget.ts'
import { isObject } from './leaves.ts'
import { problemKind } from './problems.ts'
import { rejectionOf } from './rejections.ts'
import { quoted } from './words.ts'

interface Body extends Readonly<Record<string, unknown>> {
  readonly errors?: unknown
  readonly title?: unknown
  readonly type?: unknown
  readonly detail?: unknown
}

const parse = (text: string): Body => {
  try {
    const body: unknown = JSON.parse(text)
    return isObject(body) ? body : {}
  } catch {
    return {}
  }
}

/** Whether a 404 is X's word that there is nothing, and not that of something in its place. */
export const saysNotFound = (text: string): boolean => {
  const { type, errors } = parse(text)
  const problems: unknown[] = Array.isArray(errors) && errors.length > 0 ? errors : [{ type }]
  return problems.every((each) => problemKind((each as Body | null)?.type) === 'resource-not-found')
}

/** What a refused request means for whoever must act. */
export const requestError = (
  response: HttpResponse,
  userId: string | undefined,
  window: Window | undefined,
  now: number,
): GatewayError => {
  const context = userId === undefined ? 'APP' : 'USER'
  const { status } = response
  const body = parse(response.text)
  const { title, type, detail } = body
  const kind = problemKind(type)
  if (status === 401) {
    return new GatewayError(
      'CREDENTIALS_REJECTED',
      context === 'APP'
        ? 'X does not accept the app’s bearer token. Check X_BEARER_TOKEN, or X_API_KEY and X_API_KEY_SECRET.'
        : 'X does not accept the account’s token. Connect it again; if it is the account of the settings, check X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET, and that this machine’s clock is right.',
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
    return rateLimited(userId, window?.resetAt, now)
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
      { details: { status } },
    )
  }
  const words = [detail, title].map(quoted).find((each) => each !== '')
  if (status === 400 && (words !== undefined || Array.isArray(body.errors)))
    return rejectionOf(body)
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `X answered with status ${status}, which the gateway does not expect${words === undefined ? '' : `: ${words}`}. Please report it.`,
  )
}
