// The credentials of calls to X. `authorize` hides their kinds from the code that makes the calls.

import { signOAuth1 } from './oauth1.ts'

export type Credential =
  /** The app-only bearer token, for public data. */
  | { readonly kind: 'app'; readonly token: string }
  /** A user's OAuth 1.0a token. It signs each request, and does not expire. */
  | {
      readonly kind: 'oauth1'
      readonly userId: string
      readonly consumer: { readonly key: string; readonly secret: string }
      readonly token: { readonly key: string; readonly secret: string }
    }
  /** A user's OAuth 2.0 access token. */
  | { readonly kind: 'oauth2'; readonly userId: string; readonly accessToken: string }

/** The scope of public data. */
export const PUBLIC = 'public'

/** Provides the credential for each call, fetching or refreshing it as needed. */
export interface CredentialSource {
  /** `public`, or a unique name. Data read with this credential is served only within the same scope. */
  readonly scope: string
  /** The credential's user; absent for the app. X's rate limits are counted per user. */
  readonly userId?: string
  /** The id of the user's current credential, without a refresh (see credential-status.ts). Absent for the app. */
  readonly credentialId?: () => string
  credential(): Promise<Credential>
  /** Provides a replacement for a refused credential, if possible. A call is retried once with it. */
  renew(refused: Credential): Promise<Credential | undefined>
}

/** Whether the value can be sent in a header. Any other value would make every call fail before X can refuse it. */
export const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)

export interface Signable {
  readonly method: 'GET' | 'POST'
  /** The URL with its query, which OAuth 1.0a signs. */
  readonly url: string
}

/** Returns the `Authorization` header of a request. */
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
