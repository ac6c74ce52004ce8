// The keys of X among the settings.

import type { Values } from './environment.ts'

/** Keys of one X app and, with them, of the account that the gateway owns. */
export interface XKeys {
  readonly bearer?: string
  /** Key and secret of the app. */
  readonly app?: { readonly key: string; readonly secret: string }
  /** OAuth 1.0a token of the owned account. */
  readonly owner?: { readonly token: string; readonly secret: string }
  /** The app as people log in to it by OAuth 2.0. */
  readonly client?: XClientKeys
}

export interface XClientKeys {
  readonly id: string
  /** A public client has none. */
  readonly secret?: string
}

export const keysOf = (env: Values): XKeys => ({
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
