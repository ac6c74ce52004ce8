// Stage: shares calls between the concurrent requests of one process that have the same credential. An id that is in
// flight is awaited.

import {
  type CallGroup,
  type CallGroups,
  type CallGroupsOptions,
  createCallGroups,
  type UpstreamRequest,
} from './call-groups.ts'
import { tooManyCalls } from './call-limit.ts'
import type { EntityRequest, Resource, Results, Stage } from './request.ts'
import { type Failed, failed, failuresOf } from './result.ts'

export interface CoalescedOptions<T, R extends Resource> extends CallGroupsOptions {
  /** Requests with equal keys can share a call. */
  readonly groupKey: (request: EntityRequest<R>) => string
  /** The number of posts in a result, for the tally of a request that joins another one's call. */
  readonly postsIn: (result: T | Failed) => number
}

export const coalesced =
  <T, R extends Resource>(options: CoalescedOptions<T, R>): Stage<T, R> =>
  (next) => {
    const groups = createCallGroups(next, options)
    return async (request) => {
      const { joined, refused } = join(request, groups.of(options.groupKey(request)), groups)
      if (request.background) return NONE
      const found = await collect(request, joined)
      const results = refused.length === 0 ? found : withRefused(found, refused, request)
      countJoined(request, joined, results, options.postsIn)
      return results
    }
  }

/** Adds the ids to calls, and returns the calls that will bring them, with the ids that each brings. */
const join = <T, R extends Resource>(
  request: EntityRequest<R>,
  group: CallGroup<T, R>,
  groups: CallGroups<T, R>,
): Joining<T, R> => {
  const isLone = group.calls === 0 && group.background && !request.background
  const joined = new Map<UpstreamRequest<T, R>, string[]>()
  const refused: string[] = []
  let last: UpstreamRequest<T, R> | undefined
  let own: string[] = []
  for (const id of request.ids) {
    const call = groups.callFor(id, group, request)
    if (call === undefined) {
      refused.push(id)
      continue
    }
    if (call !== last) {
      last = call
      own = joined.get(call) ?? []
      joined.set(call, own)
    }
    own.push(id)
    groups.sendIfFull(group)
  }
  if (group.pending !== undefined && joined.has(group.pending)) {
    groups.wait(group, request, isLone)
  }
  if (refused.length > 0) groups.discardIfEmpty(group)
  return { joined, refused }
}

interface Joining<T, R extends Resource> {
  readonly joined: Joined<T, R>
  /** Ids that would need more calls than the operation may begin. */
  readonly refused: readonly string[]
}

type Joined<T, R extends Resource> = ReadonlyMap<UpstreamRequest<T, R>, readonly string[]>

const NONE: ReadonlyMap<string, never> = new Map<string, never>()

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

/** Awaits the calls within the deadline of the request: a call that is late or fails costs its own ids. */
const collect = async <T, R extends Resource>(
  { operation }: EntityRequest<R>,
  joined: Joined<T, R>,
): Promise<Results<T>> => {
  const calls = [...joined]
  const [only] = calls
  if (calls.length === 1 && only !== undefined) {
    const [call, ids] = only
    return operation.within(resultsOf(call)).catch((error: unknown) => failuresOf(ids, error))
  }
  const results = new Map<string, T | Failed>()
  try {
    await operation.within(Promise.all(calls.map((each) => takeResults(each, results))))
    return results
  } catch (error) {
    const late = calls.flatMap(([, ids]) => ids).filter((id) => !results.has(id))
    // Late calls still add to the other map.
    return new Map([...results, ...failuresOf(late, error)])
  }
}

const resultsOf = <T, R extends Resource>({
  settled,
}: UpstreamRequest<T, R>): Promise<Results<T>> => settled?.promise ?? Promise.resolve(NONE)

/** Adds the results that a call brings, or the reason why it failed. */
const takeResults = async <T, R extends Resource>(
  [call, ids]: readonly [UpstreamRequest<T, R>, readonly string[]],
  results: Map<string, T | Failed>,
): Promise<void> => {
  let found: Results<T>
  try {
    found = await resultsOf(call)
  } catch (error) {
    found = failuresOf(ids, error)
  }
  for (const id of ids) {
    const result = found.get(id)
    if (result !== undefined) results.set(id, result)
  }
}
