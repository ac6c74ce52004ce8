// Which credentials X accepts. The cache, stale values, the archive and subscriptions serve private values only for a
// credential that X has accepted and has not refused since. A credential that is not known here serves none before X has
// accepted it, so forgetting one is always safe.

import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import type { CredentialSource } from './credentials.ts'
import type { KeyPair } from './oauth1.ts'

/** What of a user’s credential X may refuse. */
export type UserToken =
  | { readonly kind: 'oauth1'; readonly token: KeyPair }
  | { readonly kind: 'oauth2'; readonly accessToken: string }

/** The app’s own token gives nothing private, and has no status here. */
type AnyToken = UserToken | { readonly kind: 'app' }

export interface CredentialStatus {
  /** Taken before a call: a refusal that comes later outranks what that call says. */
  mark(): number
  accept(token: AnyToken, mark: number): void
  refuse(token: AnyToken): void
  /** Whether X accepted it, within that time if one is given, and has not refused it since. True of the app’s own. */
  isAccepted(source: CredentialSource, withinMs?: number): boolean
  /** Differs before and after a refusal: calls in flight from before it are not shared with requests after it. */
  generation(source: CredentialSource): number
  /** Another process has been refused. */
  learnRefusal(id: string): void
  /** Messages of other processes may have been lost: nothing counts as accepted before X accepts it again. */
  forgetAccepted(): void
  /** Ids of what X has refused lately. */
  refusedIds(): readonly string[]
}

export interface CredentialStatusOptions {
  readonly now: () => number
  /** Told of a refusal that this process has learnt from X. */
  readonly onRefused?: (id: string) => void
}

/** About a hundred bytes each. */
const MAX_CREDENTIALS = 10_000

/** Names a credential without telling it. A new token has another id. */
export const credentialIdOf = (given: UserToken): string => {
  const secret =
    given.kind === 'oauth1' ? `${given.token.key} ${given.token.secret}` : given.accessToken
  return createHash('sha256').update(secret).digest('base64url')
}

export const createCredentialStatus = ({
  now,
  onRefused = () => {},
}: CredentialStatusOptions): CredentialStatus => {
  /** By id: when X accepted it last. */
  const accepted = new LRUCache<string, number>({ max: MAX_CREDENTIALS })
  /** By id: the number of its refusal. */
  const refused = new LRUCache<string, number>({ max: MAX_CREDENTIALS })
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
