// The app-only context: a bearer token as given, or exchanged from key and secret, once for all who wait. A token that X
// has refused stays in use until the exchange gives another one: the refusal may have been a mistake of X’s, and the
// exchange may be out of reach.

import type { XKeys } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'
import type { HttpResponse } from '../infra/http.ts'
import type { Send } from '../infra/upstream.ts'
import { type Credential, type CredentialSource, isToken, PUBLIC } from './credentials.ts'

export interface AppContextOptions {
  readonly keys: XKeys
  readonly apiUrl: string
  readonly send: Send
  readonly now: () => number
  /** Told when the exchange begins to fail while there is a token, and when it gives one again. */
  readonly onExchange?: (failing: boolean) => void
}

export interface AppContext extends CredentialSource {
  /** Whether X gives no token for key and secret, as far as it was asked. */
  isExchangeFailing(): boolean
}

/** Between attempts at an exchange that fails, doubled each time. */
const FIRST_RETRY_MS = 1000
const MAX_RETRY_MS = 5 * 60_000

export const createAppContext = (options: AppContextOptions): AppContext => {
  const { keys, apiUrl, send, now, onExchange = () => {} } = options
  let pending: Promise<Credential> | undefined
  let retryMs = FIRST_RETRY_MS
  let retryAt = 0
  let failing = false
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

  const setFailing = (is: boolean): void => {
    if (is !== failing) onExchange(is)
    failing = is
  }

  const attempt = async (): Promise<Credential> => {
    try {
      const exchanged = await exchange()
      retryMs = FIRST_RETRY_MS
      setFailing(false)
      return exchanged
    } catch (error) {
      retryAt = now() + retryMs
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
      if (keys.app !== undefined) setFailing(true)
      throw error
    }
  }

  /** One for all who wait. */
  const exchanged = (): Promise<Credential> => {
    pending ??= attempt().finally(() => {
      pending = undefined
    })
    return pending
  }

  return {
    scope: PUBLIC,
    isExchangeFailing: () => failing,
    credential: () => (current === undefined ? exchanged() : Promise.resolve(current)),
    renew: async (refused) => {
      if (keys.app === undefined) return undefined
      // Of many that were refused together, the first exchanges; the others find what it has brought.
      if (current !== refused) return current ?? exchanged()
      if (failing && pending === undefined && now() < retryAt) return undefined
      return exchanged().catch((error: unknown) => {
        if (error instanceof GatewayError) return undefined
        throw error
      })
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
