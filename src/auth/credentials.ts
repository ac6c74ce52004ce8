// What a call to X is made with. Authentication is a function applied to a request: whoever makes the
// call never asks which kind it is.

import { signOAuth1 } from './oauth1.ts'

export type Credential =
  /** The app's own bearer token: public numbers. */
  | { readonly kind: 'app'; readonly token: string }
  /** A user, by OAuth 1.0a: each request is signed. Its tokens do not expire. */
  | {
      readonly kind: 'oauth1'
      readonly userId: string
      readonly consumer: { readonly key: string; readonly secret: string }
      readonly token: { readonly key: string; readonly secret: string }
    }
  /** A user, by OAuth 2.0. */
  | { readonly kind: 'oauth2'; readonly userId: string; readonly accessToken: string }

/** The scope of what everybody may see. */
export const PUBLIC = 'public'

/** Where the credential of a call comes from. It is asked for each call: it may have to be fetched, or refreshed. */
export interface CredentialSource {
  /** `public`, or a name of its own: what was seen with it is shown to nobody who does not come with it. */
  readonly scope: string
  /** Whose it is; the app's own is nobody's. X counts by this. */
  readonly userId?: string
  /** Of a user: the id of the credential that it would use now, without a refresh (`credential-status.ts`). */
  readonly credentialId?: () => string
  credential(): Promise<Credential>
  /** X has refused that one: another, when there can be one. A call is tried once more with it, and no further. */
  renew(refused: Credential): Promise<Credential | undefined>
}

/** What a header can carry; with anything else each call would fail, and X would never be asked for another. */
export const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)

export interface Signable {
  readonly method: 'GET' | 'POST'
  /** With its query: OAuth 1.0a signs it. */
  readonly url: string
}

/** The `Authorization` header of a request. */
export const authorize = (credential: Credential, request: Signable, now: number): string => {
  switch (credential.kind) {
    case 'app':
      return `Bearer ${credential.token}`
    case 'oauth1':
      return signOAuth1(credential, request, now)
    case 'oauth2':
      return `Bearer ${credential.accessToken}`
    default:
      return credential satisfies never
  }
}
