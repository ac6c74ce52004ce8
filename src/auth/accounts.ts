// An account whose private numbers may be seen, whichever way it came: from the gateway's settings, by a
// login, or with the request itself.

import type { XKeys } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'
import { credentialIdOf } from './credential-status.ts'
import type { CredentialSource } from './credentials.ts'

export interface Account extends CredentialSource {
  readonly userId: string
  readonly credentialId: () => string
  readonly method: 'OAUTH1' | 'OAUTH2'
  /** The gateway's own, from its settings. */
  readonly owned: boolean
  /** Its token came with the request, as X-User-Token. */
  readonly fromRequest?: true
  /** What was allowed; OAuth 1.0a knows no scopes. */
  readonly scopes?: readonly string[]
  /** By a login. */
  readonly connectedAt?: Date
  /** X takes its tokens no more: only another login helps. */
  readonly reconnectNeeded: boolean
}

/** Thrown instead of a credential, or of a second one. */
export class ReconnectNeeded extends GatewayError {
  constructor(userId: string) {
    super(
      'CREDENTIALS_REJECTED',
      `X does not take the tokens of account ${userId} any more. Connect it again.`,
      { details: { account: userId } },
    )
  }
}

/** X's access tokens begin with the id of their user, so that no call is needed to know it. */
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
    scope: 'owned',
    userId,
    method: 'OAUTH1',
    owned: true,
    reconnectNeeded: false,
    credentialId: () => id,
    credential: () => Promise.resolve(credential),
    // Its token does not expire: what X says of it is for whoever set it.
    renew: () => Promise.resolve(undefined),
  }
}
