// GET /2/usage/tweets: the posts read through the API, each counted once per UTC day, as X counts and bills them. The
// numbers are strings, as seen in October 2026. GET /2/usage/credits: the balance, which X does not show to some apps.

import { type Bill, DAY_MS as DAY, startOfDay } from './bill.ts'
import { type HttpResponse, json } from './http.ts'
import { notFound } from './problems.ts'
import {
  invalidRequest,
  notValid,
  type ParameterError,
  queryOf,
  readList,
  readOne,
  rejectUnknown,
} from './query.ts'
import type { WireObject } from './shapes/view.ts'
import { unchangedNames } from './vocabulary.ts'

/** Invented ids, and the monthly cap of 2026. */
const PROJECT_ID = '1700000000000000001'
const CLIENT_APP_ID = '30000001'
const PROJECT_CAP = '3000000'

/** The default fields are a guess. */
const DEFAULT_FIELDS = ['cap_reset_day', 'project_cap', 'project_id', 'project_usage']
const FIELDS = [...DEFAULT_FIELDS, 'daily_client_app_usage', 'daily_project_usage'].sort()
const FIELDS_PARAMETER = { accepted: unchangedNames(FIELDS), listed: FIELDS }

const MAX_DAYS = 90
const DEFAULT_DAYS = 7

interface UsageContext {
  readonly bill: Pick<Bill, 'days'>
  readonly now: number
  readonly era: Parameters<typeof invalidRequest>[1]
}

export const usageOfPosts = (search: string, { bill, now, era }: UsageContext): HttpResponse => {
  const query = queryOf(search)
  const parameterErrors: ParameterError[] = []
  rejectUnknown(query, ['days', 'usage.fields'], parameterErrors)
  const sent = readOne(query, 'days', parameterErrors) ?? String(DEFAULT_DAYS)
  const days = Number(sent)
  if (!/^\d{1,3}$/.test(sent) || days < 1 || days > MAX_DAYS) {
    parameterErrors.push(notValid('days', sent, `is not between 1 and ${MAX_DAYS}`))
  }
  const requested = readList(query, 'usage.fields', FIELDS_PARAMETER, parameterErrors)
  if (parameterErrors.length > 0) return invalidRequest(parameterErrors, era)

  const posts = new Map(bill.days().map((day) => [day.start, day.posts.size]))
  const postsOn = (day: number): number => posts.get(day) ?? 0
  const today = new Date(now)
  const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth())
  const nextMonth = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1)
  const since = (start: number): number[] =>
    Array.from({ length: (startOfDay(now) - start) / DAY + 1 }, (_, index) => start + index * DAY)
  const perDay = since(startOfDay(now) - (days - 1) * DAY)
    .map((day) => ({ date: new Date(day).toISOString(), usage: String(postsOn(day)) }))
    .filter(({ usage }) => usage !== '0')
  const all: WireObject = {
    cap_reset_day: Math.ceil((nextMonth - now) / DAY),
    daily_client_app_usage: [
      { client_app_id: CLIENT_APP_ID, usage: perDay, usage_result_count: perDay.length },
    ],
    // Without usage X sends the id alone.
    daily_project_usage: { project_id: PROJECT_ID, ...(perDay.length > 0 && { usage: perDay }) },
    project_cap: PROJECT_CAP,
    project_id: PROJECT_ID,
    project_usage: String(since(month).reduce((sum, day) => sum + postsOn(day), 0)),
  }
  const names = [...new Set([...DEFAULT_FIELDS, ...requested])].sort()
  return json(200, { data: Object.fromEntries(names.map((name) => [name, all[name]])) })
}

/** The balances are those that were seen in August 2026. That they are numbers, and the body of the 404, are guesses. */
export const creditBalance = (credits: number | undefined): HttpResponse =>
  credits === undefined
    ? notFound()
    : json(200, {
        data: { free_balance: 0, prepaid_balance: credits, total_balance: credits },
      })
