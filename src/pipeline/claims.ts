// The claims on entities that several gateways request. An entity that this process has claimed is not claimed again: its
// requests share the call.

import type { ClaimStore } from '../infra/claim-store.ts'
import type { Schedule } from '../infra/clock.ts'
import { createChanges } from './changes.ts'
import {
  CLAIMED,
  type ClaimOutcome,
  createClaimBatches,
  type EntityClaim,
} from './claim-batches.ts'
import { createHeldClaims } from './held-claims.ts'

export interface Claims
  extends Pick<ReturnType<typeof createHeldClaims>, 'begin' | 'releaseUnbegun'> {
  /** Resolves with the outcome of each: a value, or who requests it from X. With Redis slow or gone, it is this process. */
  claim(claims: readonly EntityClaim[]): Promise<readonly ClaimOutcome[]>
  /** The number of gateways that share the Redis. */
  gateways(): number
  /** Releases all claims. */
  close(): void
}

export interface ClaimsOptions {
  readonly store: ClaimStore
  /** The longest time that a call to X takes. */
  readonly maxCallMs: number
  readonly now: () => number
  readonly schedule: Schedule
  /** Names the claims of this process. */
  readonly processId: string
}

export const createClaims = (options: ClaimsOptions): Claims => {
  const { store, now, schedule, processId } = options
  const held = createHeldClaims(options)
  const changes = createChanges(schedule)
  let gateways = 1
  const batches = createClaimBatches({
    send: async (token, requests) => {
      const replies = await store.claim(token, requests, now())
      gateways = replies?.gateways ?? 1
      return replies
    },
    changes,
    onClaimed: held.add,
    processId,
  })
  store.onPublication((keys) => {
    batches.noteChanges(keys)
    changes.notify(keys)
  })
  store.onConnection(changes.notifyAll)

  return {
    claim: async (claims) => {
      const pending = claims.map((claim) => (held.covers(claim) ? undefined : batches.add(claim)))
      await Promise.all(new Set(pending.map((each) => each?.batch.settled)))
      return pending.map((each) => each?.outcome ?? CLAIMED)
    },
    begin: held.begin,
    releaseUnbegun: held.releaseUnbegun,
    gateways: () => gateways,
    close: held.releaseAll,
  }
}
