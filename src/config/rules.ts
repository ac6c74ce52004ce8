// Rules across settings, each with the error message for its violation.

import { compile as compileProxies } from 'proxy-addr'

import { isAny, LOOPBACK, listOf, originOf, proxiesOf, type Values } from './environment.ts'

export interface Circumstances {
  /** Whether a credential of X is set. */
  readonly hasCredential: boolean
  readonly local: boolean
}

const MIN_SECRET_LENGTH = 32
const MIN_KEY_LENGTH = 16

/** Whether a secret is a placeholder such as xxxxxxxx. */
const isOneCharacter = (secret: string): boolean => new Set(secret).size === 1

const areProxies = (proxies: ReturnType<typeof proxiesOf>): boolean => {
  try {
    if (typeof proxies !== 'number') compileProxies([...proxies])
    return true
  } catch {
    return false
  }
}

const RULES: readonly (readonly [
  isViolated: (env: Values, circumstances: Circumstances) => boolean,
  message: string,
])[] = [
  [
    (env) => env.X_ACCESS_TOKEN !== undefined && env.X_API_KEY === undefined,
    'X_ACCESS_TOKEN needs X_API_KEY and X_API_KEY_SECRET: OAuth 1.0a signs with both.',
  ],
  [
    (env) => env.X_ACCESS_TOKEN !== undefined && !/^\d{1,19}-/.test(env.X_ACCESS_TOKEN),
    'X_ACCESS_TOKEN does not begin with a user id and a dash, as X’s access tokens do: it may be another key.',
  ],
  [
    (env, { local }) =>
      env.X_ACCESS_TOKEN !== undefined &&
      !local &&
      env.GATEWAY_KEY === undefined &&
      env.KEYS_FILE === undefined,
    'The gateway is reachable from other machines (HOST, GATEWAY_URL), which would expose the private metrics of the account of X_ACCESS_TOKEN. Set GATEWAY_KEY or KEYS_FILE, or unset X_ACCESS_TOKEN.',
  ],
  [
    (env) => env.X_CLIENT_SECRET !== undefined && env.X_CLIENT_ID === undefined,
    'X_CLIENT_SECRET is set, but X_CLIENT_ID is not. Set both or neither.',
  ],
  [
    (env, { hasCredential }) => env.X_CLIENT_ID !== undefined && !hasCredential,
    'X_CLIENT_ID needs X_BEARER_TOKEN, or X_API_KEY and X_API_KEY_SECRET: public data is requested with the app’s own token.',
  ],
  [
    (env) =>
      env.X_CLIENT_ID !== undefined && !LOOPBACK.test(env.HOST) && env.GATEWAY_URL === undefined,
    'X_CLIENT_ID with a HOST other than loopback needs GATEWAY_URL, the address to which X redirects users after a login.',
  ],
  [
    (env, { hasCredential }) => !hasCredential && env.X_API_URL !== undefined,
    'X_API_URL is set, but no credential of X is. Set X_BEARER_TOKEN or X_API_KEY, or unset X_API_URL to use the sandbox.',
  ],
  [
    (env) => env.X_API_URL !== undefined && originOf(env.X_API_URL) === '',
    'X_API_URL has a path, a query or a user name, but OAuth 1.0a signs the address of a call: set it to an origin such as https://api.x.com.',
  ],
  [
    (env) => env.X_WEB_URL !== undefined && originOf(env.X_WEB_URL) === '',
    'X_WEB_URL has a path, a query or a user name: set it to an origin such as https://x.com.',
  ],
  [
    (env) => !/^\/[\w.~/-]*$/.test(new URL(env.GATEWAY_URL ?? 'http://localhost').pathname),
    'GATEWAY_URL has a path with special characters. Use letters, digits, and the characters - . _ ~ and /.',
  ],
  [
    (env) => /[?#]/.test(env.GATEWAY_URL ?? ''),
    'GATEWAY_URL has a query or a fragment. Set it to the address without them.',
  ],
  [
    (env) => !isAny(env.CORS_ORIGINS) && listOf(env.CORS_ORIGINS).some((each) => !originOf(each)),
    'CORS_ORIGINS must be *, or origins such as https://app.example separated by commas, each with http:// or https:// and without a path.',
  ],
  [
    (env) => !areProxies(proxiesOf(env.TRUST_PROXY)),
    'TRUST_PROXY must be the number of proxies in front of the gateway, or their addresses separated by commas, such as 10.0.0.0/8, 192.0.2.7 or loopback.',
  ],
  [
    (env) => env.GATEWAY_KEY !== undefined && env.GATEWAY_KEY.length < MIN_KEY_LENGTH,
    `GATEWAY_KEY is shorter than ${MIN_KEY_LENGTH} characters, and could be guessed. Generate one with "openssl rand -base64 32".`,
  ],
  [
    (env) => listOf(env.GATEWAY_SECRET).some((each) => each.length < MIN_SECRET_LENGTH),
    `GATEWAY_SECRET contains a secret of less than ${MIN_SECRET_LENGTH} characters. Generate one with "openssl rand -base64 32". Separate several secrets by commas, the newest first.`,
  ],
  [
    (env) => env.GATEWAY_KEY !== undefined && isOneCharacter(env.GATEWAY_KEY),
    'GATEWAY_KEY is one repeated character, and could be guessed. Generate one with "openssl rand -base64 32".',
  ],
  [
    (env) => listOf(env.GATEWAY_SECRET).some(isOneCharacter),
    'GATEWAY_SECRET contains a secret that is one repeated character, and could be guessed. Generate one with "openssl rand -base64 32".',
  ],
  [
    (env, { hasCredential }) => !hasCredential && env.REDIS_URL !== undefined,
    'REDIS_URL is set, but no credential of X is. The sandbox’s data is never stored in Redis.',
  ],
  [
    (env) => env.ACCOUNTS_REDIS_URL !== undefined && env.REDIS_URL === undefined,
    'ACCOUNTS_REDIS_URL needs REDIS_URL, through which gateways share which credentials X has refused.',
  ],
  [
    (env, { hasCredential }) =>
      hasCredential && env.REDIS_URL !== undefined && listOf(env.GATEWAY_SECRET).length === 0,
    'REDIS_URL needs GATEWAY_SECRET: all gateways that share a Redis encrypt with the same secret. Generate one with "openssl rand -base64 32".',
  ],
  [
    (env) =>
      (env.REDIS_CA_FILE ?? env.REDIS_CERT_FILE) !== undefined &&
      !`${env.REDIS_URL} ${env.ACCOUNTS_REDIS_URL}`.includes('rediss'),
    'REDIS_CA_FILE and REDIS_CERT_FILE need a REDIS_URL or ACCOUNTS_REDIS_URL with TLS, which begins with rediss.',
  ],
  [
    (env) => env.ARCHIVE_URL !== undefined && env.ARCHIVE !== true,
    'ARCHIVE_URL is set, but the archive is off. Set ARCHIVE=on as well.',
  ],
  [
    (env, { hasCredential }) => env.RECORD === 'own' && !(env.ARCHIVE ?? !hasCredential),
    'RECORD=own needs ARCHIVE=on, which stores what is recorded.',
  ],
  [
    (env) => env.ARCHIVE_CA_FILE !== undefined && env.ARCHIVE_URL === undefined,
    'ARCHIVE_CA_FILE is set, but ARCHIVE_URL is not.',
  ],
  [
    (env) => env.ARCHIVE_CA_FILE !== undefined && sslModeOf(env.ARCHIVE_URL) === 'disable',
    'ARCHIVE_CA_FILE is set, but ARCHIVE_URL has sslmode=disable.',
  ],
  [
    (env) => env.ARCHIVE_CA_FILE === undefined && sslModeOf(env.ARCHIVE_URL) === 'verify-ca',
    'ARCHIVE_URL has sslmode=verify-ca, which needs ARCHIVE_CA_FILE. With the authorities of Node.js only sslmode=verify-full is safe.',
  ],
  [
    (env, { hasCredential }) => !hasCredential && env.ARCHIVE_URL !== undefined,
    'ARCHIVE_URL is set, but no credential of X is. The sandbox’s data is never stored in PostgreSQL; unset ARCHIVE_URL to archive it in memory.',
  ],
]

const sslModeOf = (url: string | undefined): string | null | undefined =>
  url && new URL(url).searchParams.get('sslmode')

const requireBoth = (env: Values, one: keyof Values, other: keyof Values): string[] => {
  const [present, missing] = env[one] === undefined ? [other, one] : [one, other]
  return env[present] !== undefined && env[missing] === undefined
    ? [`${present} is set, but ${missing} is not. Set both or neither.`]
    : []
}

/** The error messages of all violated rules, except those about a setting whose value is invalid. */
export const findMistakes = (
  env: Values,
  circumstances: Circumstances,
  invalid: ReadonlySet<string>,
): string[] =>
  [
    ...requireBoth(env, 'X_API_KEY', 'X_API_KEY_SECRET'),
    ...requireBoth(env, 'X_ACCESS_TOKEN', 'X_ACCESS_TOKEN_SECRET'),
    ...requireBoth(env, 'REDIS_CERT_FILE', 'REDIS_KEY_FILE'),
    ...RULES.flatMap(([isViolated, message]) => (isViolated(env, circumstances) ? [message] : [])),
  ].filter((message) => !message.match(/\b[A-Z_]{4,}\b/g)?.some((name) => invalid.has(name)))
