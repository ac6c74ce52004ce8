// Decides whether cached or archived private values may be served: only for a credential that X accepts. Archived values
// need proof from the last hour. Without it, a call that reads nothing and costs nothing tests the credential.

import type { Account } from '../auth/accounts.ts'
import type { CredentialStatus } from '../auth/credential-status.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { HOUR_MS } from '../infra/clock.ts'
import type { XClient } from '../x/client.ts'
import { callContext, type Operation } from './operation.ts'

export interface PrivateAccess {
  /** Whether cached and stale values of this credential may be served. */
  mayServe(source: CredentialSource): boolean
  /** Changes when X refuses the credential. Part of the keys of in-flight calls, so that none is shared across a refusal. */
  generation(source: CredentialSource): number
  isRefused(source: CredentialSource): boolean
  /** The state to which `acceptElsewhere` refers. */
  mark(): number
  /** Learns that X accepted the credential for another gateway. False if X has refused it since the mark. */
  acceptElsewhere(source: CredentialSource, at: number, mark: number): boolean
  /** Whether archived values of the account may be served without another proof. */
  isProven(account: Account): boolean
  /** Resolves when archived values of the account may be served. @throws GatewayError when they may not */
  prove(account: Account, operation: Operation): Promise<void>
}

export interface PrivateAccessOptions {
  readonly client: Pick<XClient, 'verifyCredential'>
  readonly credentialStatus: CredentialStatus
  /** PRIVATE_CACHE_TTL_SECONDS, which also limits the proof of tokens that come with requests. */
  readonly privateMs: number
}

export const createPrivateAccess = ({
  client,
  credentialStatus,
  privateMs,
}: PrivateAccessOptions): PrivateAccess => {
  /** In-flight proofs, by scope and generation. */
  const inFlightProofs = new Map<string, Promise<void>>()

  const test = (account: Account, operation: Operation): Promise<void> => {
    const key = `${account.scope} ${credentialStatus.generation(account)}`
    const proof =
      inFlightProofs.get(key) ??
      client
        .verifyCredential(callContext(account, operation))
        .finally(() => inFlightProofs.delete(key))
    inFlightProofs.set(key, proof)
    return operation.within(proof)
  }

  const isProven = (account: Account): boolean =>
    credentialStatus.isAccepted(account, account.fromRequest ? privateMs : HOUR_MS)

  return {
    isProven,
    mayServe: (source) => credentialStatus.isAccepted(source),
    generation: credentialStatus.generation,
    isRefused: credentialStatus.isRefused,
    mark: credentialStatus.mark,
    acceptElsewhere: credentialStatus.acceptElsewhere,
    prove: async (account, operation) => {
      if (!isProven(account)) await test(account, operation)
    },
  }
}
