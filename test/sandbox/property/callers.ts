// The callers of the random requests: the app, each account that can log in (one of them by OAuth 1.0a and 2.0), a token
// without the required scopes, an unauthenticated caller, and invalid headers.

import type { Sandbox } from '../../../sandbox/index.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { logIn } from '../../kit/sandbox/login.ts'
import { signed } from '../../kit/sandbox/sign.ts'

export const CALLERS = [
  'app',
  'owner',
  'owner-oauth2',
  'second',
  'third',
  'insufficient-scope',
  'anonymous',
  'broken',
] as const

export type CallerName = (typeof CALLERS)[number]

/** The access that the caller's authentication gives. */
export type Access = 'app' | 'user' | 'insufficient-scope' | 'none'

export interface Caller {
  readonly access: Access
  /** The account whose private metrics the caller may read. */
  readonly userId?: string
  /** The header of a request to this address. */
  authorization(method: string, address: string): string | undefined
}

export type Callers = Readonly<Record<CallerName, Caller>>

/** Invalid headers. */
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

export const createCallers = async (sandbox: Sandbox): Promise<Callers> => {
  const { credentials, world } = sandbox
  const bearer = (token: string) => () => `Bearer ${token}`
  const user = async (index: number): Promise<Caller> => {
    const userId = world.accounts[index] ?? ''
    const token = await logIn(sandbox, userId)
    return { access: 'user', userId, authorization: bearer(token) }
  }
  const narrow = await logIn(sandbox, credentials.userId, 'users.read')
  return {
    app: { access: 'app', authorization: bearer(credentials.bearer) },
    owner: {
      access: 'user',
      userId: credentials.userId,
      // The signature is for GET and wrong for other methods.
      authorization: (_, address) => signed(address, credentials, NOW),
    },
    'owner-oauth2': await user(0),
    second: await user(1),
    third: await user(2),
    'insufficient-scope': { access: 'insufficient-scope', authorization: bearer(narrow) },
    anonymous: { access: 'none', authorization: () => undefined },
    broken: {
      access: 'none',
      authorization: (_, address) => BROKEN[address.length % BROKEN.length],
    },
  }
}
