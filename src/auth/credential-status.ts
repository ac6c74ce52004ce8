// Tracks which credentials X accepts. The cache, the archive and subscriptions serve private values only for a credential
// that X has accepted and has not refused since. An unknown credential counts as not accepted, so eviction is safe.

import { createLru } from '../infra/lru.ts'

import type { CredentialSource } from './credentials.ts'
import { sha256 } from './digest.ts'
import type { KeyPair } from './oauth1.ts'

/** The part of a user's credential that X can refuse. */
export type UserToken =
  | { readonly kind: 'oauth1'; readonly token: KeyPair }
  | { readonly kind: 'oauth2'; readonly accessToken: string }

/** The app-only token reads no private values, and is not tracked. */
type AnyToken = UserToken | { readonly kind: 'app' }

export interface CredentialStatus {
  /** Marks the start of a call, so that `accept` is ignored if a refusal came in the meantime. */
  mark(): number
  accept(token: AnyToken, mark: number): void
  refuse(token: AnyToken): void
  /** Records that another process has an answer to this credential. False if X has refused it since the mark. */
  acceptElsewhere(source: CredentialSource, at: number, mark: number): boolean
  isRefused(source: CredentialSource): boolean
  /** Whether X has accepted the credential, optionally within a time, and not refused it since. True for the app. */
  isAccepted(source: CredentialSource, withinMs?: number): boolean
  /** A number that changes with each refusal, so that later requests do not join calls in flight from before it. */
  generation(source: CredentialSource): number
  /** Records a refusal that another process received. */
  learnRefusal(id: string): void
  /** Drops all acceptances, because messages of other processes may have been lost. */
  forgetAccepted(): void
  /** The ids of recently refused credentials. */
  refusedIds(): readonly string[]
}

export interface CredentialStatusOptions {
  readonly now: () => number
  /** Called when X refuses a credential in this process. */
  readonly onRefused?: (id: string) => void
}

/** About a hundred bytes each. */
const MAX_CREDENTIALS = 10_000

/** Identifies a credential without revealing it. A renewed token has another id. */
export const credentialIdOf = (token: UserToken): string =>
  sha256(token.kind === 'oauth1' ? `${token.token.key} ${token.token.secret}` : token.accessToken)

export const createCredentialStatus = ({
  now,
  onRefused = () => {},
}: CredentialStatusOptions): CredentialStatus => {
  /** The time of the last acceptance, by id. */
  const accepted = createLru<number>(MAX_CREDENTIALS)
  /** The sequence number of the last refusal, by id. */
  const refused = createLru<number>(MAX_CREDENTIALS)
  let refusals = 0

  const learnRefusal = (id: string): void => {
    refusals += 1
    accepted.delete(id)
    refused.set(id, refusals)
  }

  return {
    mark: () => refusals,
    accept: (token, mark) => {
      if (token.kind === 'app') return
      const id = credentialIdOf(token)
      if ((refused.get(id) ?? 0) > mark) return
      refused.delete(id)
      accepted.set(id, now())
    },
    refuse: (token) => {
      if (token.kind === 'app') return
      const id = credentialIdOf(token)
      learnRefusal(id)
      onRefused(id)
    },
    acceptElsewhere: ({ credentialId }, at, mark) => {
      const id = credentialId?.()
      if (id === undefined) return true
      if ((refused.get(id) ?? 0) > mark) return false
      accepted.set(id, Math.max(at, accepted.get(id) ?? 0))
      return true
    },
    isRefused: ({ credentialId }) => credentialId !== undefined && refused.has(credentialId()),
    isAccepted: ({ credentialId }, withinMs = Number.POSITIVE_INFINITY) => {
      if (credentialId === undefined) return true
      const at = accepted.get(credentialId())
      return at !== undefined && now() - at <= withinMs
    },
    generation: ({ credentialId }) =>
      credentialId === undefined ? 0 : (refused.get(credentialId()) ?? 0),
    learnRefusal,
    forgetAccepted: () => accepted.clear(),
    refusedIds: () => [...refused.keys()],
  }
}
