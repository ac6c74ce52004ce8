// An account whose private metrics may be read. It comes from the gateway's settings, from a login, or from the request.

import type { XKeys } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'
import { credentialIdOf } from './credential-status.ts'
import type { CredentialSource } from './credentials.ts'

export interface Account extends CredentialSource {
  readonly userId: string
  readonly credentialId: () => string
  readonly method: 'OAUTH1' | 'OAUTH2'
  /** Whether this is the gateway's own account, from its settings. */
  readonly owned: boolean
  /** Whether the token came with the request, as X-User-Token. */
  readonly fromRequest?: true
  /** The granted OAuth 2.0 scopes; absent for OAuth 1.0a. */
  readonly scopes?: readonly string[]
  /** The time of the login; absent without one. */
  readonly connectedAt?: Date
  /** Whether X rejects the account's tokens for good, so that only another login helps. */
  readonly reconnectNeeded: boolean
}

/** X rejects the account's tokens for good. */
export class ReconnectNeeded extends GatewayError {
  constructor(userId: string) {
    super(
      'CREDENTIALS_REJECTED',
      `X no longer accepts the tokens of account ${userId}. Connect it again.`,
      { details: { account: userId } },
    )
  }
}

/** X's access tokens begin with the id of their user, which saves a call. */
const USER_OF_TOKEN = /^(\d{1,19})-/

/** The account of the settings, if there is one. */
export const ownedAccount = ({ app, owner }: XKeys): Account | undefined => {
  const userId = USER_OF_TOKEN.exec(owner?.token ?? '')?.[1]
  if (app === undefined || owner === undefined || userId === undefined) return undefined
  const credential = {
    kind: 'oauth1',
    userId,
    consumer: app,
    token: { key: owner.token, secret: owner.secret },
  } as const
  const id = credentialIdOf(credential)
  return {
    scope: `owned ${userId}`,
    userId,
    method: 'OAUTH1',
    owned: true,
    reconnectNeeded: false,
    credentialId: () => id,
    credential: () => Promise.resolve(credential),
    // The token does not expire, and only the operator can replace it.
    renew: () => Promise.resolve(undefined),
  }
}
