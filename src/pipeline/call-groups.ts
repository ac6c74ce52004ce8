// The calls that concurrent requests share. A lone request is sent at once; with several gateways, at the end of the turn of
// the event loop. A request that arrives while others are in flight waits until its call is full, until those have settled,
// or for a window (see call-windows.ts). Background requests wait longer, and overdue ones do not wait.

import type { Schedule } from '../infra/clock.ts'
import { coversFieldSet, type FieldSet, mergeFieldSets } from '../plan/field-set.ts'
import { tryCountCall } from './call-limit.ts'
import {
  type CallWindow,
  type CallWindowsOptions,
  createCallWindows,
  END_OF_TURN,
} from './call-windows.ts'
import type { EntityRequest, Fetch, Resource, Results } from './request.ts'

/** One call, being prepared or in flight. It belongs to no request: a request that is abandoned does not cancel it. */
export interface UpstreamRequest<T, R extends Resource> {
  /** The request that began it, and that its cost is charged to. */
  readonly first: EntityRequest<R>
  fieldSet: FieldSet
  ids: string[]
  /** Cleared on settle: V8 keeps deleted Map entries alive until the next rehash, and this promise references 100 posts. */
  settled: PromiseWithResolvers<Results<T>> | undefined
}

/** The calls that differ only in their ids and free fields. */
export interface CallGroup<T, R extends Resource> {
  readonly key: string
  /** The calls that bring an id, by id. */
  readonly inFlight: Map<string, UpstreamRequest<T, R>>
  pending: UpstreamRequest<T, R> | undefined
  /** Only background requests wait for the pending call. */
  background: boolean
  cancelTimer: (() => void) | undefined
  /** The pending call is expected to be full soon, and does not leave when the others have settled. */
  fills: boolean
  calls: number
}

export interface CallGroupsOptions extends CallWindowsOptions {
  /** @default setTimeout, or setImmediate for no time */
  readonly schedule?: Schedule
}

export type CallGroups<T, R extends Resource> = ReturnType<typeof createCallGroups<T, R>>

const IN_BACKGROUND: CallWindow = { ms: 500, fills: false }

const NOTHING_PENDING = {
  pending: undefined,
  background: true,
  cancelTimer: undefined,
  fills: false,
}

const scheduleTimeout: Schedule = (work, ms) => {
  if (ms === 0) {
    const immediate = setImmediate(work)
    return () => clearImmediate(immediate)
  }
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

export const createCallGroups = <T, R extends Resource>(
  next: Fetch<T, R>,
  { schedule = scheduleTimeout, ...options }: CallGroupsOptions,
) => {
  const windows = createCallWindows(options)
  const groups = new Map<string, CallGroup<T, R>>()

  const send = (group: CallGroup<T, R>): void => {
    const { pending: call } = group
    if (call === undefined) return
    group.cancelTimer?.()
    Object.assign(group, NOTHING_PENDING)
    group.calls += 1
    const { ids, fieldSet } = call
    next({ ...call.first, ids, fieldSet })
      .then(call.settled?.resolve, call.settled?.reject)
      .finally(() => settle(group, call))
  }

  const settle = (group: CallGroup<T, R>, call: UpstreamRequest<T, R>): void => {
    group.calls -= 1
    release(group, call)
    if (group.calls === 0 && !group.background && !group.fills) send(group)
    discardIfEmpty(group)
  }

  const discardIfEmpty = (group: CallGroup<T, R>): void => {
    if (group.calls === 0 && group.pending === undefined) groups.delete(group.key)
  }

  return {
    of: (key: string): CallGroup<T, R> => {
      const known = groups.get(key)
      if (known !== undefined) return known
      const group = { key, inFlight: new Map(), calls: 0, ...NOTHING_PENDING }
      groups.set(key, group)
      return group
    },
    /** The call that brings an id. Undefined when it would be a new one and the operation may begin no more. */
    callFor: (
      id: string,
      group: CallGroup<T, R>,
      request: EntityRequest<R>,
    ): UpstreamRequest<T, R> | undefined => {
      const known = group.inFlight.get(id)
      const isSent = known !== undefined && known !== group.pending
      if (isSent && coversFieldSet(known.fieldSet, request.fieldSet)) return known
      const call = pendingCall(group, request)
      if (call === undefined || call === known) return call
      call.ids.push(id)
      group.inFlight.set(id, call)
      windows.noteArrival(group.key)
      return call
    },
    sendIfFull: (group: CallGroup<T, R>): void => {
      if (group.pending !== undefined && group.pending.ids.length >= options.maxIds) send(group)
    },
    /** The pending call waits for more ids; interactive requests never wait for background ones. */
    wait: (group: CallGroup<T, R>, request: Urgency, isLone: boolean): void => {
      if (options.windowMs === 0 || (isLone && !windows.collectsTurn())) {
        send(group)
        return
      }
      if (group.cancelTimer !== undefined && !isMoreUrgent(request, group)) return
      group.cancelTimer?.()
      group.background = request.background ?? false
      const { ms, fills } = windowOf(request) ?? windows.of(group)
      group.fills = fills
      group.cancelTimer = schedule(() => send(group), ms)
    },
    discardIfEmpty,
  }
}

type Urgency = Pick<EntityRequest, 'background' | 'overdue'>

/** Whether a request waits less than what is pending already. */
const isMoreUrgent = ({ background, overdue }: Urgency, group: { background: boolean }): boolean =>
  overdue === true || (group.background && !background)

/** Undefined for a request that waits for the window of its group. */
const windowOf = ({ background, overdue }: Urgency): CallWindow | undefined =>
  background ? IN_BACKGROUND : overdue && END_OF_TURN

/** Forgets which ids a settled call has brought. */
const release = <T, R extends Resource>(
  { calls, pending, inFlight }: CallGroup<T, R>,
  call: UpstreamRequest<T, R>,
): void => {
  if (calls === 0 && pending === undefined) inFlight.clear()
  else for (const id of call.ids) if (inFlight.get(id) === call) inFlight.delete(id)
  call.ids = []
  call.settled = undefined
}

/** The pending call, with the field set of the request. */
const pendingCall = <T, R extends Resource>(
  group: CallGroup<T, R>,
  request: EntityRequest<R>,
): UpstreamRequest<T, R> | undefined => {
  const { fieldSet, operation } = request
  if (group.pending !== undefined) {
    group.pending.fieldSet = mergeFieldSets(group.pending.fieldSet, fieldSet)
    return group.pending
  }
  if (!tryCountCall(operation.callLimit)) return undefined
  group.pending = { first: request, fieldSet, ids: [], settled: Promise.withResolvers() }
  return group.pending
}
