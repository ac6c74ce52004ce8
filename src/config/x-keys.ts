// The settings that hold keys and tokens of X.

import type { Values } from './environment.ts'

/** The keys of one X app, and the token of the gateway's own account. */
export interface XKeys {
  readonly bearer?: string
  /** The app's API key and secret. */
  readonly app?: { readonly key: string; readonly secret: string }
  /** The OAuth 1.0a access token of the gateway's own account. */
  readonly owner?: { readonly token: string; readonly secret: string }
  /** The app's OAuth 2.0 client, for logins. */
  readonly client?: XClientKeys
}

export interface XClientKeys {
  readonly id: string
  /** Absent for a public client. */
  readonly secret?: string | undefined
}

export const readXKeys = (env: Values): XKeys => ({
  ...(env.X_BEARER_TOKEN !== undefined && { bearer: env.X_BEARER_TOKEN }),
  ...(env.X_API_KEY !== undefined &&
    env.X_API_KEY_SECRET !== undefined && {
      app: { key: env.X_API_KEY, secret: env.X_API_KEY_SECRET },
    }),
  ...(env.X_ACCESS_TOKEN !== undefined &&
    env.X_ACCESS_TOKEN_SECRET !== undefined && {
      owner: { token: env.X_ACCESS_TOKEN, secret: env.X_ACCESS_TOKEN_SECRET },
    }),
  ...(env.X_CLIENT_ID !== undefined && {
    client: {
      id: env.X_CLIENT_ID,
      ...(env.X_CLIENT_SECRET !== undefined && { secret: env.X_CLIENT_SECRET }),
    },
  }),
})
