// Everything X and the network between have been seen to do wrong, on demand: for which requests, how
// many times, and what.

import type { Answer } from './exchange.ts'
import { eraOf } from './history.ts'
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
import type { SeenRequest } from './server.ts'

/** X's own refusals, by the name of what happened. */
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
  /** The true answer, late: by `ms`, give or take `jitterMs`. */
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs?: number }
  /** The connection breaks before a byte is answered. */
  | { readonly kind: 'reset' }
  /** Nothing is ever answered; the connection stays open. */
  | { readonly kind: 'hang' }
  /** The head and half of the true body, and the connection breaks. */
  | { readonly kind: 'half-body' }
  /** `content-length` promises more than the body has. */
  | { readonly kind: 'wrong-length' }
  /** Bytes that are neither JSON nor UTF-8, under the head of a good answer. */
  | { readonly kind: 'garbage' }
  /** A page of some proxy instead of JSON. */
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'empty'; readonly status?: number }
  /**
   * One of X's refusals. With `rateLimitHeaders` `true` it comes with an exhausted window's headers, with
   * `'sentinel'` with the 40000 that X sends beside some 403s and 503s; otherwise with none.
   */
  | {
      readonly kind: 'refuse'
      readonly as: Refusal
      readonly rateLimitHeaders?: boolean | 'sentinel'
    }
  /** The true answer, but X could not read one field of the posts, and says so beside them. */
  | { readonly kind: 'hydration-failure'; readonly field: string }
  /** Whatever you say. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }

export type Fault = Effect & {
  /** Which requests; all of X's API when left out. */
  readonly when?: (request: SeenRequest) => boolean
  /** How many of them; all when left out. */
  readonly times?: number
}

/** A fault in force. */
export interface ArmedFault {
  /** How many requests it has met. */
  readonly hits: number
  remove(): void
}

export interface Faults {
  add(fault: Fault): ArmedFault
  /** The first fault in force for this request, counted as met. */
  next(request: SeenRequest): Effect | undefined
  clear(): void
}

export const createFaults = (): Faults => {
  const armed = new Map<Fault, { hits: number }>()
  return {
    add: (fault) => {
      // A copy, so that the same fault can be armed twice.
      const own = { ...fault }
      const count = { hits: 0 }
      armed.set(own, count)
      return {
        get hits() {
          return count.hits
        },
        remove: () => {
          armed.delete(own)
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

const REFUSALS: Readonly<Record<Refusal, (accountId: string, now: number) => Answer>> = {
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

/** Of an app that exists nowhere. */
const ACCOUNT_ID = '1000000000000000001'

const windowHeaders = (now: number, limit: number, remaining: number): Record<string, string> => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(Math.ceil(now / 1000) + 900),
})

const page = (status: number): string =>
  `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Something went wrong</h1></body></html>`

/** Its title was not recorded; the words and the keys were. */
const hydrationProblem = (field: string) => ({
  detail: `The '${field}' field could not be fully resolved for this request and may be missing or incomplete.`,
  field,
  resource_type: 'tweet',
  section: 'data',
  status: 500,
  title: 'Field Hydration Failure',
  type: 'https://api.x.com/2/problems/field-hydration-failure',
})

/** X's own answer, with what the effect takes from it. */
export const amended = (effect: Effect, answer: Answer): Answer => {
  if (effect.kind !== 'hydration-failure' || answer.status !== 200) return answer
  const { data, errors = [], ...rest } = JSON.parse(answer.body)
  const without = ({ [effect.field]: _, ...post }: Record<string, unknown>) => post
  const body = {
    data: Array.isArray(data) ? data.map(without) : data && without(data),
    errors: [...errors, hydrationProblem(effect.field)],
    ...rest,
  }
  return { ...answer, body: JSON.stringify(body) }
}

/** The answer of an effect that replaces X's own; none for those that only spoil it on the wire. */
export const replacement = (effect: Effect, now: number): Answer | undefined => {
  switch (effect.kind) {
    case 'html': {
      const status = effect.status ?? 502
      return {
        status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: page(status),
      }
    }
    case 'empty':
      return { status: effect.status ?? 200, headers: {}, body: '' }
    case 'refuse': {
      const answer = REFUSALS[effect.as](ACCOUNT_ID, now)
      const rate =
        effect.rateLimitHeaders === 'sentinel'
          ? windowHeaders(now, 40_000, 39_998)
          : effect.rateLimitHeaders
            ? windowHeaders(now, 300, 0)
            : {}
      return { ...answer, headers: { ...answer.headers, ...rate } }
    }
    case 'answer':
      return {
        status: effect.status,
        headers: { 'content-type': 'application/json; charset=utf-8', ...effect.headers },
        body: typeof effect.body === 'string' ? effect.body : JSON.stringify(effect.body ?? {}),
      }
    default:
      return undefined
  }
}
