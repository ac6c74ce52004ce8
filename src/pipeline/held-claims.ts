// The claims that this process holds. Each has a lease, which is renewed until the call that brings the entity has ended.

import { type ClaimStore, FOR_WAITERS, type Publication } from '../infra/claim-store.ts'
import type { Schedule } from '../infra/clock.ts'
import { addTo, removeFrom } from '../infra/multimap.ts'
import { coversFieldSet, type FieldSet } from '../plan/field-set.ts'
import type { EntityClaim } from './claim-batches.ts'

export type ClaimResult = Omit<Publication, 'key' | 'tokens'>

/** Publishes the results of a call by key, and releases the claims on entities without one. */
export type EndClaims = (
  results: ReadonlyMap<string, ClaimResult>,
  credentialId: string | undefined,
) => void

export interface HeldClaimsOptions {
  readonly store: Pick<ClaimStore, 'publish' | 'renew'>
  /** The longest time that a call to X takes. */
  readonly maxCallMs: number
  readonly schedule: Schedule
}

interface HeldClaim {
  readonly key: string
  readonly token: string
  readonly fieldSet: FieldSet
  /** Whether its call to X is in flight. */
  begun: boolean
  renewals: number
}

const RENEW_MS = 500

const RELEASED: ClaimResult = { text: undefined, fields: FOR_WAITERS, at: 0, lifeMs: 0 }

export const createHeldClaims = ({ store, maxCallMs, schedule }: HeldClaimsOptions) => {
  const held = new Map<string, HeldClaim[]>()
  let cancelRenewal: (() => void) | undefined

  const coveredBy = (key: string, fieldSet: FieldSet): HeldClaim[] =>
    held.get(key)?.filter((claim) => coversFieldSet(fieldSet, claim.fieldSet)) ?? []

  /** A claim whose call should have ended long ago is left to its lease. */
  const renew = (): void => {
    for (const claim of [...held.values()].flat()) {
      claim.renewals += 1
      if (claim.renewals * RENEW_MS > maxCallMs) removeFrom(held, claim.key, claim)
    }
    cancelRenewal = undefined
    if (held.size === 0) return
    store.renew([...held.values()].flat())
    cancelRenewal = schedule(renew, RENEW_MS)
  }

  const end = (
    ended: readonly (readonly [key: string, claims: readonly HeldClaim[]])[],
    results: Parameters<EndClaims>[0],
    credentialId?: string,
  ): void => {
    const publications: Publication[] = []
    for (const [key, claims] of ended) {
      for (const claim of claims) removeFrom(held, key, claim)
      const tokens = claims.map(({ token }) => token)
      const result = results.get(key)
      if (result !== undefined) publications.push({ key, tokens, ...result })
      else if (tokens.length > 0) publications.push({ key, tokens, ...RELEASED })
    }
    store.publish(publications, credentialId)
  }

  return {
    add: ({ key, fieldSet }: EntityClaim, token: string): void => {
      addTo(held, key, { key, token, fieldSet, begun: false, renewals: 0 })
      cancelRenewal ??= schedule(renew, RENEW_MS)
    },
    /** Whether a claim of this process brings everything that the other one would bring. */
    covers: ({ key, fieldSet }: EntityClaim): boolean =>
      held.get(key)?.some((claim) => coversFieldSet(claim.fieldSet, fieldSet)) ?? false,
    /** Marks claims as in flight. Returns the function that ends them when the call has ended. */
    begin: (keys: readonly string[], fieldSet: FieldSet): EndClaims => {
      for (const claim of keys.flatMap((key) => coveredBy(key, fieldSet))) claim.begun = true
      return (results, credentialId) => {
        // Requests that joined the call have claimed meanwhile.
        const ended = keys.map((key) => [key, coveredBy(key, fieldSet)] as const)
        end(ended, results, credentialId)
      }
    },
    /** Releases claims on entities for which no call has begun. */
    releaseUnbegun: (keys: readonly string[], fieldSet: FieldSet): void => {
      const unbegun = keys.map(
        (key) => [key, coveredBy(key, fieldSet).filter(({ begun }) => !begun)] as const,
      )
      end(unbegun, new Map())
    },
    releaseAll: (): void => {
      cancelRenewal?.()
      end([...held], new Map())
    },
  }
}
