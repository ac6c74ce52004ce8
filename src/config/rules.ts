// What settings do not go together, and what to do about it.

import { compile as compileProxies } from 'proxy-addr'

import { isAny, LOOPBACK, listOf, originOf, proxiesOf, type Values } from './environment.ts'

export interface Circumstances {
  /** With a credential of X. */
  readonly keyed: boolean
  readonly local: boolean
}

const LEAST_SECRET = 32
const LEAST_KEY = 16

/** A placeholder such as xxxx…, or a key held down. */
const isOneCharacter = (secret: string): boolean => new Set(secret).size === 1

const canBeProxies = (proxies: ReturnType<typeof proxiesOf>): boolean => {
  try {
    if (typeof proxies !== 'number') compileProxies([...proxies])
    return true
  } catch {
    return false
  }
}

const RULES: readonly (readonly [
  broken: (env: Values, circumstances: Circumstances) => boolean,
  sentence: string,
])[] = [
  [
    (env) => env.X_ACCESS_TOKEN !== undefined && env.X_API_KEY === undefined,
    'X_ACCESS_TOKEN needs X_API_KEY and X_API_KEY_SECRET: OAuth 1.0a signs with both. Set them, too.',
  ],
  [
    (env) => env.X_ACCESS_TOKEN !== undefined && !/^\d{1,19}-/.test(env.X_ACCESS_TOKEN),
    'X_ACCESS_TOKEN does not begin with the id of its user and a dash, as access tokens of X do. Check that it is not another key.',
  ],
  [
    (env, { local }) => env.X_ACCESS_TOKEN !== undefined && !local && env.GATEWAY_KEY === undefined,
    'Other machines can reach the gateway (HOST, GATEWAY_URL), and everyone there could read the private metrics of the account of X_ACCESS_TOKEN. Set GATEWAY_KEY, or leave X_ACCESS_TOKEN out.',
  ],
  [
    (env) => env.X_CLIENT_SECRET !== undefined && env.X_CLIENT_ID === undefined,
    'X_CLIENT_SECRET is set, but X_CLIENT_ID is not: they go together.',
  ],
  [
    (env, { keyed }) => env.X_CLIENT_ID !== undefined && !keyed,
    'X_CLIENT_ID needs X_BEARER_TOKEN, or X_API_KEY and X_API_KEY_SECRET: public data is requested with the app’s own token. Set one of them, too.',
  ],
  [
    (env) =>
      env.X_CLIENT_ID !== undefined && !LOOPBACK.test(env.HOST) && env.GATEWAY_URL === undefined,
    'X_CLIENT_ID needs GATEWAY_URL when HOST is not loopback: X redirects logins to that address.',
  ],
  [
    (env, { keyed }) => !keyed && env.X_API_URL !== undefined,
    'X_API_URL is set, but no credential is: set X_BEARER_TOKEN or X_API_KEY, or leave X_API_URL out to use the sandbox.',
  ],
  [
    (env) => env.GATEWAY_URL !== undefined && new URL(env.GATEWAY_URL).pathname !== '/',
    'GATEWAY_URL has a path. Remove it: the gateway is at the root of its address.',
  ],
  [
    (env) => !isAny(env.CORS_ORIGINS) && listOf(env.CORS_ORIGINS).some((each) => !originOf(each)),
    'CORS_ORIGINS must be * alone, or origins such as https://app.example separated by commas: each with http:// or https://, and without a path.',
  ],
  [
    (env) => !canBeProxies(proxiesOf(env.TRUST_PROXY)),
    'TRUST_PROXY must be the number of proxies in front of the gateway, or their addresses separated by commas, such as 10.0.0.0/8, 192.0.2.7 or loopback.',
  ],
  [
    (env) => env.GATEWAY_KEY !== undefined && env.GATEWAY_KEY.length < LEAST_KEY,
    `GATEWAY_KEY is shorter than ${LEAST_KEY} characters and could be guessed. Generate one with "openssl rand -base64 32".`,
  ],
  [
    (env) => listOf(env.GATEWAY_SECRET).some((each) => each.length < LEAST_SECRET),
    `GATEWAY_SECRET holds a secret of less than ${LEAST_SECRET} characters. Generate one with "openssl rand -base64 32"; several are separated by commas, the newest first.`,
  ],
  [
    (env) => env.GATEWAY_KEY !== undefined && isOneCharacter(env.GATEWAY_KEY),
    'GATEWAY_KEY is one character, repeated, and could be guessed. Generate one with "openssl rand -base64 32".',
  ],
  [
    (env) => listOf(env.GATEWAY_SECRET).some(isOneCharacter),
    'GATEWAY_SECRET holds a secret of one character, repeated, that could be guessed. Generate one with "openssl rand -base64 32".',
  ],
  [
    (env, { keyed }) => !keyed && env.REDIS_URL !== undefined,
    'REDIS_URL is set, but no credential of X is. Set one, or leave REDIS_URL out: data of the sandbox is never stored.',
  ],
  [
    (env, { keyed }) =>
      keyed && env.REDIS_URL !== undefined && listOf(env.GATEWAY_SECRET).length === 0,
    'REDIS_URL needs GATEWAY_SECRET: gateways that share a Redis encrypt with the same secret. Generate one with "openssl rand -base64 32".',
  ],
  [
    (env) => env.ARCHIVE_URL !== undefined && env.ARCHIVE !== true,
    'ARCHIVE_URL is set, but the archive is off: set ARCHIVE=on, too.',
  ],
  [
    (env, { keyed }) => !keyed && env.ARCHIVE_URL !== undefined,
    'ARCHIVE_URL is set, but no credential of X is. Set one, or leave ARCHIVE_URL out: data of the sandbox is never stored. ARCHIVE=on alone archives it in memory.',
  ],
]

const together = (env: Values, one: keyof Values, other: keyof Values): string[] => {
  const [has, lacks] = env[one] === undefined ? [other, one] : [one, other]
  return env[has] !== undefined && env[lacks] === undefined
    ? [`${has} is set, but ${lacks} is not: they go together.`]
    : []
}

/** The sentences of all that does not. */
export const mistakesIn = (env: Values, circumstances: Circumstances): string[] => [
  ...together(env, 'X_API_KEY', 'X_API_KEY_SECRET'),
  ...together(env, 'X_ACCESS_TOKEN', 'X_ACCESS_TOKEN_SECRET'),
  ...RULES.flatMap(([broken, sentence]) => (broken(env, circumstances) ? [sentence] : [])),
]
