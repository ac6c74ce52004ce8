// The stages that need Redis: `claimed` before a call, `published` after it.

import { type ClaimedOptions, claimed } from './claimed.ts'
import type { Claims } from './claims.ts'
import type { PartitionOf } from './partitions.ts'
import type { PrivateAccess } from './private-access.ts'
import { published } from './published.ts'
import type { Resource, Stage } from './request.ts'
import type { SharedAuthors } from './shared-authors.ts'

/** The parts that gateways with a common Redis share. */
export interface SharedParts {
  readonly claims: Claims
  readonly partitionOf: PartitionOf
  readonly authors: SharedAuthors
}

export interface RedisStagesOptions {
  readonly shared: SharedParts | undefined
  readonly access: PrivateAccess
  readonly now: () => number
}

export interface RedisStages<T, R extends Resource> {
  readonly claim: readonly Stage<T, R>[]
  readonly publish: readonly Stage<T, R>[]
}

/** Returns no stages without Redis. */
export const createRedisStages = <T extends { readonly kind: string }, R extends Resource>(
  { shared, access, now }: RedisStagesOptions,
  kind: Pick<ClaimedOptions<T, R>, 'keyOf' | 'codec' | 'recorders' | 'postsIn'>,
): RedisStages<T, R> =>
  shared === undefined
    ? { claim: [], publish: [] }
    : {
        claim: [claimed({ ...shared, ...kind, access, now })],
        publish: [published({ ...shared, ...kind, now })],
      }
