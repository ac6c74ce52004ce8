// Parses the requests of OAuth 2.0: authorization requests, client authentication and required parameters.

import { type HttpRequest, type HttpResponse, json } from '../http.ts'
import { type Credentials, readBasic } from './credentials.ts'

const PARAMETERS = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const

type AuthorizationRequest = Readonly<Record<(typeof PARAMETERS)[number], string>>

const MAX_STATE_LENGTH = 500

/** The request, or a sentence that says what is wrong with it. */
export const readAuthorizationRequest = (
  query: URLSearchParams,
  { clientId, publicClientId }: Credentials,
): AuthorizationRequest | string => {
  const missing = PARAMETERS.filter((name) => !query.get(name))
  if (missing.length > 0) return `The app’s request lacks ${missing.join(', ')}.`
  const request = Object.fromEntries(
    PARAMETERS.map((name) => [name, query.get(name) ?? '']),
  ) as AuthorizationRequest
  if (request.response_type !== 'code') return 'response_type must be "code".'
  if (request.client_id !== clientId && request.client_id !== publicClientId) {
    return 'There is no app with this client_id.'
  }
  const address = URL.canParse(request.redirect_uri) ? new URL(request.redirect_uri) : undefined
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    return 'redirect_uri must be an absolute http or https address.'
  }
  if (request.state.length > MAX_STATE_LENGTH) {
    return `state is longer than ${MAX_STATE_LENGTH} characters.`
  }
  // RFC 7636 has S256; X also accepts s256.
  if (!/^(s256|plain)$/i.test(request.code_challenge_method)) {
    return 'code_challenge_method must be S256 or plain.'
  }
  return request
}

export const invalidRequest = (description: string): HttpResponse =>
  json(400, { error: 'invalid_request', error_description: description })

const unauthorizedClient = (): HttpResponse =>
  json(401, {
    error: 'unauthorized_client',
    error_description: 'Missing valid authorization header',
  })

/** The id of the client: a confidential client uses Basic, a public client sends its id in the body. */
export const clientOf = (
  request: HttpRequest,
  body: URLSearchParams,
  credentials: Credentials,
): string | HttpResponse => {
  const basic = readBasic(request.headers.authorization)
  if (basic !== undefined) {
    const [id, secret] = basic
    const isKnown = id === credentials.clientId && secret === credentials.clientSecret
    return isKnown ? id : unauthorizedClient()
  }
  const id = body.get('client_id')
  if (id === null) return invalidRequest('Missing required parameter [client_id].')
  if (id === credentials.publicClientId) return id
  return id === credentials.clientId
    ? unauthorizedClient()
    : // X's description was not recorded.
      json(401, { error: 'invalid_client', error_description: 'Client authentication failed.' })
}

/** The error for the first required parameter that is absent. */
export const missing = (
  body: URLSearchParams,
  names: readonly string[],
): HttpResponse | undefined => {
  const name = names.find((each) => !body.get(each))
  return name === undefined ? undefined : invalidRequest(`Missing required parameter [${name}].`)
}
