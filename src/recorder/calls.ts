// The recorder's calls to X, through the same pipeline as those of queries: caches, claims, spend limits and the archive
// apply. A call is not made without the lease, nor beyond half of a rate-limit window.

import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Payer } from '../money/spend.ts'
import type { Pipeline } from '../pipeline/index.ts'
import { createOperation, type Operation, type Tally } from '../pipeline/operation.ts'
import { type EntityRequest, pageKey, type TimelinePage } from '../pipeline/request.ts'
import type { FoundPage, PostResult, UserResult } from '../pipeline/result.ts'
import type { FieldSet } from '../plan/field-set.ts'
import type { Endpoint } from '../x/rate-budget.ts'
import { USER_FIELD_SET } from './field-sets.ts'
import type { Lease } from './lease.ts'
import type { RateHalf } from './rate-half.ts'
import type { SkipReason } from './types.ts'

export class Skipped extends Error {
  override readonly name = 'Skipped'
  readonly reason: SkipReason

  constructor(reason: SkipReason, cause?: unknown) {
    super(`Posts are not sampled: ${reason}.`, { cause })
    this.reason = reason
  }
}

export interface CallsOptions {
  readonly pipeline: Pick<Pipeline, 'posts' | 'users' | 'pages'>
  readonly lease: Pick<Lease, 'isHeld'>
  readonly rateHalf: RateHalf
  readonly payer: Payer
  readonly timeoutMs: number
  /** Called with the cost of each call. */
  readonly onCost: (tally: Tally) => void
}

/** Each call throws Skipped. Values from before `notBefore` are not served from a cache. */
export interface Calls {
  page(
    source: CredentialSource,
    resource: TimelinePage,
    fieldSet: FieldSet,
    notBefore: number,
  ): Promise<FoundPage>
  posts(
    source: CredentialSource,
    ids: readonly string[],
    fieldSet: FieldSet,
    notBefore: number,
  ): Promise<ReadonlyMap<string, PostResult>>
  users(
    source: CredentialSource,
    ids: readonly string[],
    notBefore: number,
  ): Promise<ReadonlyMap<string, UserResult>>
}

export const createCalls = (options: CallsOptions): Calls => {
  const { pipeline, lease, rateHalf, payer, timeoutMs, onCost } = options

  const call = async <T>(
    { userId }: CredentialSource,
    endpoint: Endpoint,
    notBefore: number,
    send: (operation: Operation) => Promise<T>,
  ): Promise<T> => {
    if (!lease.isHeld()) throw new Skipped('LEASE_LOST')
    if (!rateHalf.take(userId, endpoint)) throw new Skipped('RATE_LIMIT')
    const operation = createOperation(timeoutMs, { payer, notBefore })
    try {
      return await send(operation)
    } catch (error) {
      throw error instanceof GatewayError ? new Skipped(reasonOf(error), error) : error
    } finally {
      onCost(operation.tally)
    }
  }

  return {
    page: (source, resource, fieldSet, notBefore) =>
      call(source, 'GET /2/users/:id/tweets', notBefore, async (operation) => {
        const ids = [pageKey(resource)]
        const request: EntityRequest<TimelinePage> = { resource, source, ids, fieldSet, operation }
        const [page] = (await operation.within(pipeline.pages(request))).values()
        if (page?.kind === 'page') return page
        throw page?.error ?? new Error('The pipeline has no result for a page.')
      }),
    posts: (source, ids, fieldSet, notBefore) =>
      call(source, 'GET /2/tweets', notBefore, (operation) =>
        operation.within(
          pipeline.posts({ resource: { kind: 'posts' }, source, ids, fieldSet, operation }),
        ),
      ),
    users: (source, ids, notBefore) =>
      call(source, 'GET /2/users', notBefore, (operation) =>
        operation.within(
          pipeline.users({
            resource: { kind: 'users', by: 'ids' },
            source,
            ids,
            fieldSet: USER_FIELD_SET,
            operation,
          }),
        ),
      ),
  }
}

export const reasonOf = ({ code }: GatewayError): SkipReason => {
  switch (code) {
    case 'SPEND_LIMIT_REACHED':
      return 'SPEND_LIMIT'
    case 'RATE_LIMITED':
      return 'RATE_LIMIT'
    case 'CREDENTIALS_REJECTED':
    case 'UNAUTHENTICATED':
      return 'RECONNECT_NEEDED'
    default:
      return 'NO_ANSWER'
  }
}
