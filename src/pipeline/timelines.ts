// Pages of somebody's posts, for all requests together: from the cache, with another request's call, or by one of its
// own. What a page brings is kept post by post, and answers lookups by id, too.

import { LRUCache } from 'lru-cache'

import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import { type Ask, coversAsk } from '../plan/plan.ts'
import type { TimelinePart, XClient } from '../x/client.ts'
import { isId, newestFirst } from '../x/fields.ts'
import type { Bill, PostPrice } from '../x/prices.ts'
import { refusedIn } from '../x/problems.ts'
import type { Envelope } from '../x/types.ts'
import { timelineErrorIn } from '../x/users.ts'
import { askingAs, parametersOf } from './asking.ts'
import { mayCall, tooManyCalls } from './call-limit.ts'
import type { Operation } from './operation.ts'
import type { Hit, PostCache } from './post-cache.ts'
import type { PrivateAccess } from './private-access.ts'
import { type Answered, type Answers, answeredBy, failedBut, type Receiving } from './receiving.ts'

export interface TimelinePage {
  /** Newest first, with those that X left out for their private fields. */
  readonly ids: readonly string[]
  readonly answers: Answers
  readonly next: string | undefined
}

export interface WantedPage {
  readonly source: CredentialSource
  readonly userId: string
  readonly part: TimelinePart
  readonly ask: Ask
  readonly price: PostPrice
}

export interface Timelines {
  /** @throws what keeps it from being given, as a GatewayError */
  page(wanted: WantedPage, operation: Operation): Promise<TimelinePage>
}

export interface TimelinesOptions {
  readonly client: XClient
  readonly cache: PostCache
  readonly access: PrivateAccess
  readonly receiving: Receiving
  readonly bill: Bill
  readonly now: () => number
}

interface Kept {
  readonly ids: readonly string[]
  readonly next: string | undefined
  readonly at: number
}

/** One call under way, on the account of the operation that began it. */
interface Flight {
  readonly ask: Ask
  readonly operation: Operation
  readonly page: Promise<TimelinePage>
}

/** Some four kilobytes each. */
const MOST_PAGES = 2000

export const createTimelines = (options: TimelinesOptions): Timelines => {
  const { client, cache, access, receiving, bill, now } = options
  const pages = new LRUCache<string, Kept>({ max: MOST_PAGES })
  const flying = new Map<string, Flight>()

  const fly = async (
    name: string,
    { source, userId, part, ask, price }: WantedPage,
    operation: Operation,
  ): Promise<TimelinePage> => {
    if (!mayCall(operation.callLimit)) throw tooManyCalls(operation.callLimit)
    const asking = askingAs(source, operation)
    const looked = await client.timeline(asking, userId, part, parametersOf(ask))
    const { envelope, next } = looked
    const error = timelineErrorIn(envelope, userId)
    if (error !== undefined) throw error
    const charge = bill.charge(envelope, price)
    const ids = idsIn(envelope)
    const answers = receiving.take({ source, ask, ids, looked, charge }, operation.tally)
    if (cache.keeps(source.scope)) pages.set(name, { ids, next, at: now() })
    return { ids, answers, next }
  }

  /** If all of it is still there, and young. */
  const recall = (
    name: string,
    { source, ask }: WantedPage,
    { tally, notBefore = 0 }: Operation,
  ): TimelinePage | undefined => {
    const { scope } = source
    if (!access.mayServe(source)) return undefined
    const kept = pages.get(name)
    if (kept === undefined || kept.at < notBefore || !cache.isFresh(scope, kept.at))
      return undefined
    const { ids, next, at } = kept
    const answers = new Map<string, Answered>()
    let oldest = at
    for (const id of ids) {
      const hit: Hit | undefined = cache.find(scope, id, ask)
      if (hit?.age !== 'fresh' || hit.at < notBefore) return undefined
      answers.set(id, answeredBy(hit))
      oldest = Math.min(oldest, hit.at)
    }
    tally.fromCache += ids.length
    tally.oldest = Math.min(tally.oldest, oldest)
    return { ids, answers, next }
  }

  /** What X said of it before, if all of that is still there and may be shown. */
  const outdated = (
    name: string,
    { source, ask }: WantedPage,
    error: GatewayError,
  ): TimelinePage | undefined => {
    const kept = pages.get(name)
    if (kept === undefined || !access.mayServe(source)) return undefined
    const answers = new Map<string, Answered>()
    for (const id of kept.ids) {
      const answer = failedBut(error, cache.find(source.scope, id, ask), source)
      if (answer.kind === 'failed') return undefined
      answers.set(id, answer)
    }
    return { ...kept, answers }
  }

  /** Another request's call for the same, if there is one; and one that is awaited by those who come later. */
  const flightTo = (name: string, wanted: WantedPage, operation: Operation): Flight => {
    const key = `${access.generation(wanted.source)} ${name}`
    const under = flying.get(key)
    if (under !== undefined && coversAsk(under.ask, wanted.ask)) return under
    const page = fly(name, wanted, operation).finally(() => {
      if (flying.get(key)?.page === page) flying.delete(key)
    })
    const flight = { ask: wanted.ask, page, operation }
    flying.set(key, flight)
    return flight
  }

  return {
    page: async (wanted, operation) => {
      const name = nameOf(wanted)
      const kept = recall(name, wanted, operation)
      if (kept !== undefined) return kept
      const flight = flightTo(name, wanted, operation)
      try {
        const page = await operation.within(flight.page)
        if (flight.operation !== operation) operation.tally.coalesced += page.ids.length
        return page
      } catch (error) {
        const old = error instanceof GatewayError ? outdated(name, wanted, error) : undefined
        if (old === undefined) throw error
        return old
      }
    },
  }
}

const nameOf = ({ source: { scope }, userId, part }: WantedPage): string =>
  [scope, userId, part.sinceId, part.untilId, part.exclude.join(), part.most, part.token].join(' ')

/** Of the posts of a page: those that came, and those that X only says something of. */
const idsIn = ({ data = [], errors = [] }: Envelope): string[] => {
  const given = data.flatMap(({ id }) => (isId(id) ? id : []))
  const refused = refusedIn(errors)
  return refused.size === 0 ? given : [...new Set([...given, ...refused])].sort(newestFirst)
}
