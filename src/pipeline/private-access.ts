// Whether what is kept of private values may be served: only for a credential that X accepts. What is archived needs an
// acceptance of the last hour; when there is none, X is asked for one by a call that reads nothing and costs nothing.

import type { Account } from '../auth/accounts.ts'
import type { CredentialStatus } from '../auth/credential-status.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import type { XClient } from '../x/client.ts'
import { callContext, type Operation } from './operation.ts'

export interface PrivateAccess {
  /** Whether cached and stale values of this credential may be served. */
  mayServe(source: CredentialSource): boolean
  /** Part of the key of calls in flight, so that none is shared across a refusal. */
  generation(source: CredentialSource): number
  /** Resolves when archived values of the account may be served. @throws GatewayError when they may not */
  prove(account: Account, operation: Operation): Promise<void>
}

export interface PrivateAccessOptions {
  readonly client: Pick<XClient, 'verifyCredential'>
  readonly credentialStatus: CredentialStatus
  /** PRIVATE_CACHE_TTL_SECONDS: a token that comes with each request is trusted no longer. */
  readonly privateMs: number
}

const HOUR_MS = 3_600_000

export const createPrivateAccess = ({
  client,
  credentialStatus,
  privateMs,
}: PrivateAccessOptions): PrivateAccess => {
  /** By scope and generation: proofs in flight, shared by all who wait. */
  const proving = new Map<string, Promise<void>>()

  const ask = (account: Account, operation: Operation): Promise<void> => {
    const key = `${account.scope} ${credentialStatus.generation(account)}`
    const inFlight =
      proving.get(key) ??
      client.verifyCredential(callContext(account, operation)).finally(() => proving.delete(key))
    proving.set(key, inFlight)
    return operation.within(inFlight)
  }

  return {
    mayServe: (source) => credentialStatus.isAccepted(source),
    generation: credentialStatus.generation,
    prove: async (account, operation) => {
      const withinMs = account.fromRequest ? privateMs : HOUR_MS
      if (!credentialStatus.isAccepted(account, withinMs)) await ask(account, operation)
    },
  }
}
