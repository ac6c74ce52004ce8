// The accounts whose private numbers may be seen. For now it is the one that the gateway owns, by
// OAuth 1.0a; whoever asks gets a list all the same.

import type { XKeys } from '../config.ts'
import type { Credential } from './credentials.ts'

export interface Account {
  readonly userId: string
  readonly method: 'OAUTH1' | 'OAUTH2'
  /** The gateway's own, from its settings. */
  readonly owned: boolean
  readonly credential: Credential
}

/** X's access tokens begin with the id of their user, so that no call is needed to know it. */
const USER_OF_TOKEN = /^(\d{1,19})-/

export const accountsOf = ({ app, owner }: XKeys): readonly Account[] => {
  const userId = USER_OF_TOKEN.exec(owner?.token ?? '')?.[1]
  if (app === undefined || owner === undefined || userId === undefined) return []
  const credential: Credential = {
    kind: 'oauth1',
    userId,
    consumer: app,
    token: { key: owner.token, secret: owner.secret },
  }
  return [{ userId, method: 'OAUTH1', owned: true, credential }]
}
