// Random requests for the OAuth endpoints: a valid request of each kind, with fields dropped, altered and added. They
// must not affect the tokens of the other requests.

import fc from 'fast-check'

import type { Credentials } from '../../../sandbox/index.ts'
import { basic } from '../../kit/sandbox/request.ts'
import { hostileText } from './query-parts.ts'
import type { RandomRequest } from './requests.ts'

type Fields = Readonly<Record<string, string>>

interface Endpoint {
  readonly path: string
  readonly fields: Fields
  /** The correct method; the other one is tried as well. */
  readonly method: 'GET' | 'POST'
}

const endpointsOf = ({ publicClientId, clientId, userId }: Credentials): readonly Endpoint[] => {
  const authorize = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: 'http://127.0.0.1/back?kept=1',
    scope: 'tweet.read users.read offline.access',
    state: '"><script>state</script>',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }
  const token = '/2/oauth2/token'
  const code = { code: 'x', redirect_uri: 'http://127.0.0.1/back', code_verifier: 'y' }
  return [
    { path: '/i/oauth2/authorize', method: 'GET', fields: authorize },
    {
      path: '/i/oauth2/authorize',
      method: 'POST',
      fields: { ...authorize, account: userId, decision: 'allow' },
    },
    {
      path: token,
      method: 'POST',
      fields: { grant_type: 'authorization_code', client_id: publicClientId, ...code },
    },
    {
      path: token,
      method: 'POST',
      fields: { grant_type: 'refresh_token', client_id: publicClientId, refresh_token: 'x' },
    },
    {
      path: '/2/oauth2/revoke',
      method: 'POST',
      fields: { token: 'x', client_id: publicClientId, token_type_hint: 'access_token' },
    },
    { path: '/oauth2/token', method: 'POST', fields: { grant_type: 'client_credentials' } },
    { path: '/oauth2/invalidate_token', method: 'POST', fields: { access_token: 'x' } },
    { path: '/oauth/request_token', method: 'POST', fields: { oauth_callback: 'oob' } },
    {
      path: '/oauth/access_token',
      method: 'POST',
      fields: { oauth_token: 'x', oauth_verifier: 'y' },
    },
    { path: '/oauth/authorize', method: 'GET', fields: { oauth_token: 'x' } },
    {
      path: '/oauth/authorize',
      method: 'POST',
      fields: { oauth_token: 'x', account: userId, decision: 'allow' },
    },
  ]
}

type Pair = readonly [name: string, value: string]

/** Names of inherited properties, which lookups in objects must not find. */
const inherited = fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf')

type Change = (pair: Pair) => readonly Pair[]

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Change>(() => []) },
  { weight: 1, arbitrary: fc.constant<Change>((pair) => [pair, pair]) },
  {
    weight: 4,
    arbitrary: fc.oneof(hostileText, inherited).map(
      (value): Change =>
        ([name]) => [[name, value]],
    ),
  },
)

/** Valid fields; in most cases one of them is dropped, repeated or altered. */
const alter = (fields: Fields): fc.Arbitrary<readonly Pair[]> => {
  const right: readonly Pair[] = Object.entries(fields)
  const altered = fc
    .tuple(fc.nat(right.length - 1), change)
    .map(([at, made]) => right.flatMap((pair, index) => (index === at ? made(pair) : [pair])))
  return fc.oneof({ weight: 2, arbitrary: fc.constant(right) }, { weight: 3, arbitrary: altered })
}

const extra: fc.Arbitrary<readonly Pair[]> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Pair[]>([]) },
  { weight: 1, arbitrary: fc.tuple(hostileText, hostileText).map((pair): Pair[] => [pair]) },
)

const other = { GET: 'POST', POST: 'GET' } as const

const FORM = 'application/x-www-form-urlencoded;charset=UTF-8'

export const oauthRequests = (credentials: Credentials): fc.Arbitrary<RandomRequest> => {
  const { apiKey, apiKeySecret, clientId, clientSecret } = credentials
  const authorization = fc.constantFrom(
    undefined,
    undefined,
    basic(apiKey, apiKeySecret),
    basic(clientId, clientSecret),
    basic(apiKey, 'wrong'),
    'Basic',
    'Basic !!!',
    'Basic Og==',
    'OAuth oauth_consumer_key="x", oauth_token="__proto__"',
  )
  const shape = fc.record({
    authorization,
    swapped: fc.oneof(
      { weight: 14, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    encoding: fc.oneof(
      { weight: 12, arbitrary: fc.constant('form') },
      { weight: 2, arbitrary: fc.constant('json') },
      { weight: 1, arbitrary: fc.constant('malformed') },
    ),
    malformed: fc.constantFrom('{', '[]', 'null', '"x"', '{"__proto__":{"a":1}}', '%', '&=&', '\0'),
  })
  return fc.constantFrom(...endpointsOf(credentials)).chain(({ path, method, fields }) =>
    fc.tuple(shape, extra, alter(fields)).map(([made, more, some]): RandomRequest => {
      const pairs = [...some, ...more].map(([name, value]): [string, string] => [name, value])
      const sent = made.swapped ? other[method] : method
      const query = new URLSearchParams(pairs).toString()
      const text = {
        form: query,
        json: JSON.stringify(Object.fromEntries(pairs)),
        malformed: made.malformed,
      }[made.encoding]
      const type = made.encoding === 'form' ? FORM : 'application/json'
      return {
        kind: 'oauth',
        who: 'anonymous',
        method: sent,
        path,
        search: sent === 'GET' ? query : '',
        ids: [],
        verdict: 'unknown',
        ...(sent === 'POST' && { body: { type, text: text ?? '' } }),
        ...(made.authorization !== undefined && { authorization: made.authorization }),
      }
    }),
  )
}
