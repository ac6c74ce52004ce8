// The app-only context: a bearer token as given, or exchanged from key and secret, once for all who wait.

import type { XKeys } from '../config.ts'
import { GatewayError } from '../errors.ts'
import type { HttpResponse } from '../http.ts'
import type { Send } from '../upstream.ts'
import { type Credential, type CredentialSource, isToken, PUBLIC } from './credentials.ts'

export interface AppContextOptions {
  readonly keys: XKeys
  readonly apiUrl: string
  readonly send: Send
}

export const createAppContext = ({ keys, apiUrl, send }: AppContextOptions): CredentialSource => {
  let pending: Promise<Credential> | undefined
  let current: Credential | undefined =
    keys.bearer === undefined ? undefined : { kind: 'app', token: keys.bearer }

  const exchange = async (): Promise<Credential> => {
    if (keys.app === undefined) throw rejected()
    const pair = [keys.app.key, keys.app.secret].map(encodeURIComponent).join(':')
    const response = await send({
      as: 'token',
      endpoint: 'POST /oauth2/token',
      method: 'POST',
      url: `${apiUrl}/oauth2/token`,
      headers: {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      },
      body: 'grant_type=client_credentials',
    })
    current = { kind: 'app', token: tokenOf(response) }
    return current
  }

  const credential = (): Promise<Credential> => {
    if (current !== undefined) return Promise.resolve(current)
    pending ??= exchange().finally(() => {
      pending = undefined
    })
    return pending
  }

  return {
    scope: PUBLIC,
    credential,
    renew: async (refused) => {
      if (keys.app === undefined) return undefined
      // Of many that were refused together, the first forgets it; the others find the next one.
      if (current === refused) current = undefined
      return credential()
    },
  }
}

const tokenOf = ({ status, text }: HttpResponse): string => {
  if (status === 401 || status === 403) throw rejected()
  try {
    const { access_token } = JSON.parse(text) as { access_token?: unknown }
    if (status === 200 && isToken(access_token)) return access_token
  } catch {
    // Not X's JSON: said below.
  }
  throw new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `X gave no app token (status ${status}). Try again in a moment.`,
  )
}

const rejected = (): GatewayError =>
  new GatewayError(
    'CREDENTIALS_REJECTED',
    'X does not accept the app’s key and secret, or its bearer token. Check X_API_KEY and X_API_KEY_SECRET, or X_BEARER_TOKEN, in the X developer portal.',
  )
