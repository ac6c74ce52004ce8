// The app-only bearer token: from the settings, or exchanged for the API key pair. A token that X has refused stays in use
// until the exchange succeeds: the refusal may be temporary, and the exchange may be unavailable.

import type { XKeys } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'
import type { HttpResponse } from '../infra/http.ts'
import type { Send } from '../infra/upstream.ts'
import { type Credential, type CredentialSource, isToken, PUBLIC } from './credentials.ts'

export interface AppCredentialOptions {
  readonly keys: XKeys
  readonly apiUrl: string
  readonly send: Send
  readonly now: () => number
  /** Called when the exchange starts to fail, and when it succeeds again. */
  readonly onExchange?: (failing: boolean) => void
}

export interface AppCredential extends CredentialSource {
  /** Whether the last exchange of the API key pair failed. */
  isExchangeFailing(): boolean
  /** Uses other keys from the next call on. */
  replaceKeys(keys: XKeys): void
}

/** The delay after a failed exchange; it doubles with each further failure. */
const MIN_RETRY_MS = 1000
const MAX_RETRY_MS = 5 * 60_000

export const createAppCredential = (options: AppCredentialOptions): AppCredential => {
  const { now, onExchange = () => {} } = options
  let { keys } = options
  let pending: Promise<Credential> | undefined
  let retryMs = MIN_RETRY_MS
  let retryAt = 0
  let failing = false
  let current = credentialIn(keys)

  const requestToken = async (): Promise<Credential> => {
    const used = keys
    const credential = await exchangePair(used, options)
    if (keys === used) current = credential
    return credential
  }

  const setFailing = (isFailing: boolean): void => {
    if (isFailing !== failing) onExchange(isFailing)
    failing = isFailing
  }

  const requestWithBackoff = async (): Promise<Credential> => {
    try {
      const credential = await requestToken()
      retryMs = MIN_RETRY_MS
      setFailing(false)
      return credential
    } catch (error) {
      retryAt = now() + retryMs
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
      if (keys.app !== undefined) setFailing(true)
      throw error
    }
  }

  /** Single-flight: concurrent calls share one exchange. */
  const exchange = (): Promise<Credential> => {
    if (pending !== undefined) return pending
    const exchanged = requestWithBackoff().finally(() => {
      if (pending === exchanged) pending = undefined
    })
    pending = exchanged
    return exchanged
  }

  return {
    scope: PUBLIC,
    replaceKeys: (others) => {
      keys = others
      current = credentialIn(others)
      pending = undefined
      retryAt = 0
      retryMs = MIN_RETRY_MS
    },
    isExchangeFailing: () => failing,
    credential: () => (current === undefined ? exchange() : Promise.resolve(current)),
    renew: async (refused) => {
      // Another call, or other keys, have replaced the refused token already.
      if (current !== refused) return current ?? exchange()
      if (keys.app === undefined) return undefined
      if (failing && pending === undefined && now() < retryAt) return undefined
      return exchange().catch((error: unknown) => {
        if (error instanceof GatewayError) return undefined
        throw error
      })
    },
  }
}

const credentialIn = ({ bearer }: XKeys): Credential | undefined =>
  bearer === undefined ? undefined : { kind: 'app', token: bearer }

const exchangePair = async (
  { app }: XKeys,
  { apiUrl, send }: Pick<AppCredentialOptions, 'apiUrl' | 'send'>,
): Promise<Credential> => {
  if (app === undefined) throw rejected()
  const pair = [app.key, app.secret].map(encodeURIComponent).join(':')
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
  return { kind: 'app', token: parseToken(response) }
}

const parseToken = ({ status, text }: HttpResponse): string => {
  if (status === 401 || status === 403) throw rejected()
  try {
    const { access_token }: { readonly access_token?: unknown } = JSON.parse(text)
    if (status === 200 && isToken(access_token)) return access_token
  } catch {
    // Not JSON: handled like any other invalid response.
  }
  throw new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `X did not issue an app-only token (status ${status}). Try again in a moment.`,
  )
}

const rejected = (): GatewayError =>
  new GatewayError(
    'CREDENTIALS_REJECTED',
    'X rejects the app’s API key pair or bearer token. Compare X_API_KEY and X_API_KEY_SECRET, or X_BEARER_TOKEN, with the X developer portal.',
  )
