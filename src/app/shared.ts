// Composes what gateways share through Redis: claims, entities and authors.

import { randomUUID } from 'node:crypto'

import type { CredentialStatus } from '../auth/credential-status.ts'
import { createVault } from '../auth/vault.ts'
import type { Config } from '../config/index.ts'
import type { ClaimStore } from '../infra/claim-store.ts'
import { createClock } from '../infra/clock.ts'
import type { SharedCache } from '../infra/shared-cache.ts'
import { createClaims } from '../pipeline/claims.ts'
import type { PipelineOptions } from '../pipeline/index.ts'
import { createPartitions } from '../pipeline/partitions.ts'
import type { PrivateAccess } from '../pipeline/private-access.ts'
import { createSharedAuthors } from '../pipeline/shared-authors.ts'

/** The connections through which gateways with a common Redis share. */
export interface Sharing {
  readonly claimStore: ClaimStore
  readonly sharedCache: SharedCache
}

export interface SharedOptions extends Sharing {
  readonly config: Config
  readonly credentialStatus: CredentialStatus
  readonly access: PrivateAccess
  readonly maxCallMs: number
  readonly now: () => number
}

export const createShared = (options: SharedOptions): NonNullable<PipelineOptions['shared']> => {
  const { config, claimStore, credentialStatus, access, maxCallMs, now } = options
  const [secret = randomUUID(), ...older] = config.gatewaySecrets
  let connectedAt = 0
  claimStore.onConnection((connected) => {
    if (!connected) return
    connectedAt = now()
    for (const id of credentialStatus.refusedIds()) claimStore.erase(id)
  })
  return {
    claims: createClaims({
      store: claimStore,
      maxCallMs,
      now,
      // Redis measures leases in real time.
      schedule: createClock().schedule,
      processId: randomUUID().slice(0, 8),
    }),
    partitionOf: createPartitions({
      lifetimes: config.cache,
      vault: createVault([secret, ...older], 'entities'),
      access,
      connectedAt: () => connectedAt,
    }),
    authors: createSharedAuthors(options.sharedCache),
  }
}
