// Between concurrent requests: those that share a credential share calls of up to a hundred posts, and a post that is
// on its way is awaited. A lone request never waits; one that comes while others are under way waits for company, until
// the call is full, until those have come back, or for a few milliseconds for each of them. What nobody waits for can
// wait longer.

import type { CredentialSource } from '../auth/credentials.ts'
import { type Ask, askKey, coversAsk, mergedAsk } from '../plan/plan.ts'
import { MOST_IDS } from '../x/fields.ts'
import { mayCall, tooManyCalls } from './call-limit.ts'
import type { Operation } from './operation.ts'

/** One call, about to be made or under way. It belongs to no request: one that goes away takes nothing with it. */
interface Flight<T> {
  ask: Ask
  ids: string[]
  /** Who pays: the operation that began it. */
  readonly operation: Operation
  readonly source: CredentialSource
  /** Until it has come: maps hold on to what was deleted from them for a while, and must not hold a hundred posts. */
  arrival: PromiseWithResolvers<T> | undefined
}

interface Lane<T> {
  /** By post. */
  readonly flying: Map<string, Flight<T>>
  waiting: Flight<T> | undefined
  /** Nobody waits for what is waiting. */
  patient: boolean
  timer: NodeJS.Timeout | undefined
  underWay: number
}

/** The more calls are under way, the dearer is another; but nobody waits much longer than X takes anyway. */
const MOST_WINDOWS = 10

/** For what is asked ahead of need: a call that is not full by then leaves all the same. */
const PATIENCE_MS = 500

export interface Coalescer<T> {
  /** What each call brings, and which of the posts it brings. A call that the operation may not begin is rejected. */
  load(
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    operation: Operation,
  ): ReadonlyMap<Promise<T>, readonly string[]>
  /** The same for nobody: it waits for a full call, and fails without a word. */
  refresh(source: CredentialSource, ids: readonly string[], ask: Ask, operation: Operation): void
}

export interface CoalescerOptions<T> {
  readonly windowMs: number
  /** Calls of different generations of a credential are not shared. */
  readonly generationOf: (source: CredentialSource) => number
  /** Makes the call. */
  readonly fly: (
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    operation: Operation,
  ) => Promise<T>
}

export const createCoalescer = <T>({
  windowMs,
  generationOf,
  fly,
}: CoalescerOptions<T>): Coalescer<T> => {
  /** By credential, and by what must be equal for two asks to share a call. */
  const lanes = new Map<string, Lane<T>>()

  const depart = (key: string, lane: Lane<T>): void => {
    const { waiting: flight } = lane
    if (flight === undefined) return
    clearTimeout(lane.timer)
    lane.timer = undefined
    lane.waiting = undefined
    lane.patient = true
    lane.underWay += 1
    fly(flight.source, flight.ids, flight.ask, flight.operation)
      .then(flight.arrival?.resolve, flight.arrival?.reject)
      .finally(() => land(key, lane, flight))
  }

  const land = (key: string, lane: Lane<T>, flight: Flight<T>): void => {
    for (const id of flight.ids) if (lane.flying.get(id) === flight) lane.flying.delete(id)
    flight.ids = []
    flight.arrival = undefined
    lane.underWay -= 1
    if (lane.underWay > 0) return
    if (lane.waiting === undefined) lanes.delete(key)
    else if (!lane.patient) depart(key, lane)
  }

  /** Nothing when it takes another call, and the operation has begun all that it may. */
  const board = (
    lane: Lane<T>,
    source: CredentialSource,
    ask: Ask,
    operation: Operation,
  ): Flight<T> | undefined => {
    if (lane.waiting !== undefined) {
      lane.waiting.ask = mergedAsk(lane.waiting.ask, ask)
      return lane.waiting
    }
    if (!mayCall(operation.callLimit)) return undefined
    const flight: Flight<T> = {
      ask,
      ids: [],
      operation,
      source,
      arrival: Promise.withResolvers<T>(),
    }
    lane.waiting = flight
    return flight
  }

  const load = (
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    operation: Operation,
    patient: boolean,
  ): ReadonlyMap<Promise<T>, readonly string[]> => {
    const key = `${source.scope} ${generationOf(source)} ${askKey(ask)}`
    let lane = lanes.get(key)
    if (lane === undefined) {
      lane = {
        flying: new Map(),
        waiting: undefined,
        patient: true,
        timer: undefined,
        underWay: 0,
      }
      lanes.set(key, lane)
    }
    const alone = lane.underWay === 0 && lane.patient && !patient
    const found = new Map<Promise<T>, string[]>()
    const refused: string[] = []
    let last: Flight<T> | undefined
    let company: string[] = []
    for (const id of ids) {
      let flight = lane.flying.get(id)
      if (flight === undefined || !coveredBy(flight, lane.waiting, ask)) {
        flight = board(lane, source, ask, operation)
        if (flight === undefined) {
          refused.push(id)
          continue
        }
        flight.ids.push(id)
        lane.flying.set(id, flight)
      }
      if (flight.operation.tally !== operation.tally) operation.tally.coalesced += 1
      if (flight !== last) {
        last = flight
        const { promise } = flight.arrival as PromiseWithResolvers<T>
        company = found.get(promise) ?? []
        found.set(promise, company)
      }
      company.push(id)
      if (flight === lane.waiting && flight.ids.length >= MOST_IDS) depart(key, lane)
    }
    const { arrival } = lane.waiting ?? {}
    if (arrival !== undefined && found.has(arrival.promise)) {
      if (alone || windowMs === 0) depart(key, lane)
      else wait(key, lane, patient)
    }
    if (refused.length > 0) {
      found.set(Promise.reject(tooManyCalls(operation.callLimit)), refused)
      if (lane.underWay === 0 && lane.waiting === undefined) lanes.delete(key)
    }
    return found
  }

  /** Whoever cannot wait does not wait for those who can. */
  const wait = (key: string, lane: Lane<T>, patient: boolean): void => {
    if (lane.timer !== undefined && (patient || !lane.patient)) return
    clearTimeout(lane.timer)
    lane.patient = patient
    const ms = patient ? PATIENCE_MS : windowMs * Math.min(lane.underWay, MOST_WINDOWS)
    lane.timer = setTimeout(() => depart(key, lane), ms)
  }

  return {
    load: (source, ids, ask, operation) => load(source, ids, ask, operation, false),
    refresh: (source, ids, ask, operation) => {
      for (const flight of load(source, ids, ask, operation, true).keys()) flight.catch(() => {})
    },
  }
}

/** A call that has not left can still be asked for more. */
const coveredBy = <T>(flight: Flight<T>, waiting: Flight<T> | undefined, ask: Ask): boolean => {
  if (flight.ask === ask) return true
  if (flight !== waiting) return coversAsk(flight.ask, ask)
  flight.ask = mergedAsk(flight.ask, ask)
  return true
}
