// Where entities are stored in Redis: public ones as they are, private ones encrypted and apart for each scope and
// credential. What one credential has read can be deleted at once, when X refuses it or its account is disconnected.

import { type CredentialSource, PUBLIC } from '../auth/credentials.ts'
import { sha256 } from '../auth/digest.ts'
import type { Vault } from '../auth/vault.ts'
import type { CacheLifetimes } from './entity-cache.ts'
import type { PrivateAccess } from './private-access.ts'

export interface Partition {
  /** Part of the keys of all its entities. */
  readonly name: string
  readonly lifeMs: number
  /** Undefined for the public one. */
  readonly credentialId: string | undefined
  /** Values from before this time are not served. */
  readonly notBefore: number
  /** Encrypts the text of a private entity. */
  seal(text: string, key: string): string
  /** Undefined if the text was sealed for another scope, credential or entity. */
  open(sealed: string, key: string): string | undefined
}

/** Undefined for credentials that share nothing, as X has refused them. */
export type PartitionOf = (source: CredentialSource) => Partition | undefined

export interface PartitionsOptions {
  readonly lifetimes: CacheLifetimes
  readonly vault: Vault
  readonly access: Pick<PrivateAccess, 'isRefused'>
  /** When the connection to Redis was last restored. Messages about refused credentials from before may be lost. */
  readonly connectedAt: () => number
}

export const createPartitions = ({
  lifetimes: { publicMs, privateMs },
  vault,
  access,
  connectedAt,
}: PartitionsOptions): PartitionOf => {
  const publicPartition: Partition = {
    name: PUBLIC,
    lifeMs: publicMs,
    credentialId: undefined,
    notBefore: 0,
    seal: (text) => text,
    open: (text) => text,
  }
  return (source) => {
    const { scope } = source
    if (scope === PUBLIC) return publicPartition
    const credentialId = source.credentialId?.()
    if (credentialId === undefined || access.isRefused(source)) return undefined
    const purpose = (key: string): string => `entity ${scope} ${credentialId} ${key}`
    return {
      name: sha256(`${scope} ${credentialId}`),
      lifeMs: privateMs,
      credentialId,
      notBefore: connectedAt() + 1,
      seal: (text, key) => vault.seal(text, purpose(key)),
      open: (sealed, key) => {
        const text = vault.open(sealed, purpose(key))
        return typeof text === 'string' ? text : undefined
      },
    }
  }
}
