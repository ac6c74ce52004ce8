// App-only: key and secret for a bearer token, which stays the same until it is invalidated.

import { type Answer, type Endpoint, type Incoming, json } from '../exchange.ts'
import { type Credentials, readBasic, unguessable } from './credentials.ts'

export interface AppOnly {
  isBearer(token: string): boolean
  readonly endpoints: Readonly<Record<string, Endpoint>>
  reset(): void
}

/** v1.1's way of saying no. */
const wrongCredentials = (): Answer =>
  json(403, {
    errors: [
      {
        code: 99,
        label: 'authenticity_token_error',
        message: 'Unable to verify your credentials',
      },
    ],
  })

/** By analogy: what a wrong grant type answers was not recorded. */
const wrongGrant = (): Answer =>
  json(400, {
    errors: [
      {
        code: 170,
        label: 'forbidden_missing_parameter',
        message: 'Missing required parameter: grant_type',
      },
    ],
  })

export const createAppOnly = (credentials: Credentials): AppOnly => {
  let bearer: string | undefined = credentials.bearer

  const isApp = (request: Incoming): boolean => {
    const [key, secret] = readBasic(request.headers.authorization) ?? []
    return key === credentials.apiKey && secret === credentials.apiKeySecret
  }

  const token: Endpoint = (request) => {
    if (!isApp(request)) return wrongCredentials()
    if (new URLSearchParams(request.body).get('grant_type') !== 'client_credentials') {
      return wrongGrant()
    }
    bearer ??= `sandbox-bearer-${unguessable()}`
    return json(200, { token_type: 'bearer', access_token: bearer })
  }

  const invalidate: Endpoint = (request) => {
    if (!isApp(request)) return wrongCredentials()
    const given =
      new URLSearchParams(request.body).get('access_token') ??
      new URLSearchParams(request.search).get('access_token')
    if (given === null || given !== bearer) {
      return json(401, { errors: [{ code: 89, message: 'Invalid or expired token' }] })
    }
    bearer = undefined
    return json(200, { access_token: given })
  }

  return {
    isBearer: (given) => given === bearer,
    endpoints: { 'POST /oauth2/token': token, 'POST /oauth2/invalidate_token': invalidate },
    reset: () => {
      bearer = credentials.bearer
    },
  }
}
