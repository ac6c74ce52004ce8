// X's own count of the posts that a project has read, and its credits. Both are for the app-only token. X does not provide
// them to every app: it answers 403 or 404.
//
// @see https://docs.x.com/x-api/usage/get-usage
// `GET /2/usage/credits` is not documented; its balances were seen in August 2026.

import { DAY_MS } from '../infra/clock.ts'
import type { CallContext, CallResult, CallTarget } from './call.ts'
import { parseBody } from './envelope.ts'
import { invalidResponse } from './errors.ts'
import type { Endpoint } from './rate-budget.ts'
import { type Fields, isObject, isString } from './scalars.ts'

/** Parts that X does not provide are undefined. */
export interface Usage {
  /** The posts read in the billing cycle. */
  readonly used: number | undefined
  readonly cap: number | undefined
  /** To the day. */
  readonly resetsAt: Date | undefined
  /** The days with reads, oldest first. */
  readonly days: readonly UsageDay[] | undefined
}

export interface UsageDay {
  /** The UTC day, such as 2026-11-28. */
  readonly date: string
  readonly used: number | undefined
}

/** In the unit of X, which it does not document. */
export interface Credits {
  readonly free: number | undefined
  readonly prepaid: number | undefined
  readonly total: number | undefined
}

export interface UsageReader {
  /** Undefined where X does not provide it. @throws GatewayError */
  usage(context: CallContext): Promise<Usage | undefined>
  credits(context: CallContext): Promise<Credits | undefined>
}

export interface UsageReaderOptions {
  readonly apiUrl: string
  readonly call: (context: CallContext, target: CallTarget) => Promise<CallResult | undefined>
  readonly wall: () => number
}

/** As many days as the longest month has. */
const DAYS = 31
const USAGE_PATH = `/2/usage/tweets?days=${DAYS}&usage.fields=cap_reset_day,daily_project_usage,project_cap,project_usage`

export const createUsageReader = ({ apiUrl, call, wall }: UsageReaderOptions): UsageReader => {
  const read = async (
    context: CallContext,
    endpoint: Endpoint,
    path: string,
  ): Promise<Fields | undefined> => {
    const target = { endpoint, url: `${apiUrl}${path}`, isSuccess: isVerdict }
    const result = await call(context, target)
    if (result?.response.status !== 200) return undefined
    const { data } = parseBody(result.response.text)
    if (!isObject(data)) throw invalidResponse()
    result.acceptCredential()
    return data
  }
  return {
    usage: async (context) => {
      const data = await read(context, 'GET /2/usage/tweets', USAGE_PATH)
      return data && usageIn(data, wall())
    },
    credits: async (context) => {
      const data = await read(context, 'GET /2/usage/credits', '/2/usage/credits')
      return (
        data && {
          free: amountOf(data.free_balance),
          prepaid: amountOf(data.prepaid_balance),
          total: amountOf(data.total_balance),
        }
      )
    },
  }
}

/** Whether X has sent its usage, or has refused to. */
const isVerdict = ({ status }: CallResult['response']): boolean =>
  status === 200 || status === 403 || status === 404

const usageIn = (data: Fields, now: number): Usage => {
  const daysLeft = countOf(data.cap_reset_day)
  const project = data.daily_project_usage
  return {
    used: countOf(data.project_usage),
    cap: countOf(data.project_cap),
    resetsAt:
      daysLeft === undefined || daysLeft < 0 || daysLeft > MAX_DAYS_LEFT
        ? undefined
        : new Date((Math.floor(now / DAY_MS) + daysLeft) * DAY_MS),
    days: isObject(project) ? daysIn(project.usage ?? []) : undefined,
  }
}

/** A cycle is a month. */
const MAX_DAYS_LEFT = 366

const daysIn = (list: unknown): readonly UsageDay[] | undefined => {
  if (!Array.isArray(list)) return undefined
  const days = list.flatMap((item: unknown): UsageDay[] => {
    const date = isObject(item) && isString(item.date) ? DATE.exec(item.date)?.[0] : undefined
    return date === undefined || !isObject(item) ? [] : [{ date, used: countOf(item.usage) }]
  })
  return days.sort((a, b) => a.date.localeCompare(b.date))
}

const DATE = /^\d{4}-\d\d-\d\d(?=T|$)/

/** X sends these numbers as text (seen in October 2026); its specification of July 2026 has integers. */
const countOf = (value: unknown): number | undefined => {
  const count = amountOf(value)
  return Number.isSafeInteger(count) ? count : undefined
}

const amountOf = (value: unknown): number | undefined => {
  const amount = isString(value) && /^\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : value
  return typeof amount === 'number' && Number.isFinite(amount) ? amount : undefined
}
