// Stage: shares calls between the concurrent requests of one process that have the same credential. An id that is in
// flight is awaited. A lone request is sent at once. A request that arrives while others are in flight waits until its
// call is full, until those have settled, or for `windowMs` per call in flight. Background requests wait longer.

import { GatewayError } from '../infra/errors.ts'
import { coversFieldSet, type FieldSet, mergeFieldSets } from '../plan/field-set.ts'
import { mayCall, tooManyCalls } from './call-limit.ts'
import type { EntityRequest, Resource, Stage } from './request.ts'
import { type Failed, failed } from './result.ts'

type Results<T> = ReadonlyMap<string, T | Failed>

/** One call, being prepared or in flight. It belongs to no request: a request that is abandoned does not cancel it. */
interface UpstreamRequest<T, R extends Resource> {
  /** The request that began it, and that its cost is charged to. */
  readonly first: EntityRequest<R>
  fieldSet: FieldSet
  ids: string[]
  /** Cleared on settle: V8 keeps deleted Map entries alive until the next rehash, and this promise references 100 posts. */
  settled: PromiseWithResolvers<Results<T>> | undefined
}

/** The calls that differ only in their ids and free fields. */
interface Group<T, R extends Resource> {
  /** The requests in flight, by id. */
  readonly inFlight: Map<string, UpstreamRequest<T, R>>
  pending: UpstreamRequest<T, R> | undefined
  /** Only background requests wait for the pending call. */
  background: boolean
  cancelTimer: (() => void) | undefined
  calls: number
}

/** Nobody waits much longer than X takes anyway. */
const MAX_WINDOWS = 10

const BACKGROUND_MS = 500

export interface CoalescedOptions<T, R extends Resource> {
  readonly windowMs: number
  readonly maxIds: number
  /** Requests with equal keys can share a call. */
  readonly groupKey: (request: EntityRequest<R>) => string
  /** The number of posts in a result, for the tally of a request that joins another one's call. */
  readonly postsIn: (result: T | Failed) => number
  /** Returns the function that cancels. @default setTimeout */
  readonly schedule?: (work: () => void, ms: number) => () => void
}

const scheduleTimeout = (work: () => void, ms: number): (() => void) => {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

export const coalesced =
  <T, R extends Resource>(options: CoalescedOptions<T, R>): Stage<T, R> =>
  (next) => {
    const { windowMs, maxIds, groupKey, schedule = scheduleTimeout } = options
    const groups = new Map<string, Group<T, R>>()

    const send = (key: string, group: Group<T, R>): void => {
      const { pending: call } = group
      if (call === undefined) return
      group.cancelTimer?.()
      Object.assign(group, NOTHING_PENDING)
      group.calls += 1
      const { ids, fieldSet } = call
      next({ ...call.first, ids, fieldSet })
        .then(call.settled?.resolve, call.settled?.reject)
        .finally(() => settle(key, group, call))
    }

    const settle = (key: string, group: Group<T, R>, call: UpstreamRequest<T, R>): void => {
      for (const id of call.ids) if (group.inFlight.get(id) === call) group.inFlight.delete(id)
      call.ids = []
      call.settled = undefined
      group.calls -= 1
      if (group.calls === 0 && group.pending !== undefined && !group.background) send(key, group)
      discardEmpty(key, group)
    }

    const discardEmpty = (key: string, group: Group<T, R>): void => {
      if (group.calls === 0 && group.pending === undefined) groups.delete(key)
    }

    /** The pending call waits for its company; interactive requests never wait for background ones. */
    const wait = (key: string, group: Group<T, R>, background: boolean): void => {
      if (group.cancelTimer !== undefined && (background || !group.background)) return
      group.cancelTimer?.()
      group.background = background
      const ms = background ? BACKGROUND_MS : windowMs * Math.min(group.calls, MAX_WINDOWS)
      group.cancelTimer = schedule(() => send(key, group), ms)
    }

    const groupOf = (key: string): Group<T, R> => {
      const known = groups.get(key)
      if (known !== undefined) return known
      const group = { inFlight: new Map(), calls: 0, ...NOTHING_PENDING }
      groups.set(key, group)
      return group
    }

    /** The calls that will bring the ids, with the ids that each brings. */
    const join = (request: EntityRequest<R>): Joining<T, R> => {
      const { ids, fieldSet, background = false } = request
      const key = groupKey(request)
      const group = groupOf(key)
      const isLone = group.calls === 0 && group.background && !background
      const joined = new Map<UpstreamRequest<T, R>, string[]>()
      /** Ids that would need more calls than the operation may begin. */
      const refused: string[] = []
      let last: UpstreamRequest<T, R> | undefined
      let own: string[] = []
      for (const id of ids) {
        let call = group.inFlight.get(id)
        if (call === undefined || !carries(call, group, fieldSet)) {
          call = pendingCall(group, request)
          if (call === undefined) {
            refused.push(id)
            continue
          }
          call.ids.push(id)
          group.inFlight.set(id, call)
        }
        if (call !== last) {
          last = call
          own = joined.get(call) ?? []
          joined.set(call, own)
        }
        own.push(id)
        if (call === group.pending && call.ids.length >= maxIds) send(key, group)
      }
      if (group.pending !== undefined && joined.has(group.pending)) {
        if (isLone || windowMs === 0) send(key, group)
        else wait(key, group, background)
      }
      if (refused.length > 0) discardEmpty(key, group)
      return { joined, refused }
    }

    return async (request) => {
      const { joined, refused } = join(request)
      if (request.background) return NONE
      const found = await collect(request, joined)
      const results = refused.length === 0 ? found : withRefused(found, refused, request)
      countJoined(request, joined, results, options.postsIn)
      return results
    }
  }

interface Joining<T, R extends Resource> {
  readonly joined: Joined<T, R>
  readonly refused: readonly string[]
}

type Joined<T, R extends Resource> = ReadonlyMap<UpstreamRequest<T, R>, readonly string[]>

const NONE: ReadonlyMap<string, never> = new Map<string, never>()

const NOTHING_PENDING = { pending: undefined, background: true, cancelTimer: undefined }

/** The call that the ids can join. Undefined when it would be a new one and the operation may begin no more. */
const pendingCall = <T, R extends Resource>(
  group: Group<T, R>,
  request: EntityRequest<R>,
): UpstreamRequest<T, R> | undefined => {
  const { fieldSet, operation } = request
  if (group.pending !== undefined) {
    group.pending.fieldSet = mergeFieldSets(group.pending.fieldSet, fieldSet)
    return group.pending
  }
  if (!mayCall(operation.callLimit)) return undefined
  group.pending = { first: request, fieldSet, ids: [], settled: Promise.withResolvers() }
  return group.pending
}

/** Whether a call brings the field set. A call that has not been sent can be extended by it. */
const carries = <T, R extends Resource>(
  call: UpstreamRequest<T, R>,
  { pending }: Group<T, R>,
  fieldSet: FieldSet,
): boolean => {
  if (call === pending) {
    call.fieldSet = mergeFieldSets(call.fieldSet, fieldSet)
    return true
  }
  return coversFieldSet(call.fieldSet, fieldSet)
}

const withRefused = <T, R extends Resource>(
  results: Results<T>,
  refused: readonly string[],
  { operation }: EntityRequest<R>,
): Results<T> => {
  const failure = failed(tooManyCalls(operation.callLimit))
  return new Map([...results, ...refused.map((id) => [id, failure] as const)])
}

/** Posts that came with a call of another operation cost this one nothing. */
const countJoined = <T, R extends Resource>(
  { operation: { tally } }: EntityRequest<R>,
  joined: Joined<T, R>,
  results: Results<T>,
  postsIn: (result: T | Failed) => number,
): void => {
  for (const [call, ids] of joined) {
    if (call.first.operation.tally === tally) continue
    for (const id of ids) {
      const result = results.get(id)
      if (result !== undefined) tally.coalesced += postsIn(result)
    }
  }
}

/** Awaits each call within the deadline of the request: a call that is late or fails costs its own ids. */
const collect = async <T, R extends Resource>(
  { operation }: EntityRequest<R>,
  joined: Joined<T, R>,
): Promise<Results<T>> => {
  const settled = await Promise.all(
    [...joined].map(([call, ids]) =>
      operation.within(call.settled?.promise ?? Promise.resolve(NONE)).catch(asFailures(ids)),
    ),
  )
  const [only] = settled
  if (settled.length === 1 && only !== undefined) return only
  const results = new Map<string, T | Failed>()
  for (const [index, ids] of [...joined.values()].entries()) {
    for (const id of ids) {
      const result = settled[index]?.get(id)
      if (result !== undefined) results.set(id, result)
    }
  }
  return results
}

const asFailures =
  (ids: readonly string[]) =>
  (error: unknown): ReadonlyMap<string, Failed> => {
    if (!(error instanceof GatewayError)) throw error
    return new Map(ids.map((id) => [id, failed(error)]))
  }
