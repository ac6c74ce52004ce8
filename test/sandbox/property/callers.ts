// Everybody who asks in the random requests: the app, each account that can log in (one of them twice,
// by OAuth 1.0a and 2.0), a token with too few scopes, nobody, and what only looks like somebody.

import type { Sandbox } from '../../../sandbox/index.ts'
import { NOW } from '../../kit/sandbox/ask.ts'
import { signed } from '../../kit/sandbox/sign.ts'
import { click, sentTo } from '../../kit/sandbox/twitter-api-v2.ts'

export const CALLERS = [
  'app',
  'owner',
  'owner-oauth2',
  'second',
  'third',
  'narrow',
  'nobody',
  'broken',
] as const

export type Who = (typeof CALLERS)[number]

/** What the caller proves, and with it what has to come of a sound request. */
export type Standing = 'app' | 'user' | 'narrow' | 'nobody'

export interface Caller {
  readonly standing: Standing
  /** Whose private numbers may be seen. */
  readonly userId?: string
  /** The header of a request for this address. */
  authorization(method: string, address: string): string | undefined
}

export type Callers = Readonly<Record<Who, Caller>>

/** Headers that prove nothing. */
const BROKEN = [
  '',
  'Bearer',
  'Bearer ',
  'Bearer x',
  'Bearer undefined',
  'Basic Og==',
  'Digest username="x"',
  'OAuth',
  'OAuth ',
  'OAuth oauth_nonce="%E0%A4%A", ,=,"',
  'OAuth oauth_consumer_key="",oauth_token="",oauth_signature=""',
  'OAuth __proto__="x",constructor="y"',
  `Bearer ${'A'.repeat(2_000)}`,
]

/** A token by the consent page. */
const logIn = async (
  { url, credentials }: Sandbox,
  account: string,
  scope: string,
): Promise<string> => {
  const page = new URL('/i/oauth2/authorize', url)
  const asked = {
    response_type: 'code',
    client_id: credentials.publicClientId,
    redirect_uri: 'http://127.0.0.1/back',
    scope,
    state: 'x',
    code_challenge: 'plain words',
    code_challenge_method: 'plain',
  }
  page.search = new URLSearchParams(asked).toString()
  const code = sentTo(await click(page, { account })).get('code') ?? ''
  const answer = await fetch(`${url}/2/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: credentials.publicClientId,
      redirect_uri: asked.redirect_uri,
      code_verifier: asked.code_challenge,
    }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

export const createCallers = async (sandbox: Sandbox): Promise<Callers> => {
  const { credentials, world } = sandbox
  const bearer = (token: string) => () => `Bearer ${token}`
  const user = async (index: number): Promise<Caller> => {
    const userId = world.accounts[index] ?? ''
    const token = await logIn(sandbox, userId, 'tweet.read users.read')
    return { standing: 'user', userId, authorization: bearer(token) }
  }
  const narrow = await logIn(sandbox, credentials.userId, 'users.read')
  return {
    app: { standing: 'app', authorization: bearer(credentials.bearer) },
    owner: {
      standing: 'user',
      userId: credentials.userId,
      // Only GETs are signed here; under another method this is a wrong signature.
      authorization: (_, address) => signed(address, credentials, NOW),
    },
    'owner-oauth2': await user(0),
    second: await user(1),
    third: await user(2),
    narrow: { standing: 'narrow', authorization: bearer(narrow) },
    nobody: { standing: 'nobody', authorization: () => undefined },
    broken: {
      standing: 'nobody',
      authorization: (_, address) => BROKEN[address.length % BROKEN.length],
    },
  }
}
