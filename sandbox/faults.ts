// Faults on demand: failures that X or the network has been seen to cause, for chosen requests and a chosen
// number of times.

import { eraOf } from './era.ts'
import type { HttpResponse, RecordedRequest } from './http.ts'
import {
  accountCreditsDepleted,
  clientForbidden,
  creditsDepleted,
  forbidden,
  internalServerError,
  serviceUnavailable,
  tooManyRequests,
  tooManyRequestsInText,
  unauthorized,
  usageCapExceeded,
} from './problems.ts'

/** X's own error responses. */
export type Refusal =
  | 'unauthorized'
  | 'forbidden'
  | 'client-forbidden'
  | 'credits-depleted'
  | 'account-credits-depleted'
  | 'rate-limited'
  | 'rate-limited-in-text'
  | 'usage-capped'
  | 'internal-error'
  | 'unavailable'

export type Effect =
  /** The unaltered response after `ms`, plus or minus `jitterMs`. */
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs?: number }
  /** The connection is reset before the first byte. */
  | { readonly kind: 'reset' }
  /** No response; the connection stays open. */
  | { readonly kind: 'hang' }
  /** The headers and half of the body; then the connection is closed. */
  | { readonly kind: 'half-body' }
  /** A `content-length` that exceeds the body. */
  | { readonly kind: 'wrong-length' }
  /** The headers of a valid response with bytes that are neither JSON nor UTF-8. */
  | { readonly kind: 'garbage' }
  /** An HTML page, as proxies send. */
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'empty'; readonly status?: number }
  /**
   * One of X's error responses. `rateLimitHeaders: true` adds the headers of an exhausted window, `'sentinel'`
   * the limit of 40000 that X sends with some 403s and 503s.
   */
  | {
      readonly kind: 'refuse'
      readonly as: Refusal
      readonly rateLimitHeaders?: boolean | 'sentinel'
    }
  /** The response without one field of the posts, and with the problem that reports it as unreadable. */
  | { readonly kind: 'hydration-failure'; readonly field: string }
  /** An arbitrary response. */
  | {
      readonly kind: 'answer'
      /** @default 200 */
      readonly status?: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }

export type Fault = Effect & {
  /** The requests to affect. @default all requests to X's API */
  readonly when?: (request: RecordedRequest) => boolean
  /** The number of requests to affect. @default no limit */
  readonly times?: number
}

/** An active fault. */
export interface ArmedFault {
  /** The number of requests affected so far. */
  readonly hits: number
  remove(): void
}

export interface Faults {
  add(fault: Fault): ArmedFault
  /** Returns the first active fault for this request, and counts it as a hit. */
  next(request: RecordedRequest): Effect | undefined
  clear(): void
}

export const createFaults = (): Faults => {
  const armed = new Map<Fault, { hits: number }>()
  return {
    add: (fault) => {
      // The copy allows the same fault to be added twice.
      const copy = { ...fault }
      const count = { hits: 0 }
      armed.set(copy, count)
      return {
        get hits() {
          return count.hits
        },
        remove: () => {
          armed.delete(copy)
        },
      }
    },
    next: (request) => {
      for (const [fault, count] of armed) {
        if (count.hits >= (fault.times ?? Number.POSITIVE_INFINITY)) continue
        if (fault.when && !fault.when(request)) continue
        count.hits += 1
        return fault
      }
      return undefined
    },
    clear: () => armed.clear(),
  }
}

const REFUSALS: Readonly<Record<Refusal, (accountId: string, now: number) => HttpResponse>> = {
  unauthorized: (_, now) => unauthorized(eraOf(now)),
  forbidden,
  'client-forbidden': clientForbidden,
  'credits-depleted': creditsDepleted,
  'account-credits-depleted': accountCreditsDepleted,
  'rate-limited': tooManyRequests,
  'rate-limited-in-text': tooManyRequestsInText,
  'usage-capped': usageCapExceeded,
  'internal-error': internalServerError,
  unavailable: serviceUnavailable,
}

/** The id of an invented developer account. */
const ACCOUNT_ID = '1000000000000000001'

const windowHeaders = (now: number, limit: number, remaining: number): Record<string, string> => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(Math.ceil(now / 1000) + 900),
})

const errorPage = (status: number): string =>
  `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Something went wrong</h1></body></html>`

/** The title is a guess; the other texts and the keys were recorded. */
const hydrationProblem = (field: string) => ({
  detail: `The '${field}' field could not be fully resolved for this request and may be missing or incomplete.`,
  field,
  resource_type: 'tweet',
  section: 'data',
  status: 500,
  title: 'Field Hydration Failure',
  type: 'https://api.x.com/2/problems/field-hydration-failure',
})

/** The response after an effect that changes its content. */
export const alterResponse = (effect: Effect, response: HttpResponse): HttpResponse => {
  if (effect.kind !== 'hydration-failure' || response.status !== 200) return response
  const { data, errors = [], ...rest } = JSON.parse(response.body)
  const without = ({ [effect.field]: _, ...post }: Record<string, unknown>) => post
  const body = {
    data: Array.isArray(data) ? data.map(without) : data && without(data),
    errors: [...errors, hydrationProblem(effect.field)],
    ...rest,
  }
  return { ...response, body: JSON.stringify(body) }
}

/** Refusals with which X sends the headers of the endpoint's window, as with other responses. */
const WITH_WINDOW: ReadonlySet<Refusal> = new Set(['credits-depleted', 'account-credits-depleted'])

/**
 * The response of an effect that replaces the original; undefined for effects on its transmission.
 * @param window counts the request and returns the headers of its window
 */
export const replacementFor = (
  effect: Effect,
  now: number,
  window: () => HttpResponse['headers'],
): HttpResponse | undefined => {
  switch (effect.kind) {
    case 'html': {
      const status = effect.status ?? 502
      return {
        status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: errorPage(status),
      }
    }
    case 'empty':
      return { status: effect.status ?? 200, headers: {}, body: '' }
    case 'refuse': {
      const response = REFUSALS[effect.as](ACCOUNT_ID, now)
      const rate = WITH_WINDOW.has(effect.as) ? window() : {}
      const custom =
        effect.rateLimitHeaders === 'sentinel'
          ? windowHeaders(now, 40_000, 39_998)
          : effect.rateLimitHeaders
            ? windowHeaders(now, 300, 0)
            : {}
      return { ...response, headers: { ...response.headers, ...rate, ...custom } }
    }
    case 'answer':
      return {
        status: effect.status ?? 200,
        headers: { 'content-type': 'application/json; charset=utf-8', ...effect.headers },
        body: typeof effect.body === 'string' ? effect.body : JSON.stringify(effect.body ?? {}),
      }
    default:
      return undefined
  }
}
