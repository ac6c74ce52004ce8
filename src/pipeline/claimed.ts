// Stage, only with Redis: of the gateways that need an entity at the same time, one requests it, and the others wait for its
// result. When a lease ends without a result, the waiting gateways claim the entity again. With Redis slow or gone, requests pass.

import { CLAIMED, type ClaimOutcome } from './claim-batches.ts'
import type { Claims } from './claims.ts'
import type { Partition, PartitionOf } from './partitions.ts'
import type { PrivateAccess } from './private-access.ts'
import type { ResultOrigin, ResultRecorder } from './recorded.ts'
import type { EntityRequest, Fetch, Resource, Stage } from './request.ts'
import { type Failed, failuresOf } from './result.ts'
import type { Codec } from './stored-results.ts'

/** The options that the stages `claimed` and `published` have in common. */
export interface Shared<T, R extends Resource> {
  readonly claims: Claims
  readonly partitionOf: PartitionOf
  /** The key of an entity among all kinds of entities. */
  readonly keyOf: (resource: R, id: string) => string
  readonly codec: Codec<T>
}

export interface ClaimedOptions<T, R extends Resource> extends Shared<T, R> {
  readonly access: Pick<PrivateAccess, 'mark' | 'acceptElsewhere'>
  /** Caches what other gateways have requested. */
  readonly recorders: readonly ResultRecorder<T, R, ResultOrigin>[]
  /** The number of posts in a result, for the tally. */
  readonly postsIn: (result: T | Failed) => number
  readonly now: () => number
}

type Value = Extract<ClaimOutcome, { readonly text: string }>

/** A request of which some results are known. */
interface Resolution<T, R extends Resource> {
  readonly request: EntityRequest<R>
  readonly partition: Partition
  readonly results: Map<string, T | Failed>
  /** The state of the credential when the request began. */
  readonly mark: number
}

interface ClaimedStage<T extends { readonly kind: string }, R extends Resource>
  extends ClaimedOptions<T, R> {
  readonly next: Fetch<T, R>
  readonly take: ReturnType<typeof createTaker<T, R>>
}

export const entityKey = ({ name }: Partition, key: string): string => `${name} ${key}`

export const claimed =
  <T extends { readonly kind: string }, R extends Resource>(
    options: ClaimedOptions<T, R>,
  ): Stage<T, R> =>
  (next) => {
    const stage = { ...options, next, take: createTaker(options) }
    return async (request) => {
      const partition = options.partitionOf(request.source)
      if (partition === undefined) return next(request)
      const results = new Map<string, T | Failed>()
      const resolution = { request, partition, results, mark: options.access.mark() }
      await resolve(stage, resolution, request.ids)
      return results
    }
  }

/** Entities that one other gateway has claimed together. */
interface Elsewhere {
  readonly changed: Promise<void>
  readonly token: string
  readonly ids: string[]
}

/** @param awaited the claim of another gateway that was waited for */
const resolve = async <T extends { readonly kind: string }, R extends Resource>(
  stage: ClaimedStage<T, R>,
  resolution: Resolution<T, R>,
  ids: readonly string[],
  awaited?: string,
): Promise<void> => {
  const { request, partition } = resolution
  const { fieldSet, operation } = request
  const notBefore = Math.max(operation.notBefore ?? 0, partition.notBefore)
  const outcomes = await stage.claims.claim(
    keysOf(stage, resolution, ids).map((key) => ({
      key,
      fieldSet,
      notBefore,
      ...(awaited !== undefined && { awaited }),
    })),
  )
  const own: string[] = []
  const elsewhere = new Map<Promise<void>, Elsewhere>()
  for (const [index, id] of ids.entries()) {
    const outcome = outcomes[index] ?? CLAIMED
    if (outcome.kind === 'elsewhere') {
      const { changed, token } = outcome
      const group = elsewhere.get(changed) ?? { changed, token, ids: [] }
      elsewhere.set(changed, group)
      group.ids.push(id)
    } else if (
      outcome.kind === 'claimed' ||
      !stage.take(resolution, id, outcome, awaited !== undefined)
    ) {
      own.push(id)
    }
  }
  await Promise.all([
    requestOwn(stage, resolution, own, awaited !== undefined),
    ...[...elsewhere.values()].map((group) => requestElsewhere(stage, resolution, group)),
  ])
}

const keysOf = <T, R extends Resource>(
  { keyOf }: Pick<Shared<T, R>, 'keyOf'>,
  { request, partition }: Resolution<T, R>,
  ids: readonly string[],
): string[] => ids.map((id) => entityKey(partition, keyOf(request.resource, id)))

/** Requests from X what this process has claimed. */
const requestOwn = async <T extends { readonly kind: string }, R extends Resource>(
  stage: ClaimedStage<T, R>,
  resolution: Resolution<T, R>,
  ids: readonly string[],
  isOverdue: boolean,
): Promise<void> => {
  if (ids.length === 0) return
  const { request, results } = resolution
  const all = ids.length === request.ids.length ? request : { ...request, ids }
  const own = isOverdue ? ({ ...all, overdue: true } as const) : all
  try {
    const found = await stage.next(own)
    for (const id of ids) {
      const result = found.get(id)
      if (result !== undefined) results.set(id, result)
    }
  } finally {
    // The call of a background request begins later.
    if (!request.background) {
      stage.claims.releaseUnbegun(keysOf(stage, resolution, ids), request.fieldSet)
    }
  }
}

/** Waits for another gateway, and claims again. */
const requestElsewhere = async <T extends { readonly kind: string }, R extends Resource>(
  stage: ClaimedStage<T, R>,
  resolution: Resolution<T, R>,
  { changed, token, ids }: Elsewhere,
): Promise<void> => {
  const { request, results } = resolution
  if (request.background) return
  try {
    await request.operation.within(changed)
  } catch (error) {
    for (const [id, failure] of failuresOf(ids, error)) results.set(id, failure)
    return
  }
  await resolve(stage, resolution, ids, token)
}

/** Returns the function that takes a result of another gateway, if it can be read and may be served. */
const createTaker = <T extends { readonly kind: string }, R extends Resource>({
  codec,
  keyOf,
  access,
  recorders,
  postsIn,
  now,
}: ClaimedOptions<T, R>) => {
  const read = (
    { request, partition }: Resolution<T, R>,
    id: string,
    { at, text }: Value,
  ): T | Failed | undefined => {
    const key = entityKey(partition, keyOf(request.resource, id))
    const opened = partition.open(text, key)
    if (opened === undefined) return undefined
    try {
      const result = codec.read(opened, now())
      const fieldSet = codec.fieldSetOf(result) ?? request.fieldSet
      const results = new Map([[id, result]])
      for (const record of recorders) {
        record({ ...request, fieldSet }, results, { at, bytes: text.length })
      }
      return result
    } catch {
      // Another version of the gateway has written it.
      return undefined
    }
  }
  /** Claims that were combined have the same outcome. */
  const known = new WeakMap<Value, T | Failed | undefined>()

  return (resolution: Resolution<T, R>, id: string, value: Value, isAwaited: boolean): boolean => {
    const { request, results, mark } = resolution
    const { source, operation } = request
    if (!known.has(value)) known.set(value, read(resolution, id, value))
    const result = known.get(value)
    if (result === undefined) return false
    // X has sent it to another gateway for the same credential.
    if (result.kind !== 'failed' && !access.acceptElsewhere(source, value.at, mark)) return false
    results.set(id, result)
    if (isAwaited) operation.tally.coalesced += postsIn(result)
    else {
      operation.tally.fromCache += postsIn(result)
      operation.tally.oldest = Math.min(operation.tally.oldest, value.at)
    }
    return true
  }
}
