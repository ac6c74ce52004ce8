// Stages: the price of the requested entities is reserved before X is called, and settled when its answer has been
// recorded. Each request pays for the ids that it was the first to request; requests that join its call pay nothing.

import { GatewayError } from '../infra/errors.ts'
import { isLimited, type Reservation, type Spend } from '../money/spend.ts'
import { CALL_LIMIT } from './call-limit.ts'
import type { EntityRequest, Resource, Stage } from './request.ts'
import { failed } from './result.ts'

/** Requests with equal keys share calls. */
export type GroupKey<R extends Resource> = (request: EntityRequest<R>) => string

export interface ReservedOptions<R extends Resource> {
  readonly spend: Spend
  readonly groupKey: GroupKey<R>
  /** The most that the request can cost. */
  readonly mostUsd: (request: EntityRequest<R>) => number
}

/** A request whose calls are in flight. */
interface Holder {
  readonly request: EntityRequest
  readonly reservation: Reservation
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

export const createReservations = <T extends object, R extends Resource>({
  spend,
  groupKey,
  mostUsd,
}: ReservedOptions<R>): Reservations<T, R> => {
  /** By group and id, in the order of the requests. */
  const holders = new Map<string, Holder[]>()

  const hold = (holder: Holder, group: string): void => {
    for (const id of holder.request.ids) {
      const key = `${group} ${id}`
      const others = holders.get(key)
      if (others === undefined) holders.set(key, [holder])
      else others.push(holder)
    }
  }

  /** Settles ids of one holder, or of all that hold them. */
  const release = (group: string, ids: readonly string[], only?: Holder): void => {
    for (const id of ids) {
      const key = `${group} ${id}`
      const all = holders.get(key) ?? []
      const released = only === undefined ? all : [only]
      for (const holder of released) {
        holder.pending -= 1
        if (holder.pending === 0) holder.reservation.settle(holder.spentUsd)
      }
      const others = all.filter((holder) => !released.includes(holder))
      if (others.length === 0) holders.delete(key)
      else holders.set(key, others)
    }
  }

  return {
    reserved: (next) => async (request) => {
      const { limits, onWarning } = request.operation.payer
      if (!limits.some(isLimited)) return next(request)
      let reservation: Reservation
      try {
        reservation = await spend.reserve(limits, mostUsd(request))
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        return new Map(request.ids.map((id) => [id, failed(error)]))
      }
      for (const warning of reservation.warnings) onWarning?.(warning)
      const holder = { request, reservation, spentUsd: 0, pending: request.ids.length }
      const group = groupKey(request)
      hold(holder, group)
      const results = await next(request)
      const refused = request.ids.filter((id) => isRefused(results.get(id)))
      if (refused.length > 0) release(group, refused, holder)
      return results
    },
    settled: (next) => (call) => next(call).finally(() => release(groupKey(call), call.ids)),
    pay: (call, id, usd) => {
      if (usd === 0) return
      const [holder] = holders.get(`${groupKey(call)} ${id}`) ?? []
      const { operation } = holder?.request ?? call
      operation.tally.usd += usd
      if (holder === undefined) spend.add(operation.payer.limits, usd)
      else holder.spentUsd += usd
    },
  }
}

/** Whether no call was begun for an id, because the request has begun too many. */
const isRefused = (result: object | undefined): boolean =>
  result !== undefined &&
  'error' in result &&
  result.error instanceof GatewayError &&
  result.error.details.limit === CALL_LIMIT
