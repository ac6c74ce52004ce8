// The schema of the environment: each variable with its type, range and default.

import { availableParallelism } from 'node:os'

import { z } from 'zod'

import { messageOf } from '../infra/errors.ts'
import { DEFAULT_PREFIX } from '../infra/redis.ts'
import { parseRedisUrl } from '../infra/redis-address.ts'

const integer = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)

const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

const NOT_OF_X = 'contains a space or another character that X’s keys and tokens do not have'

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })

/** An amount of dollars, to the precision of X's prices. */
const usd = z.coerce
  .number({ error: 'must be an amount of dollars' })
  .positive('must be more than 0')

const secret = z.string().optional()

/** X's keys and tokens are sent in headers, which allow no other characters. */
const xSecret = z
  .string()
  .regex(/^[\x21-\x7e]*$/, NOT_OF_X)
  .optional()

const hasDecodablePassword = (url: string): boolean => {
  try {
    decodeURIComponent(new URL(url).password)
    return true
  } catch {
    return false
  }
}

const storeAddress = (protocol: RegExp, error: string) =>
  z
    .url({ protocol, error, abort: true })
    .refine(hasDecodablePassword, 'has a % in its password, which must be written as %25')

const redisAddress = () =>
  z.string().superRefine((url, context) => {
    try {
      parseRedisUrl(url)
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) })
    }
  })

/** Without libpq's modes allow and prefer, in which an attacker on the network can turn the encryption off. */
const SSL_MODES: readonly (string | null)[] = [
  ...[null, 'disable', 'require', 'verify-ca', 'verify-full'],
]

const postgresAddress = () =>
  storeAddress(/^postgres(ql)?$/, 'must be a postgres or postgresql address').refine(
    (url) => SSL_MODES.includes(new URL(url).searchParams.get('sslmode')),
    'has an sslmode that is not one of disable, require, verify-ca, verify-full',
  )

const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` })

const onOff = () =>
  z.enum(['on', 'off'], { error: 'must be on or off' }).transform((value) => value === 'on')

export const environment = z.object({
  PORT: integer(0, 65_535).default(4000),
  WORKERS: z.preprocess(
    (value) => (value === 'auto' ? availableParallelism() : value),
    integer(1, 256).default(1),
  ),
  HOST: z.string().default('127.0.0.1'),
  X_BEARER_TOKEN: xSecret,
  X_API_KEY: xSecret,
  X_API_KEY_SECRET: xSecret,
  X_ACCESS_TOKEN: xSecret,
  X_ACCESS_TOKEN_SECRET: xSecret,
  X_CLIENT_ID: xSecret,
  X_CLIENT_SECRET: xSecret,
  X_API_URL: address.optional(),
  X_WEB_URL: address.optional(),
  SANDBOX_SPEED: integer(0, 3600).default(1),
  HTTPS_PROXY: address.optional(),
  HTTP_PROXY: address.optional(),
  NO_PROXY: z.string().optional(),
  GATEWAY_KEY: secret,
  KEYS_FILE: z.string().optional(),
  GATEWAY_SECRET: secret,
  GATEWAY_URL: address.optional(),
  CORS_ORIGINS: z.string().optional(),
  RATE_LIMIT_PER_MINUTE: integer(1).optional(),
  TRUST_PROXY: z.string().optional(),
  MAX_CONNECTIONS: integer(1).default(10_000),
  KEEP_ALIVE_TIMEOUT_MS: integer(0, 3_600_000).default(65_000),
  DATA_DIR: z.string().default('data'),
  REDIS_URL: redisAddress().optional(),
  ACCOUNTS_REDIS_URL: redisAddress().optional(),
  REDIS_KEY_PREFIX: z
    .string()
    .regex(
      /^[\w.:/-]{1,100}$/,
      'must be up to 100 letters, digits and the characters _ . : / and -',
    )
    .default(DEFAULT_PREFIX),
  REDIS_CA_FILE: z.string().optional(),
  REDIS_CERT_FILE: z.string().optional(),
  REDIS_KEY_FILE: z.string().optional(),
  /** Default: on with the sandbox, off with X. */
  ARCHIVE: onOff().optional(),
  ARCHIVE_URL: postgresAddress().optional(),
  ARCHIVE_CA_FILE: z.string().optional(),
  ARCHIVE_POOL_SIZE: integer(1, 100).default(4),
  ARCHIVE_STATEMENT_TIMEOUT_MS: integer(100, 600_000).default(5000),
  ARCHIVE_MAX_POSTS: integer(1, 10_000_000).default(50_000),
  /** Default: own for the command line with the sandbox, off otherwise. */
  RECORD: oneOf(['own', 'off']).optional(),
  RECORD_DAILY_USD: usd.optional(),
  MAX_WATCHED_POSTS: integer(0, 100_000).default(5000),
  MAX_WATCHED_POSTS_PER_CALLER: integer(0, 10_000).default(500),
  DAILY_USD: usd.optional(),
  MONTHLY_USD: usd.optional(),
  LIVE_DAILY_USD: usd.optional(),
  BILLED_EXPANSIONS: onOff().default(true),
  CACHE_TTL_SECONDS: integer(0, 86_400).default(60),
  PRIVATE_CACHE_TTL_SECONDS: integer(0, 86_400).default(30),
  /** Default: from the memory that the process may use. */
  CACHE_MAX_MB: integer(1, 65_536).optional(),
  /** Default: the memory of the machine or its container. */
  MEMORY_MB: integer(128).optional(),
  COALESCE_WINDOW_MS: integer(0, 1000).default(5),
  MAX_POSTS_PER_REQUEST: integer(1, 10_000).default(500),
  MAX_QUERY_COST: integer(1).default(2000),
  MAX_QUERY_KB: integer(1).default(128),
  MAX_QUERY_TOKENS: integer(1).default(4000),
  MAX_QUERY_DEPTH: integer(1).default(20),
  MAX_QUERY_FIELDS: integer(1).default(2000),
  MAX_QUERY_ALIASES: integer(0).default(200),
  MAX_QUERY_DIRECTIVES: integer(0).default(100),
  MAX_QUERY_OVERLAPS: integer(0).default(50),
  MAX_BATCH: integer(1, 1000).default(10),
  MAX_BODY_KB: integer(1, 1_048_576).default(1024),
  MAX_ANSWER_MB: integer(1, 256).default(16),
  MAX_UPSTREAM_CALLS: integer(1).default(50),
  COMPRESSION: onOff().default(true),
  INTROSPECTION: onOff().default(true),
  GRAPHIQL: onOff().default(true),
  DASHBOARD: onOff().default(true),
  /** Default: on if the gateway is reachable from its own machine only. */
  MCP: oneOf(['on', 'off', 'auto']).default('auto'),
  PERSISTED_QUERIES: z.string().optional(),
  LIVE_LEAST_SECONDS: integer(1, 86_400).default(15),
  MAX_LIVE_SUBSCRIBERS: integer(0).default(5000),
  MAX_LIVE_POSTS: integer(0).default(10_000),
  MAX_LIVE_POSTS_PER_CALLER: integer(0).default(2500),
  UPSTREAM_TIMEOUT_MS: integer(1, 600_000).default(5000),
  UPSTREAM_CONNECT_TIMEOUT_MS: integer(1, 600_000).default(2000),
  UPSTREAM_RETRIES: integer(0, 10).default(2),
  UPSTREAM_CONCURRENCY: integer(1, 10_000).default(100),
  UPSTREAM_QUEUE: integer(0, 100_000).default(1000),
  QUERY_TIMEOUT_MS: integer(1, 600_000).default(10_000),
  STRICT_START: onOff().default(false),
  STOP_DELAY_MS: integer(0, 600_000).default(0),
  STOP_TIMEOUT_MS: integer(0, 600_000).default(10_000),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  METRICS: onOff().default(true),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_SERVICE_NAME: z.string().default('x-metrics-gateway'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: 'must be a number from 0 to 1' })
    .min(0, 'must be a number from 0 to 1')
    .max(1, 'must be a number from 0 to 1')
    .default(1),
})

export type Values = z.infer<typeof environment>

export const listOf = (list: string | undefined): string[] =>
  (list ?? '').split(',').flatMap((each) => each.trim() || [])

export const isAny = (origins: string | undefined): boolean => origins?.trim() === '*'

/** Normalizes an origin as browsers send it. Empty for anything that is not exactly an origin. */
export const originOf = (text: string): string => {
  const { protocol, origin, href } = URL.parse(text) ?? {}
  const plain = (protocol === 'https:' || protocol === 'http:') && href === `${origin}/`
  return plain && !text.includes('*') ? `${origin}` : ''
}

export const proxiesOf = (text: string | undefined): number | readonly string[] =>
  /^ *\d+ *$/.test(text ?? '') ? Number(text) : listOf(text)

export const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/
