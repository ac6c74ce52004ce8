// App-only authentication: exchanges the API key and secret for a bearer token, which stays the same until it is
// invalidated.

import { type Endpoint, type HttpRequest, type HttpResponse, json } from '../http.ts'
import { type Credentials, randomToken, readBasic } from './credentials.ts'

export interface AppOnly {
  isBearer(token: string): boolean
  readonly endpoints: Readonly<Record<string, Endpoint>>
  reset(): void
}

/** The error of API v1.1. */
const wrongCredentials = (): HttpResponse =>
  json(403, {
    errors: [
      {
        code: 99,
        label: 'authenticity_token_error',
        message: 'Unable to verify your credentials',
      },
    ],
  })

/** Assumed: X's response to a wrong grant type was not recorded. */
const wrongGrant = (): HttpResponse =>
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

  const isApp = (request: HttpRequest): boolean => {
    const [key, secret] = readBasic(request.headers.authorization) ?? []
    return key === credentials.apiKey && secret === credentials.apiKeySecret
  }

  const token: Endpoint = (request) => {
    if (!isApp(request)) return wrongCredentials()
    if (new URLSearchParams(request.body).get('grant_type') !== 'client_credentials') {
      return wrongGrant()
    }
    bearer ??= `sandbox-bearer-${randomToken()}`
    return json(200, { token_type: 'bearer', access_token: bearer })
  }

  const invalidate: Endpoint = (request) => {
    if (!isApp(request)) return wrongCredentials()
    const sent =
      new URLSearchParams(request.body).get('access_token') ??
      new URLSearchParams(request.search).get('access_token')
    if (sent === null || sent !== bearer) {
      return json(401, { errors: [{ code: 89, message: 'Invalid or expired token' }] })
    }
    bearer = undefined
    return json(200, { access_token: sent })
  }

  return {
    isBearer: (token) => token === bearer,
    endpoints: { 'POST /oauth2/token': token, 'POST /oauth2/invalidate_token': invalidate },
    reset: () => {
      bearer = credentials.bearer
    },
  }
}
