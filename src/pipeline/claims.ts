// The claims on entities that several gateways request. An entity that this process has claimed is not claimed again: its
// requests share the call.

import type { ClaimStore } from '../infra/claim-store.ts'
import type { Schedule } from '../infra/clock.ts'
import { createChanges } from './changes.ts'
import { type Answer, CLAIMED, createClaimBatches, type Need } from './claim-batches.ts'
import { createHeldClaims } from './held-claims.ts'

export interface Claims
  extends Pick<ReturnType<typeof createHeldClaims>, 'begin' | 'releaseUnbegun'> {
  /** Answers for each need: its value, or who requests it from X. With Redis slow or gone, it is this process. */
  claim(needs: readonly Need[]): Promise<readonly Answer[]>
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
    claim: async (needs) => {
      const questions = needs.map((need) => (held.serves(need) ? undefined : batches.ask(need)))
      await Promise.all(new Set(questions.map((question) => question?.batch.answered)))
      return questions.map((question) => question?.answer ?? CLAIMED)
    },
    begin: held.begin,
    releaseUnbegun: held.releaseUnbegun,
    gateways: () => gateways,
    close: held.releaseAll,
  }
}
