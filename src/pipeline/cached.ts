// Stage: serves entities from the cache of the process, requests the rest, and falls back to stale values when X fails.

import { type CredentialSource, PUBLIC } from '../auth/credentials.ts'
import type { ErrorCode, GatewayError } from '../infra/errors.ts'
import type { EntityCache } from './entity-cache.ts'
import { createOperation } from './operation.ts'
import type { PrivateAccess } from './private-access.ts'
import type { EntityRequest, Resource, Stage } from './request.ts'
import type { Failed } from './result.ts'

interface Cacheable {
  readonly kind: string
}

export interface CachedOptions<T, R extends Resource> {
  readonly cache: EntityCache<T>
  readonly access: Pick<PrivateAccess, 'mayServe'>
  readonly keyOf: (resource: R, id: string) => string
  /** The number of posts in a result, for the tally. */
  readonly postsIn: (result: T) => number
}

export const cached =
  <T extends Cacheable, R extends Resource>({
    cache,
    access,
    keyOf,
    postsIn,
  }: CachedOptions<T, R>): Stage<T, R> =>
  (next) => {
    const lookUp = (request: EntityRequest<R>) => {
      const { source, ids, fieldSet, neededOf, resource, operation } = request
      const { tally, notBefore = 0 } = operation
      const results = new Map<string, T | Failed>()
      const stale = new Map<string, T>()
      const missing: string[] = []
      const aging: string[] = []
      let find = cache.reader(source.scope, fieldSet)
      for (const id of ids) {
        if (neededOf !== undefined) find = cache.reader(source.scope, neededOf(id))
        const hit = find(keyOf(resource, id))
        if (hit === undefined) missing.push(id)
        else if (hit.age === 'stale' || hit.at < notBefore) {
          missing.push(id)
          stale.set(id, hit.value)
        } else {
          results.set(id, hit.value)
          tally.fromCache += postsIn(hit.value)
          tally.oldest = Math.min(tally.oldest, hit.at)
          if (hit.age === 'aging') aging.push(id)
        }
      }
      return { results, stale, missing, aging }
    }

    return async (request) => {
      const { source } = request
      if (!cache.isEnabled(source.scope) || !access.mayServe(source)) return next(request)
      const { results, stale, missing, aging } = lookUp(request)
      if (aging.length > 0) {
        void next({
          ...request,
          ids: aging,
          operation: createOperation(0, { payer: request.operation.payer }),
          background: true,
        })
      }
      if (missing.length === 0) return results
      if (results.size + stale.size === 0) return next(request)
      const fetched = await next({ ...request, ids: missing })
      // X may have refused the credential since.
      const mayServeStale = access.mayServe(source)
      for (const id of missing) {
        const result = fetched.get(id)
        if (result === undefined) continue
        results.set(id, mayServeStale ? orStale(result, stale.get(id), source) : result)
      }
      return results
    }
  }

/**
 * Returns the entities in the order of their ids, if the cache has fresh values of all of them. The caller counts them in
 * the tally.
 */
export const freshValues =
  <T extends Cacheable, R extends Resource>({
    cache,
    access,
    keyOf,
  }: Pick<CachedOptions<T, R>, 'cache' | 'access' | 'keyOf'>) =>
  ({ source, ids, fieldSet, resource, operation }: EntityRequest<R>): readonly T[] | undefined => {
    const { scope } = source
    if (!cache.isEnabled(scope) || !access.mayServe(source)) return undefined
    const { tally, notBefore = 0 } = operation
    const values: T[] = []
    let { oldest } = tally
    const find = cache.reader(scope, fieldSet)
    for (const id of ids) {
      const hit = find(keyOf(resource, id))
      if (hit === undefined || hit.age !== 'fresh' || hit.at < notBefore) return undefined
      values.push(hit.value)
      if (hit.at < oldest) oldest = hit.at
    }
    tally.oldest = oldest
    return values
  }

/** Not outages: the caller may have lost the right to see the value. */
export const REVOKING_CODES: ReadonlySet<ErrorCode> = new Set([
  'CREDENTIALS_REJECTED',
  'ACCESS_LEVEL_TOO_LOW',
  'UNAUTHENTICATED',
])

const isRevoked = ({ code }: GatewayError, { scope }: CredentialSource): boolean =>
  scope !== PUBLIC && REVOKING_CODES.has(code)

/** The stale value, marked, in place of a failure. */
export const orStale = <T extends Cacheable>(
  result: T | Failed,
  stale: T | undefined,
  source: CredentialSource,
): T | Failed => {
  if (!isFailed(result) || stale === undefined || stale.kind === 'absent') return result
  if (isRevoked(result.error, source)) return result
  return { ...stale, refreshError: result.error }
}

const isFailed = (result: Cacheable): result is Failed => result.kind === 'failed'
