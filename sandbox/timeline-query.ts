// What part of a timeline is asked, or what is wrong with it.

import { newestFirst, type Turn, turnOf } from './paging.ts'
import { ID, type Mistake, notValid, type Query, readList, readOne, readOneOf } from './query.ts'
import type { ListParameter } from './vocabulary.ts'
import type { WorldPost } from './world/types.ts'

/** As X would list them in an error message; the order is a guess. */
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
  readonly turn: Turn | undefined
  readonly exclude: ReadonlySet<Kind>
  /** Whether a post lies between the ids or moments asked. */
  readonly holds: (post: WorldPost) => boolean
}

const EXCLUDE: ListParameter<Kind> = {
  accepted: new Map([
    ['replies', 'replies'],
    ['retweets', 'retweets'],
  ]),
  listed: ['replies', 'retweets'],
}

const LEAST = 5
const MOST = 100
const DEFAULT = 10

export const readSpan = (query: Query, mistakes: Mistake[]): Span => {
  const size = readSize(query, mistakes)
  const turn = readTurn(query, mistakes)
  const start = readTime(query, 'start_time', mistakes)
  const end = readTime(query, 'end_time', mistakes)
  const since = readOneOf({ ...ID, name: 'since_id' }, query, mistakes)
  const until = readOneOf({ ...ID, name: 'until_id' }, query, mistakes)
  if (start !== undefined && end !== undefined && start >= end) {
    const [given = ''] = query.get('start_time') ?? []
    mistakes.push({
      parameters: { start_time: [given] },
      message: `The \`start_time\` query parameter value [${given}] must be before the \`end_time\` query parameter value`,
    })
  }
  const isSince = ({ id, createdAt }: WorldPost): boolean =>
    since === undefined ? start === undefined || createdAt >= start : newestFirst(id, since) < 0
  // Seconds, and the last one belongs to it: X's documentation.
  const isUntil = ({ id, createdAt }: WorldPost): boolean =>
    until === undefined ? end === undefined || createdAt < end + 1000 : newestFirst(id, until) > 0
  return {
    size,
    turn,
    exclude: new Set(readList(query, 'exclude', EXCLUDE, mistakes)),
    holds: (post) => isSince(post) && isUntil(post),
  }
}

const readSize = (query: Query, mistakes: Mistake[]): number => {
  const given = readOne(query, 'max_results', mistakes)
  if (given === undefined) return DEFAULT
  if (!/^-?[0-9]{1,9}$/.test(given)) {
    mistakes.push(notValid('max_results', given))
    return DEFAULT
  }
  const size = Number(given)
  if (size < LEAST || size > MOST) {
    mistakes.push(notValid('max_results', given, `is not between ${LEAST} and ${MOST}`))
  }
  return size
}

const readTurn = (query: Query, mistakes: Mistake[]): Turn | undefined => {
  const given = readOne(query, 'pagination_token', mistakes)
  if (given === undefined) return undefined
  const turn = turnOf(given)
  if (turn === undefined) mistakes.push(notValid('pagination_token', given, 'is not a valid token'))
  return turn
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/
const EARLIEST = '2010-11-06T00:00Z'

/** In milliseconds, of which X drops all that is no whole second. */
const readTime = (query: Query, name: string, mistakes: Mistake[]): number | undefined => {
  const given = readOne(query, name, mistakes)
  if (given === undefined) return undefined
  const time = TIME.test(given) ? Date.parse(given) : Number.NaN
  if (Number.isNaN(time)) {
    mistakes.push(notValid(name, given))
    return undefined
  }
  if (time < Date.parse(EARLIEST)) {
    mistakes.push({
      parameters: { [name]: [given] },
      message: `Invalid '${name}':'${given}'. '${name}' must be on or after ${EARLIEST}`,
    })
  }
  return time - (time % 1000)
}
