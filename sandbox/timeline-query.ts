// Parses the parameters that select a part of a timeline.

import { type Cursor, decodeToken } from './paging.ts'
import {
  ID,
  notValid,
  type ParameterError,
  type Query,
  readList,
  readOne,
  readOneOf,
} from './query.ts'
import type { ListParameter } from './vocabulary.ts'
import { newestFirst } from './world/order.ts'
import type { WorldPost } from './world/types.ts'

/** The parameters as X lists them in error messages; the order is a guess. */
export const TIMELINE_PARAMETERS = [
  'id',
  'max_results',
  'pagination_token',
  'start_time',
  'end_time',
  'since_id',
  'until_id',
  'exclude',
]

export type Kind = 'replies' | 'retweets'

export interface Span {
  readonly size: number
  readonly cursor: Cursor | undefined
  readonly exclude: ReadonlySet<Kind>
  /** Returns whether a post is within the requested ids or times. */
  readonly includes: (post: WorldPost) => boolean
}

const EXCLUDE: ListParameter<Kind> = {
  accepted: new Map([
    ['replies', 'replies'],
    ['retweets', 'retweets'],
  ]),
  listed: ['replies', 'retweets'],
}

const MIN_RESULTS = 5
const MAX_RESULTS = 100
const DEFAULT_RESULTS = 10

export const readSpan = (query: Query, parameterErrors: ParameterError[]): Span => {
  const size = readSize(query, parameterErrors)
  const cursor = readCursor(query, parameterErrors)
  const start = readTime(query, 'start_time', parameterErrors)
  const end = readTime(query, 'end_time', parameterErrors)
  const since = readOneOf({ ...ID, name: 'since_id' }, query, parameterErrors)
  const until = readOneOf({ ...ID, name: 'until_id' }, query, parameterErrors)
  if (start !== undefined && end !== undefined && start >= end) {
    const [sent = ''] = query.get('start_time') ?? []
    parameterErrors.push({
      parameters: { start_time: [sent] },
      message: `The \`start_time\` query parameter value [${sent}] must be before the \`end_time\` query parameter value`,
    })
  }
  const isSince = ({ id, createdAt }: WorldPost): boolean =>
    since === undefined ? start === undefined || createdAt >= start : newestFirst(id, since) < 0
  // X's documentation: times are whole seconds, and the last one is included.
  const isUntil = ({ id, createdAt }: WorldPost): boolean =>
    until === undefined ? end === undefined || createdAt < end + 1000 : newestFirst(id, until) > 0
  return {
    size,
    cursor,
    exclude: new Set(readList(query, 'exclude', EXCLUDE, parameterErrors)),
    includes: (post) => isSince(post) && isUntil(post),
  }
}

const readSize = (query: Query, parameterErrors: ParameterError[]): number => {
  const sent = readOne(query, 'max_results', parameterErrors)
  if (sent === undefined) return DEFAULT_RESULTS
  if (!/^-?[0-9]{1,9}$/.test(sent)) {
    parameterErrors.push(notValid('max_results', sent))
    return DEFAULT_RESULTS
  }
  const size = Number(sent)
  if (size < MIN_RESULTS || size > MAX_RESULTS) {
    parameterErrors.push(
      notValid('max_results', sent, `is not between ${MIN_RESULTS} and ${MAX_RESULTS}`),
    )
  }
  return size
}

const readCursor = (query: Query, parameterErrors: ParameterError[]): Cursor | undefined => {
  const sent = readOne(query, 'pagination_token', parameterErrors)
  if (sent === undefined) return undefined
  const cursor = decodeToken(sent)
  if (cursor === undefined)
    parameterErrors.push(notValid('pagination_token', sent, 'is not a valid token'))
  return cursor
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/
const EARLIEST = '2010-11-06T00:00Z'

/** Reads a time in milliseconds. X rounds it down to a whole second. */
const readTime = (
  query: Query,
  name: string,
  parameterErrors: ParameterError[],
): number | undefined => {
  const sent = readOne(query, name, parameterErrors)
  if (sent === undefined) return undefined
  const time = TIME.test(sent) ? Date.parse(sent) : Number.NaN
  if (Number.isNaN(time)) {
    parameterErrors.push(notValid(name, sent))
    return undefined
  }
  if (time < Date.parse(EARLIEST)) {
    parameterErrors.push({
      parameters: { [name]: [sent] },
      message: `Invalid '${name}':'${sent}'. '${name}' must be on or after ${EARLIEST}`,
    })
  }
  return time - (time % 1000)
}
