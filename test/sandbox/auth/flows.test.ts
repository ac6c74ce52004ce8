import { createHash, randomBytes } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { createAuth } from '../../../sandbox/auth/index.ts'
import type { HttpResponse } from '../../../sandbox/http.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { basic, httpRequest, type RequestOptions } from '../../kit/sandbox/request.ts'

const ORIGIN = 'http://127.0.0.1:4010'
const CALLBACK = 'http://127.0.0.1:4000/auth/callback'
const SCOPE = 'tweet.read users.read offline.access'

const accounts = [
  { id: '11', name: 'Anna', username: 'anna', description: 'First' },
  { id: '22', name: '<b>Ben</b>', username: 'ben', description: 'Second & last' },
]

/** A separate authentication module with a manual clock. */
const createSetup = () => {
  let time = NOW
  const auth = createAuth({ seed: 1, now: () => time, accounts })
  const call = (
    key: string,
    wanted: Omit<RequestOptions, 'address' | 'method'> & { query?: string } = {},
  ): HttpResponse => {
    const [method = '', path = ''] = key.split(' ')
    const endpoint = auth.endpoints.get(key)
    if (endpoint === undefined) throw new Error(`no endpoint ${key}`)
    return endpoint(
      httpRequest({ method, address: `${ORIGIN}${path}?${wanted.query ?? ''}`, ...wanted }),
    )
  }
  const identify = (authorization: string) =>
    auth.identify(httpRequest({ address: `${ORIGIN}/2/users/me`, authorization }))
  const wait = (ms: number): void => {
    time += ms
  }
  return { auth, call, identify, wait }
}

type Setup = ReturnType<typeof createSetup>

const body = (answer: HttpResponse): Record<string, string> => JSON.parse(answer.body)
const backAt = (answer: HttpResponse): URLSearchParams =>
  new URL(answer.headers.location ?? '').searchParams

interface Login {
  readonly client?: 'confidential' | 'public'
  readonly scope?: string
  readonly account?: string
}

const begin = (
  { auth, call }: Setup,
  { client = 'confidential', scope = SCOPE, account = '11' }: Login,
) => {
  const { clientId, publicClientId, clientSecret } = auth.credentials
  const verifier = randomBytes(32).toString('base64url')
  const form = {
    response_type: 'code',
    client_id: client === 'public' ? publicClientId : clientId,
    redirect_uri: CALLBACK,
    scope,
    state: 'a state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    account,
    decision: 'allow',
  }
  const back = backAt(call('POST /i/oauth2/authorize', { form }))
  const asClient =
    client === 'public'
      ? { extra: { client_id: publicClientId }, authorization: undefined }
      : { extra: {}, authorization: basic(clientId, clientSecret) }
  const token = (fields: Record<string, string>): HttpResponse =>
    call('POST /2/oauth2/token', {
      form: { ...fields, ...asClient.extra },
      ...(asClient.authorization && { authorization: asClient.authorization }),
    })
  const redeem = (changes: Record<string, string> = {}): HttpResponse =>
    token({
      grant_type: 'authorization_code',
      code: back.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: verifier,
      ...changes,
    })
  return { form, back, token, redeem }
}

describe('OAuth 2.0 with PKCE', () => {
  it.each(['confidential', 'public'] as const)(
    'a %s client gets tokens for the chosen account',
    (client) => {
      const x = createSetup()
      const { back, redeem } = begin(x, { client, account: '22' })
      expect(back.get('state')).toBe('a state')
      const answer = redeem()
      expect(answer.status).toBe(200)
      expect(body(answer)).toMatchObject({ token_type: 'bearer', expires_in: 7200, scope: SCOPE })
      expect(x.identify(`Bearer ${body(answer).access_token}`)).toEqual({
        kind: 'user',
        userId: '22',
        scopes: SCOPE.split(' '),
      })
    },
  )

  it('issues no refresh token without offline.access', () => {
    const { redeem } = begin(createSetup(), { scope: 'tweet.read' })
    expect(body(redeem())).not.toHaveProperty('refresh_token')
  })

  it('rejects a wrong verifier, another callback and another client', () => {
    const x = createSetup()
    expect(begin(x, {}).redeem({ code_verifier: 'wrong' }).status).toBe(400)
    expect(begin(x, {}).redeem({ redirect_uri: `${CALLBACK}/` }).status).toBe(400)
    const { code } = Object.fromEntries(begin(x, {}).back)
    const other = begin(x, { client: 'public' })
    expect(other.redeem({ code: code ?? '' }).status).toBe(400)
  })

  it('expires a code after thirty seconds', () => {
    const x = createSetup()
    const { redeem } = begin(x, {})
    x.wait(30_000)
    expect([redeem().status, body(redeem())]).toEqual([
      400,
      {
        error: 'invalid_request',
        error_description: 'Value passed for the authorization code was invalid.',
      },
    ])
  })

  it('accepts a code once; a second use invalidates the tokens of the first', () => {
    const x = createSetup()
    const { redeem, token } = begin(x, {})
    const { access_token, refresh_token } = body(redeem())
    expect(redeem().status).toBe(400)
    expect(x.identify(`Bearer ${access_token}`)).toBeUndefined()
    expect(token({ grant_type: 'refresh_token', refresh_token: refresh_token ?? '' }).status).toBe(
      400,
    )
  })

  it('expires an access token after two hours', () => {
    const x = createSetup()
    const { access_token } = body(begin(x, {}).redeem())
    x.wait(7_199_000)
    expect(x.identify(`Bearer ${access_token}`)).toBeDefined()
    x.wait(1_000)
    expect(x.identify(`Bearer ${access_token}`)).toBeUndefined()
  })

  it('replaces a refresh token on use and rejects the old one', () => {
    const x = createSetup()
    const { redeem, token } = begin(x, { client: 'public' })
    const old = body(redeem()).refresh_token ?? ''
    const fresh = body(token({ grant_type: 'refresh_token', refresh_token: old }))
    expect(x.identify(`Bearer ${fresh.access_token}`)).toMatchObject({ userId: '11' })
    const again = token({ grant_type: 'refresh_token', refresh_token: old })
    expect([again.status, body(again)]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
    ])
    expect(
      token({ grant_type: 'refresh_token', refresh_token: fresh.refresh_token ?? '' }).status,
    ).toBe(200)
  })

  it('revokes a token', () => {
    const x = createSetup()
    const { clientId, clientSecret } = x.auth.credentials
    const { access_token = '' } = body(begin(x, {}).redeem())
    const revoked = x.call('POST /2/oauth2/revoke', {
      form: { token: access_token },
      authorization: basic(clientId, clientSecret),
    })
    expect(body(revoked)).toEqual({ revoked: true })
    expect(x.identify(`Bearer ${access_token}`)).toBeUndefined()
  })

  it('revokes all tokens of a user who removes the app’s access, and no others', () => {
    const x = createSetup()
    const { redeem, token } = begin(x, { client: 'public' })
    const { access_token, refresh_token = '' } = body(redeem())
    const other = body(begin(x, { account: '22' }).redeem()).access_token
    x.auth.revoke('11')
    expect(x.identify(`Bearer ${access_token}`)).toBeUndefined()
    expect(token({ grant_type: 'refresh_token', refresh_token }).status).toBe(400)
    expect(x.identify(`Bearer ${other}`)).toMatchObject({ userId: '22' })
  })

  it('reports the missing parameter or header of a client', () => {
    const x = createSetup()
    const refuse = (
      form: Record<string, string>,
      authorization?: string,
    ): [number, string | undefined] => {
      const answer = x.call('POST /2/oauth2/token', {
        form,
        ...(authorization && { authorization }),
      })
      return [answer.status, body(answer).error_description]
    }
    const { clientId, publicClientId } = x.auth.credentials
    expect(refuse({})).toEqual([400, 'Missing required parameter [client_id].'])
    expect(refuse({ client_id: publicClientId })).toEqual([
      400,
      'Missing required parameter [grant_type].',
    ])
    expect(refuse({ client_id: publicClientId, grant_type: 'refresh_token' })).toEqual([
      400,
      'Missing required parameter [refresh_token].',
    ])
    expect(refuse({ client_id: clientId })).toEqual([401, 'Missing valid authorization header'])
    expect(refuse({}, basic(clientId, 'wrong'))).toEqual([
      401,
      'Missing valid authorization header',
    ])
  })

  it('redirects a denial with the state, and does not redirect an invalid request', () => {
    const x = createSetup()
    const { form } = begin(x, {})
    const denied = backAt(
      x.call('POST /i/oauth2/authorize', { form: { ...form, decision: 'deny' } }),
    )
    expect([denied.get('error'), denied.get('state'), denied.get('code')]).toEqual([
      'access_denied',
      'a state',
      null,
    ])
    for (const change of [
      { client_id: 'nobody' },
      { redirect_uri: 'javascript:alert(1)' },
      { response_type: 'token' },
      { code_challenge_method: 'none' },
      { state: '' },
      { state: 'x'.repeat(501) },
      { account: '33' },
    ]) {
      const answer = x.call('POST /i/oauth2/authorize', { form: { ...form, ...change } })
      expect([answer.status, answer.headers.location]).toEqual([400, undefined])
    }
  })

  it('shows the accounts and escapes values of the request', () => {
    const x = createSetup()
    const query = new URLSearchParams({ ...begin(x, {}).form, state: '"><script>1</script>' })
    const page = x.call('GET /i/oauth2/authorize', { query: query.toString() })
    expect(page.status).toBe(200)
    expect(page.body).toContain('@anna')
    expect(page.body).not.toMatch(/<script|<b>Ben/)
  })
})

describe('app-only', () => {
  const exchange = (x: Setup, authorization: string): HttpResponse =>
    x.call('POST /oauth2/token', { form: { grant_type: 'client_credentials' }, authorization })

  it('issues the same bearer token until it is invalidated', () => {
    const x = createSetup()
    const { apiKey, apiKeySecret, bearer } = x.auth.credentials
    const asApp = basic(apiKey, apiKeySecret)
    expect(body(exchange(x, asApp))).toEqual({ token_type: 'bearer', access_token: bearer })
    expect(x.identify(`Bearer ${bearer}`)).toEqual({ kind: 'app' })
    x.call('POST /oauth2/invalidate_token', {
      form: { access_token: bearer },
      authorization: asApp,
    })
    expect(x.identify(`Bearer ${bearer}`)).toBeUndefined()
    const next = body(exchange(x, asApp)).access_token
    expect(next).not.toBe(bearer)
    expect(x.identify(`Bearer ${next}`)).toEqual({ kind: 'app' })
    x.auth.reset()
    expect(x.identify(`Bearer ${next}`)).toBeUndefined()
    expect(x.identify(`Bearer ${bearer}`)).toEqual({ kind: 'app' })
  })

  it('rejects a wrong secret with the error of API v1.1', () => {
    const x = createSetup()
    const answer = exchange(x, basic(x.auth.credentials.apiKey, 'wrong'))
    expect([answer.status, body(answer).errors]).toEqual([
      403,
      [
        {
          code: 99,
          label: 'authenticity_token_error',
          message: 'Unable to verify your credentials',
        },
      ],
    ])
  })
})

it('the credentials are the same for the same seed, and marked as those of a sandbox', () => {
  const one = createAuth({ seed: 5, now: () => NOW, accounts }).credentials
  expect(createAuth({ seed: 5, now: () => NOW, accounts }).credentials).toEqual(one)
  expect(createAuth({ seed: 6, now: () => NOW, accounts }).credentials).not.toEqual(one)
  for (const [name, value] of Object.entries(one)) {
    if (name !== 'userId') expect(value, name).toContain('sandbox-')
  }
})
