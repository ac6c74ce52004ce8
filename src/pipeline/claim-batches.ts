// Combines the claims of this process's concurrent requests into few script calls: one per turn of the event loop.

import type { ClaimReplies, ClaimReply, ClaimRequest } from '../infra/claim-store.ts'
import { addTo, removeFrom } from '../infra/multimap.ts'
import { fieldNamesOf } from '../plan/field-names.ts'
import { coversFieldSet, type FieldSet } from '../plan/field-set.ts'
import type { createChanges } from './changes.ts'

/** A claim that a request of this process makes. Its key is the one of the entity in Redis. */
export type EntityClaim = Omit<ClaimRequest, 'fields'> & { readonly fieldSet: FieldSet }

export type ClaimOutcome =
  | Exclude<ClaimReply, { kind: 'elsewhere' }>
  | {
      readonly kind: 'elsewhere'
      readonly token: string
      /** Resolves when another claim may have another outcome. */
      readonly changed: Promise<void>
    }

interface PendingClaim {
  readonly claim: EntityClaim
  readonly batch: Batch
  outcome: ClaimOutcome
  /** Whether a publication of the entity came before the reply, which may therefore be outdated. */
  changed: boolean
}

interface Batch {
  readonly claims: PendingClaim[]
  settled: Promise<void>
}

/** Claims of a batch that one claim of another gateway precedes. */
interface ElsewhereGroup {
  readonly claims: PendingClaim[]
  /** The rest of its lease. */
  readonly leftMs: number
}

export interface ClaimBatchesOptions {
  /** Calls the script. Undefined when it is slow or gone: the process claims everything. */
  readonly send: (
    token: string,
    requests: readonly ClaimRequest[],
  ) => Promise<ClaimReplies | undefined>
  readonly changes: Pick<ReturnType<typeof createChanges>, 'next'>
  readonly onClaimed: (claim: EntityClaim, token: string) => void
  readonly processId: string
}

/** Bounds the time that one script occupies Redis. */
const MAX_BATCH = 500

export const CLAIMED: ClaimOutcome = { kind: 'claimed' }

export const createClaimBatches = ({
  send,
  changes,
  onClaimed,
  processId,
}: ClaimBatchesOptions) => {
  const pending = new Map<string, PendingClaim[]>()
  let open: Batch | undefined
  let sent = 0

  const openBatch = (): Batch => {
    if (open !== undefined && open.claims.length < MAX_BATCH) return open
    const batch: Batch = { claims: [], settled: Promise.resolve() }
    batch.settled = sendSoon(batch)
    open = batch
    return batch
  }

  const sendSoon = async (batch: Batch): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (open === batch) open = undefined
    sent += 1
    const token = `${processId}.${sent}`
    const requests = batch.claims.map(({ claim: { fieldSet, ...claim } }) => ({
      ...claim,
      fields: fieldNamesOf(fieldSet),
    }))
    try {
      settle(batch, token, (await send(token, requests))?.replies)
    } finally {
      for (const each of batch.claims) removeFrom(pending, each.claim.key, each)
    }
  }

  const settle = (
    { claims }: Batch,
    token: string,
    replies: readonly ClaimReply[] | undefined,
  ): void => {
    const elsewhere = new Map<string, ElsewhereGroup>()
    for (const [index, each] of claims.entries()) {
      const reply = replies?.[index] ?? { kind: 'claimed' }
      if (reply.kind === 'elsewhere') {
        const group = elsewhere.get(reply.token) ?? { claims: [], leftMs: reply.leftMs }
        elsewhere.set(reply.token, group)
        group.claims.push(each)
      } else {
        each.outcome = reply
        if (reply.kind === 'claimed') onClaimed(each.claim, token)
      }
    }
    for (const [holder, group] of elsewhere) {
      const changed = group.claims.some((each) => each.changed)
        ? Promise.resolve()
        : changes.next(
            group.claims.map(({ claim }) => claim.key),
            // The lease has ended one millisecond later.
            group.leftMs + 1,
          )
      for (const each of group.claims) each.outcome = { kind: 'elsewhere', token: holder, changed }
    }
  }

  return {
    /** Adds a claim to the next batch, or returns one of a batch that is under way and covers it. */
    add: (claim: EntityClaim): PendingClaim => {
      const known = pending.get(claim.key)?.find((each) => coversClaim(each.claim, claim))
      if (known !== undefined) return known
      const batch = openBatch()
      const added = { claim, batch, outcome: CLAIMED, changed: false }
      batch.claims.push(added)
      addTo(pending, claim.key, added)
      return added
    },
    /** Replies that are under way may be outdated. */
    noteChanges: (keys: readonly string[]): void => {
      for (const key of keys) {
        for (const each of pending.get(key) ?? []) each.changed = true
      }
    },
  }
}

const coversClaim = (pending: EntityClaim, claim: EntityClaim): boolean =>
  pending.awaited === claim.awaited &&
  pending.notBefore >= claim.notBefore &&
  coversFieldSet(pending.fieldSet, claim.fieldSet)
