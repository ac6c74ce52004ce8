// Stages: the price of the requested entities is reserved before X is called, and settled when its answer has been
// recorded. Each request pays for the ids that it was the first to request; requests that join its call pay nothing.

import { ConnectionLost } from '../infra/connection-lost.ts'
import { GatewayError } from '../infra/errors.ts'
import { addTo, removeFrom } from '../infra/multimap.ts'
import { isLimited, type Reservation, type Spend } from '../money/spend.ts'
import { CALL_LIMIT_SETTING } from './call-limit.ts'
import type { EntityRequest, Resource, Results, Stage } from './request.ts'
import { failuresOf } from './result.ts'

/** Requests with equal keys share calls. */
export type GroupKey<R extends Resource> = (request: EntityRequest<R>) => string

export interface ReservedOptions<R extends Resource> {
  readonly spend: Spend
  readonly groupKey: GroupKey<R>
  /** The most that the request can cost. */
  readonly mostUsd: (request: EntityRequest<R>) => number
}

/** A request whose calls are in flight. */
interface ReservedRequest {
  readonly request: EntityRequest
  readonly reservation: Reservation
  /** The part of the reservation that belongs to each id. */
  readonly usdPerId: number
  /** The dollars that X has billed, or may have billed. */
  spentUsd: number
  /** The ids that no call has brought yet. */
  pending: number
}

export interface Reservations<T extends object, R extends Resource> {
  /** Before `coalesced`: one request. */
  readonly reserved: Stage<T, R>
  /** After `coalesced`: one call, which may serve several requests. */
  readonly settled: Stage<T, R>
  /** Charges what X has billed for an id of a call. */
  pay(call: EntityRequest<R>, id: string, usd: number): void
}

/** The requests whose calls are in flight. */
const createReservedRequests = () => {
  /** The requests by group and id, in the order in which they came. */
  const requests = new Map<string, ReservedRequest[]>()

  const settleId = (reserved: ReservedRequest): void => {
    reserved.pending -= 1
    if (reserved.pending === 0) reserved.reservation.settle(reserved.spentUsd)
  }

  return {
    isEmpty: (): boolean => requests.size === 0,
    /** The first request for an id, which pays for it. */
    firstFor: (group: string, id: string): ReservedRequest | undefined =>
      requests.get(`${group} ${id}`)?.[0],
    add: (group: string, reserved: ReservedRequest): void => {
      for (const id of reserved.request.ids) addTo(requests, `${group} ${id}`, reserved)
    },
    /** Settles ids that a call has brought, for all requests that wait for them. */
    settle: (group: string, ids: readonly string[], results: Results<object> | undefined): void => {
      for (const id of ids) {
        const key = `${group} ${id}`
        const waiting = requests.get(key)
        if (waiting === undefined) continue
        const [first] = waiting
        if (first !== undefined && mayBeBilled(results?.get(id))) first.spentUsd += first.usdPerId
        requests.delete(key)
        for (const each of waiting) settleId(each)
      }
    },
    /** Settles ids of one request for which no call was begun. */
    cancel: (group: string, ids: readonly string[], reserved: ReservedRequest): void => {
      for (const id of ids) {
        removeFrom(requests, `${group} ${id}`, reserved)
        settleId(reserved)
      }
    },
  }
}

export const createReservations = <T extends object, R extends Resource>({
  spend,
  groupKey,
  mostUsd,
}: ReservedOptions<R>): Reservations<T, R> => {
  const requests = createReservedRequests()
  return {
    reserved: (next) => async (request) => {
      const { limits, onWarning } = request.operation.payer
      if (!limits.some(isLimited)) return next(request)
      let reservation: Reservation
      const usd = mostUsd(request)
      try {
        reservation = await spend.reserve(limits, usd)
      } catch (error) {
        return failuresOf(request.ids, error)
      }
      for (const warning of reservation.warnings) onWarning?.(warning)
      const { length } = request.ids
      const own = { request, reservation, usdPerId: usd / length, spentUsd: 0, pending: length }
      const group = groupKey(request)
      requests.add(group, own)
      const results = await next(request)
      const refused = request.ids.filter((id) => exceedsCallLimit(results.get(id)))
      if (refused.length > 0) requests.cancel(group, refused, own)
      return results
    },
    settled: (next) => async (call) => {
      let results: Results<T> | undefined
      try {
        results = await next(call)
        return results
      } finally {
        if (!requests.isEmpty()) requests.settle(groupKey(call), call.ids, results)
      }
    },
    pay: (call, id, usd) => {
      if (usd === 0) return
      const first = requests.isEmpty() ? undefined : requests.firstFor(groupKey(call), id)
      const { operation } = first?.request ?? call
      operation.tally.usd += usd
      if (first === undefined) spend.add(operation.payer.limits, usd)
      else first.spentUsd += usd
    },
  }
}

/** Whether X may have billed an id although its answer did not arrive, or cannot be read. */
const mayBeBilled = (result: object | undefined): boolean => {
  if (result === undefined || !('error' in result)) return false
  const { error } = result
  if (error instanceof ConnectionLost) return error.wasConnected
  return error instanceof GatewayError && UNKNOWN_OUTCOMES.has(error.code)
}

const UNKNOWN_OUTCOMES: ReadonlySet<string> = new Set([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
])

/** Whether no call was begun for an id, because the request has begun too many. */
const exceedsCallLimit = (result: object | undefined): boolean =>
  result !== undefined &&
  'error' in result &&
  result.error instanceof GatewayError &&
  result.error.details.limit === CALL_LIMIT_SETTING
