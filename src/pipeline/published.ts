// Stage, only with Redis: publishes the results of each call to the gateways that wait for them, and to those that request them later.

import { ABSENT, FAILURE, FOR_WAITERS } from '../infra/claim-store.ts'
import { fieldNamesOf } from '../plan/field-names.ts'
import type { FieldSet } from '../plan/field-set.ts'
import { entityKey, type Shared } from './claimed.ts'
import { ABSENCE_MS } from './entity-cache.ts'
import type { ClaimResult } from './held-claims.ts'
import type { Partition } from './partitions.ts'
import type { EntityRequest, Resource, Stage } from './request.ts'
import type { Failed } from './result.ts'

export interface PublishedOptions<T, R extends Resource> extends Shared<T, R> {
  readonly now: () => number
}

export const published =
  <T extends { readonly kind: string }, R extends Resource>({
    claims,
    partitionOf,
    keyOf,
    codec,
    now,
  }: PublishedOptions<T, R>): Stage<T, R> =>
  (next) => {
    const publicationOf = (
      result: T | Failed,
      key: string,
      { fieldSet }: EntityRequest<R>,
      { lifeMs, seal }: Partition,
    ): ClaimResult | undefined => {
      const text = codec.write(result)
      if (text === undefined) return undefined
      const isStored = lifeMs > 0 && codec.isCacheable(result)
      return {
        text: seal(text, key),
        fields: isStored ? fieldsOf(result, fieldSet) : waitersOnly(result),
        at: now(),
        lifeMs: result.kind === 'absent' ? Math.min(ABSENCE_MS, lifeMs) : lifeMs,
      }
    }

    return async (request) => {
      const { source, resource, ids, fieldSet } = request
      const partition = partitionOf(source)
      if (partition === undefined) return next(request)
      const keys = ids.map((id) => entityKey(partition, keyOf(resource, id)))
      const end = claims.begin(keys, fieldSet)
      const publications = new Map<string, ClaimResult>()
      try {
        const results = await next(request)
        for (const [index, id] of ids.entries()) {
          const key = keys[index]
          const result = results.get(id)
          if (key === undefined || result === undefined) continue
          const publication = publicationOf(result, key, request, partition)
          if (publication !== undefined) publications.set(key, publication)
        }
        return results
      } finally {
        end(publications, partition.credentialId)
      }
    }
  }

const fieldsOf = ({ kind }: { readonly kind: string }, fieldSet: FieldSet): string =>
  kind === 'absent' ? ABSENT : fieldNamesOf(fieldSet)

const waitersOnly = ({ kind }: { readonly kind: string }): string =>
  kind === 'failed' ? FAILURE : FOR_WAITERS
