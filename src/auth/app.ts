// The app-only context: a bearer token as given, or exchanged from key and secret, once for all who wait.

import type { XKeys } from '../config.ts'
import { GatewayError } from '../errors.ts'
import { send } from '../http.ts'
import type { Credential } from './credentials.ts'

export interface AppContext {
  credential(): Promise<Credential>
  /** X has refused the token: whether another can be had, which the next `credential()` is. */
  renew(refused: Credential): boolean
}

export interface AppContextOptions {
  readonly keys: XKeys
  readonly apiUrl: string
  readonly timeoutMs: number
}

export const createAppContext = ({ keys, apiUrl, timeoutMs }: AppContextOptions): AppContext => {
  let pending: Promise<Credential> | undefined
  let current: Credential | undefined =
    keys.bearer === undefined ? undefined : { kind: 'app', token: keys.bearer }

  const exchange = async (): Promise<Credential> => {
    if (keys.app === undefined) throw rejected()
    const pair = [keys.app.key, keys.app.secret].map(encodeURIComponent).join(':')
    const { status, text } = await send({
      method: 'POST',
      url: `${apiUrl}/oauth2/token`,
      headers: {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      },
      body: 'grant_type=client_credentials',
      timeoutMs,
    })
    if (status === 401 || status === 403) throw rejected()
    const token = tokenOf(text)
    if (status !== 200 || token === undefined) {
      throw new GatewayError(
        'UPSTREAM_UNAVAILABLE',
        `X gave no app token (status ${status}). Try again in a moment.`,
      )
    }
    current = { kind: 'app', token }
    return current
  }

  return {
    credential: () => {
      if (current !== undefined) return Promise.resolve(current)
      pending ??= exchange().finally(() => {
        pending = undefined
      })
      return pending
    },
    renew: (refused) => {
      if (keys.app === undefined) return false
      if (current === refused) current = undefined
      return true
    },
  }
}

const tokenOf = (text: string): string | undefined => {
  try {
    const { access_token } = JSON.parse(text) as { access_token?: unknown }
    return typeof access_token === 'string' ? access_token : undefined
  } catch {
    return undefined
  }
}

const rejected = (): GatewayError =>
  new GatewayError(
    'CREDENTIALS_REJECTED',
    'X does not accept the app’s key and secret, or its bearer token. Check X_API_KEY and X_API_KEY_SECRET, or X_BEARER_TOKEN, in the X developer portal.',
  )
