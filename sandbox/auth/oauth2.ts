// OAuth 2.0 authorization code with PKCE, as X does it: a code lives thirty seconds, an access token two
// hours, and a refresh token is used once and replaced.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code
// @see https://www.rfc-editor.org/rfc/rfc7636

import { createHash } from 'node:crypto'

import { type Answer, type Endpoint, html, type Incoming, json, redirect } from '../exchange.ts'
import { consentPage, type LoginAccount, mistakePage } from './consent.ts'
import { type Credentials, readBasic, readFields, unguessable } from './credentials.ts'
import { createShelf } from './shelf.ts'

/** What a user allowed an app. */
export interface Grant {
  readonly userId: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Ties the tokens to the code they came from. */
  readonly id: string
}

interface Code extends Grant {
  readonly redirectUri: string
  readonly challenge: string
  readonly method: string
}

export interface OAuth2 {
  /** The grant of a living access token. */
  grantOf(accessToken: string): Grant | undefined
  readonly endpoints: Readonly<Record<string, Endpoint>>
  revoke(userId: string): void
  reset(): void
}

const CODE_LIFE_MS = 30_000
const ACCESS_LIFE_S = 7_200

const invalid = (description: string): Answer =>
  json(400, { error: 'invalid_request', error_description: description })

const unauthorizedClient = (): Answer =>
  json(401, {
    error: 'unauthorized_client',
    error_description: 'Missing valid authorization header',
  })

export interface OAuth2Options {
  readonly credentials: Credentials
  readonly accounts: readonly LoginAccount[]
  readonly now: () => number
}

export const createOAuth2 = ({ credentials, accounts, now }: OAuth2Options): OAuth2 => {
  const codes = createShelf<Code>({ now, lifeMs: CODE_LIFE_MS })
  /** Codes that were used, so that a second use is noticed. */
  const spent = createShelf<string>({ now, lifeMs: ACCESS_LIFE_S * 1000 })
  const access = createShelf<Grant>({ now, lifeMs: ACCESS_LIFE_S * 1000 })
  const refresh = createShelf<Grant>({ now })
  /** Grants whose code was used twice: whatever came of them is void. */
  const voided = createShelf<true>({ now })

  const living = (grant: Grant | undefined): Grant | undefined =>
    grant && !voided.has(grant.id) ? grant : undefined

  const authorize: Endpoint = ({ search }) => {
    const asked = readAuthorization(new URLSearchParams(search), credentials)
    if (typeof asked === 'string') return html(400, mistakePage(asked))
    return html(
      200,
      consentPage({
        action: '/i/oauth2/authorize',
        accounts,
        scopes: asked.scope.split(' '),
        hidden: { ...asked },
      }),
    )
  }

  const decide: Endpoint = ({ body }) => {
    const answer = new URLSearchParams(body)
    const asked = readAuthorization(answer, credentials)
    if (typeof asked === 'string') return html(400, mistakePage(asked))
    const back = new URL(asked.redirect_uri)
    back.searchParams.set('state', asked.state)
    if (answer.get('decision') !== 'allow') {
      // RFC 6749's word; X does not document its own.
      back.searchParams.set('error', 'access_denied')
      return redirect(back.href)
    }
    const account = accounts.find(({ id }) => id === answer.get('account'))
    if (account === undefined) return html(400, mistakePage('Choose an account to log in with.'))
    const code = unguessable()
    codes.put(code, {
      id: unguessable(),
      userId: account.id,
      clientId: asked.client_id,
      scopes: asked.scope.split(' '),
      redirectUri: asked.redirect_uri,
      challenge: asked.code_challenge,
      method: asked.code_challenge_method,
    })
    back.searchParams.set('code', code)
    return redirect(back.href)
  }

  /** The client that makes the request: Basic for the confidential one, its id in the body for the public. */
  const clientOf = (request: Incoming, body: URLSearchParams): string | Answer => {
    const basic = readBasic(request.headers.authorization)
    if (basic !== undefined) {
      const [id, secret] = basic
      const known = id === credentials.clientId && secret === credentials.clientSecret
      return known ? id : unauthorizedClient()
    }
    const id = body.get('client_id')
    if (id === null) return invalid('Missing required parameter [client_id].')
    if (id === credentials.publicClientId) return id
    return id === credentials.clientId
      ? unauthorizedClient()
      : // Its description was not recorded.
        json(401, { error: 'invalid_client', error_description: 'Client authentication failed.' })
  }

  const issue = (grant: Grant): Answer => {
    const accessToken = unguessable()
    access.put(accessToken, grant)
    const refreshToken = grant.scopes.includes('offline.access') ? unguessable() : undefined
    if (refreshToken !== undefined) refresh.put(refreshToken, grant)
    return json(200, {
      token_type: 'bearer',
      expires_in: ACCESS_LIFE_S,
      access_token: accessToken,
      scope: grant.scopes.join(' '),
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    })
  }

  const token: Endpoint = (request) => {
    const body = readFields(request)
    const client = clientOf(request, body)
    if (typeof client !== 'string') return client
    switch (body.get('grant_type')) {
      case 'authorization_code':
        return redeem(client, body)
      case 'refresh_token':
        return rotate(client, body)
      case null:
        return invalid('Missing required parameter [grant_type].')
      default:
        // Not recorded; RFC 6749's code.
        return json(400, {
          error: 'unsupported_grant_type',
          error_description: 'Value passed for the grant type was invalid.',
        })
    }
  }

  const missing = (body: URLSearchParams, names: readonly string[]): Answer | undefined => {
    const name = names.find((each) => !body.get(each))
    return name === undefined ? undefined : invalid(`Missing required parameter [${name}].`)
  }

  const redeem = (client: string, body: URLSearchParams): Answer => {
    const incomplete = missing(body, ['code', 'redirect_uri', 'code_verifier'])
    if (incomplete !== undefined) return incomplete
    const badCode = invalid('Value passed for the authorization code was invalid.')
    const given = body.get('code') ?? ''
    const usedBefore = spent.get(given)
    if (usedBefore !== undefined) {
      voided.put(usedBefore, true)
      return badCode
    }
    const code = codes.take(given)
    if (code === undefined || code.clientId !== client) return badCode
    spent.put(given, code.id)
    if (code.redirectUri !== body.get('redirect_uri')) {
      return invalid(
        'Value passed for the redirect uri did not match the uri of the authorization code.',
      )
    }
    if (!proves(body.get('code_verifier') ?? '', code)) {
      return invalid('Value passed for the code verifier did not match the code challenge.')
    }
    return issue(code)
  }

  const rotate = (client: string, body: URLSearchParams): Answer => {
    const incomplete = missing(body, ['refresh_token'])
    if (incomplete !== undefined) return incomplete
    const given = body.get('refresh_token') ?? ''
    const grant = living(refresh.get(given))
    if (grant === undefined || grant.clientId !== client) {
      return invalid('Value passed for the token was invalid.')
    }
    refresh.remove(given)
    return issue(grant)
  }

  const revoke: Endpoint = (request) => {
    const body = readFields(request)
    const client = clientOf(request, body)
    if (typeof client !== 'string') return client
    const incomplete = missing(body, ['token'])
    if (incomplete !== undefined) return incomplete
    const given = body.get('token') ?? ''
    for (const shelf of [access, refresh]) {
      if (shelf.get(given)?.clientId === client) shelf.remove(given)
    }
    return json(200, { revoked: true })
  }

  return {
    grantOf: (accessToken) => living(access.get(accessToken)),
    endpoints: {
      'GET /i/oauth2/authorize': authorize,
      'POST /i/oauth2/authorize': decide,
      'POST /2/oauth2/token': token,
      'POST /2/oauth2/revoke': revoke,
    },
    revoke: (userId) => {
      codes.removeWhere((code) => code.userId === userId)
      for (const shelf of [access, refresh]) shelf.removeWhere((grant) => grant.userId === userId)
    },
    reset: () => {
      for (const shelf of [codes, spent, access, refresh, voided]) shelf.clear()
    },
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.6 */
export const challengeOf = (verifier: string, method: string): string =>
  method.toUpperCase() === 'S256'
    ? createHash('sha256').update(verifier).digest('base64url')
    : verifier

const proves = (verifier: string, { challenge, method }: Code): boolean =>
  challengeOf(verifier, method) === challenge

const AUTHORIZATION = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const

type Authorization = Readonly<Record<(typeof AUTHORIZATION)[number], string>>

const MOST_STATE = 500

/** What an app asks a user to allow, or the sentence that says what is wrong with it. */
const readAuthorization = (
  query: URLSearchParams,
  { clientId, publicClientId }: Credentials,
): Authorization | string => {
  const missing = AUTHORIZATION.filter((name) => !query.get(name))
  if (missing.length > 0) return `The app’s request lacks ${missing.join(', ')}.`
  const asked = Object.fromEntries(
    AUTHORIZATION.map((name) => [name, query.get(name) ?? '']),
  ) as Authorization
  if (asked.response_type !== 'code') return 'response_type must be "code".'
  if (asked.client_id !== clientId && asked.client_id !== publicClientId) {
    return 'There is no app with this client_id.'
  }
  const address = URL.canParse(asked.redirect_uri) ? new URL(asked.redirect_uri) : undefined
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    return 'redirect_uri must be an absolute http or https address.'
  }
  if (asked.state.length > MOST_STATE) return `state is longer than ${MOST_STATE} characters.`
  // RFC 7636 writes S256; clients that X takes write s256.
  if (!/^(s256|plain)$/i.test(asked.code_challenge_method)) {
    return 'code_challenge_method must be S256 or plain.'
  }
  return asked
}
