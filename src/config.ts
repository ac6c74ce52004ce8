// The environment, read once into a frozen value. An empty variable is an unset one; every mistake is
// reported at once, as a sentence that names its variable.

import { availableParallelism } from 'node:os'

import { compile as compileProxies } from 'proxy-addr'
import { z } from 'zod'

type Environment = Readonly<Record<string, string | undefined>>

const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })

const secret = z.string().optional()

const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` })

const onOff = oneOf(['on', 'off'])

const environment = z.object({
  PORT: whole(0, 65_535).default(4000),
  WORKERS: z.preprocess(
    (value) => (value === 'auto' ? availableParallelism() : value),
    whole(1, 256).default(1),
  ),
  HOST: z.string().default('127.0.0.1'),
  X_BEARER_TOKEN: secret,
  X_API_KEY: secret,
  X_API_KEY_SECRET: secret,
  X_ACCESS_TOKEN: secret,
  X_ACCESS_TOKEN_SECRET: secret,
  X_CLIENT_ID: secret,
  X_CLIENT_SECRET: secret,
  X_API_URL: address.optional(),
  X_WEB_URL: address.optional(),
  GATEWAY_KEY: secret,
  GATEWAY_SECRET: secret,
  GATEWAY_URL: address.optional(),
  CORS_ORIGINS: z.string().optional(),
  RATE_LIMIT_PER_MINUTE: whole(1).optional(),
  TRUST_PROXY: z.string().optional(),
  MAX_CONNECTIONS: whole(1).default(10_000),
  KEEP_ALIVE_TIMEOUT_MS: whole(0, 3_600_000).default(65_000),
  DATA_DIR: z.string().default('data'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis or rediss address' })
    .optional(),
  CACHE_TTL_SECONDS: whole(0, 86_400).default(60),
  PRIVATE_CACHE_TTL_SECONDS: whole(0, 86_400).default(30),
  CACHE_MAX_MB: whole(1, 65_536).default(128),
  COALESCE_WINDOW_MS: whole(0, 1000).default(5),
  MAX_POSTS_PER_REQUEST: whole(1, 10_000).default(500),
  PRIVATE_METRICS_MAX_AGE_DAYS: whole(0, 36_500).default(90),
  UPSTREAM_TIMEOUT_MS: whole(1, 600_000).default(5000),
  UPSTREAM_CONNECT_TIMEOUT_MS: whole(1, 600_000).default(2000),
  UPSTREAM_RETRIES: whole(0, 10).default(2),
  UPSTREAM_CONCURRENCY: whole(1, 10_000).default(100),
  UPSTREAM_QUEUE: whole(0, 100_000).default(1000),
  QUERY_TIMEOUT_MS: whole(1, 600_000).default(10_000),
  STOP_TIMEOUT_MS: whole(0, 600_000).default(10_000),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  METRICS: onOff.default('on'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_SERVICE_NAME: z.string().default('x-metrics-gateway'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: 'must be a number from 0 to 1' })
    .min(0, 'must be a number from 0 to 1')
    .max(1, 'must be a number from 0 to 1')
    .default(1),
})

/** Keys of one X app and, with them, of the account that the gateway owns. */
export interface XKeys {
  readonly bearer?: string
  /** Key and secret of the app. */
  readonly app?: { readonly key: string; readonly secret: string }
  /** OAuth 1.0a token of the owned account. */
  readonly owner?: { readonly token: string; readonly secret: string }
  /** The app as people log in to it by OAuth 2.0. */
  readonly client?: XClientKeys
}

export interface XClientKeys {
  readonly id: string
  /** A public client has none. */
  readonly secret?: string
}

export type CorsOrigins = 'any' | ReadonlySet<string>

/** Whose X-Forwarded-For is believed: so many proxies in a row, or those at these addresses. */
export type TrustedProxies = number | readonly string[]

export interface Config {
  readonly port: number
  /** Processes that answer on that port. */
  readonly workers: number
  readonly host: string
  /** Nothing when no credential is set: the sandbox is used. */
  readonly x: XKeys | undefined
  readonly xApiUrl: string
  readonly xWebUrl: string
  /** Whoever calls must show it. */
  readonly gatewayKey: string | undefined
  /** The first encrypts; the others are of the past. */
  readonly gatewaySecrets: readonly string[]
  /** Its public address, without a slash at the end. */
  readonly gatewayUrl: string | undefined
  /** Whose pages may ask from a browser, beside its own. */
  readonly corsOrigins: CorsOrigins
  /** Of one caller's address; nothing when there is no limit. */
  readonly rateLimitPerMinute: number | undefined
  readonly trustProxy: TrustedProxies
  /** At one time, in each process. */
  readonly maxConnections: number
  /** How long a connection without a request is kept for another one. */
  readonly keepAliveTimeoutMs: number
  /** Nobody beyond this machine is meant to reach it. */
  readonly local: boolean
  readonly dataDir: string
  readonly redisUrl: string | undefined
  readonly cache: {
    readonly publicMs: number
    readonly privateMs: number
    readonly maxBytes: number
  }
  readonly coalesceWindowMs: number
  readonly maxPostsPerRequest: number
  readonly privateMetricsMaxAgeDays: number
  readonly upstream: {
    /** For one call, its turn and its connection included. */
    readonly timeoutMs: number
    readonly connectTimeoutMs: number
    /** After the first try. */
    readonly retries: number
    /** Calls at once. */
    readonly most: number
    /** Calls that wait for their turn. */
    readonly mostWaiting: number
  }
  /** For all that a query asks of X. */
  readonly queryTimeoutMs: number
  /** For what is under way when it is told to stop. */
  readonly stopTimeoutMs: number
  readonly logLevel: LogLevel
  readonly metrics: boolean
  /** Where traces go, when there are to be any. */
  readonly traces:
    | {
        readonly endpoint: string
        readonly serviceName: string
        /** Of all that no caller has decided about. */
        readonly share: number
      }
    | undefined
}

/** The sentences of all that is wrong with the environment. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.mistakes = mistakes
  }
}

export const readConfig = (given: Environment): Config => {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(set)
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => {
        const name = String(path[0])
        return `${name} ${message}${/SECRET|TOKEN|KEY|REDIS/.test(name) ? '' : `, but is "${set[name]}"`}.`
      }),
    )
  }
  const env = parsed.data
  const keyed = env.X_BEARER_TOKEN !== undefined || env.X_API_KEY !== undefined
  const local =
    LOOPBACK.test(env.HOST) &&
    (env.GATEWAY_URL === undefined || LOOPBACK.test(new URL(env.GATEWAY_URL).hostname))
  const mistakes = [
    ...together(env, 'X_API_KEY', 'X_API_KEY_SECRET'),
    ...together(env, 'X_ACCESS_TOKEN', 'X_ACCESS_TOKEN_SECRET'),
    ...RULES.flatMap(([broken, sentence]) => (broken(env, { keyed, local }) ? [sentence] : [])),
  ]
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return Object.freeze({
    port: env.PORT,
    workers: env.WORKERS,
    host: env.HOST,
    x: keyed ? keysOf(env) : undefined,
    xApiUrl: bare(env.X_API_URL ?? 'https://api.x.com'),
    xWebUrl: bare(env.X_WEB_URL ?? 'https://x.com'),
    gatewayKey: env.GATEWAY_KEY,
    gatewaySecrets: listOf(env.GATEWAY_SECRET),
    gatewayUrl: env.GATEWAY_URL === undefined ? undefined : new URL(env.GATEWAY_URL).origin,
    corsOrigins: isAny(env.CORS_ORIGINS) ? 'any' : new Set(listOf(env.CORS_ORIGINS).map(originOf)),
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    trustProxy: proxiesOf(env.TRUST_PROXY),
    maxConnections: env.MAX_CONNECTIONS,
    keepAliveTimeoutMs: env.KEEP_ALIVE_TIMEOUT_MS,
    local,
    dataDir: env.DATA_DIR,
    redisUrl: env.REDIS_URL,
    cache: {
      publicMs: env.CACHE_TTL_SECONDS * 1000,
      privateMs: env.PRIVATE_CACHE_TTL_SECONDS * 1000,
      maxBytes: env.CACHE_MAX_MB * 2 ** 20,
    },
    coalesceWindowMs: env.COALESCE_WINDOW_MS,
    maxPostsPerRequest: env.MAX_POSTS_PER_REQUEST,
    privateMetricsMaxAgeDays: env.PRIVATE_METRICS_MAX_AGE_DAYS,
    upstream: {
      timeoutMs: env.UPSTREAM_TIMEOUT_MS,
      connectTimeoutMs: env.UPSTREAM_CONNECT_TIMEOUT_MS,
      retries: env.UPSTREAM_RETRIES,
      most: env.UPSTREAM_CONCURRENCY,
      mostWaiting: env.UPSTREAM_QUEUE,
    },
    queryTimeoutMs: env.QUERY_TIMEOUT_MS,
    stopTimeoutMs: env.STOP_TIMEOUT_MS,
    logLevel: env.LOG_LEVEL,
    metrics: env.METRICS === 'on',
    traces:
      env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
            serviceName: env.OTEL_SERVICE_NAME,
            share: env.OTEL_TRACES_SAMPLER_ARG,
          },
  })
}

/** All that must be read nowhere. */
export const secretsIn = ({ x = {}, gatewayKey, gatewaySecrets, redisUrl }: Config): string[] =>
  [
    x.bearer,
    x.app?.key,
    x.app?.secret,
    x.owner?.token,
    x.owner?.secret,
    x.client?.secret,
    gatewayKey,
    ...gatewaySecrets,
    redisUrl && decodeURIComponent(new URL(redisUrl).password),
  ].flatMap((secret) => secret || [])

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/

type Values = z.infer<typeof environment>

const LEAST_SECRET = 32
const LEAST_KEY = 16

const listOf = (list: string | undefined): string[] =>
  (list ?? '').split(',').flatMap((each) => each.trim() || [])

const isAny = (origins: string | undefined): boolean => origins?.trim() === '*'

/** As browsers write it. Nothing for what is more, or less, than an origin. */
const originOf = (given: string): string => {
  const { protocol, origin, href } = URL.parse(given) ?? {}
  const plain = (protocol === 'https:' || protocol === 'http:') && href === `${origin}/`
  return plain && !given.includes('*') ? `${origin}` : ''
}

const proxiesOf = (given: string | undefined): TrustedProxies =>
  /^ *\d+ *$/.test(given ?? '') ? Number(given) : listOf(given)

const canBeProxies = (proxies: TrustedProxies): boolean => {
  try {
    if (typeof proxies !== 'number') compileProxies([...proxies])
    return true
  } catch {
    return false
  }
}

interface Circumstances {
  /** With a credential of X. */
  readonly keyed: boolean
  readonly local: boolean
}

/** What does not go together, and what to do about it. */
const RULES: readonly (readonly [
  broken: (env: Values, circumstances: Circumstances) => boolean,
  sentence: string,
])[] = [
  [
    (env) => env.X_ACCESS_TOKEN !== undefined && env.X_API_KEY === undefined,
    'X_ACCESS_TOKEN needs X_API_KEY and X_API_KEY_SECRET beside it: OAuth 1.0a signs with both.',
  ],
  [
    (env) => env.X_ACCESS_TOKEN !== undefined && !/^\d{1,19}-/.test(env.X_ACCESS_TOKEN),
    'X_ACCESS_TOKEN does not begin with the id of its user and a dash, as access tokens of X do: it may be another key.',
  ],
  [
    (env, { local }) => env.X_ACCESS_TOKEN !== undefined && !local && env.GATEWAY_KEY === undefined,
    'The gateway can be reached from beyond this machine (HOST, GATEWAY_URL): anybody there would see the private numbers of the account of X_ACCESS_TOKEN. Set GATEWAY_KEY, or leave X_ACCESS_TOKEN out.',
  ],
  [
    (env) => env.X_CLIENT_SECRET !== undefined && env.X_CLIENT_ID === undefined,
    'X_CLIENT_SECRET is set, but X_CLIENT_ID is not: they go together.',
  ],
  [
    (env, { keyed }) => env.X_CLIENT_ID !== undefined && !keyed,
    'X_CLIENT_ID needs X_BEARER_TOKEN, or X_API_KEY and X_API_KEY_SECRET, beside it: what is public is asked with the app’s own token.',
  ],
  [
    (env) =>
      env.X_CLIENT_ID !== undefined && !LOOPBACK.test(env.HOST) && env.GATEWAY_URL === undefined,
    'X_CLIENT_ID with a HOST beyond this machine needs GATEWAY_URL, the address to which X sends people back.',
  ],
  [
    (env, { keyed }) => !keyed && env.X_API_URL !== undefined,
    'X_API_URL is set, but no credential is: set X_BEARER_TOKEN or X_API_KEY, or leave X_API_URL out to use the sandbox.',
  ],
  [
    (env) => env.GATEWAY_URL !== undefined && new URL(env.GATEWAY_URL).pathname !== '/',
    'GATEWAY_URL has a path: the gateway is at the root of its address.',
  ],
  [
    (env) => !isAny(env.CORS_ORIGINS) && listOf(env.CORS_ORIGINS).some((each) => !originOf(each)),
    'CORS_ORIGINS must be * alone, or origins such as https://app.example separated by commas: each with http:// or https://, and without a path.',
  ],
  [
    (env) => !canBeProxies(proxiesOf(env.TRUST_PROXY)),
    'TRUST_PROXY must be how many proxies are in front of the gateway, or their addresses separated by commas, such as 10.0.0.0/8, 192.0.2.7 or loopback.',
  ],
  [
    (env) => env.GATEWAY_KEY !== undefined && env.GATEWAY_KEY.length < LEAST_KEY,
    `GATEWAY_KEY is shorter than ${LEAST_KEY} characters: it could be guessed. Make one with "openssl rand -base64 32".`,
  ],
  [
    (env) => listOf(env.GATEWAY_SECRET).some((each) => each.length < LEAST_SECRET),
    `GATEWAY_SECRET holds a secret of less than ${LEAST_SECRET} characters. Make one with "openssl rand -base64 32"; several are separated by commas, the newest first.`,
  ],
  [
    (env, { keyed }) => !keyed && env.REDIS_URL !== undefined,
    'REDIS_URL is set, but no credential of X is: of what the sandbox says nothing is kept.',
  ],
  [
    (env, { keyed }) =>
      keyed && env.REDIS_URL !== undefined && listOf(env.GATEWAY_SECRET).length === 0,
    'REDIS_URL needs GATEWAY_SECRET: what several gateways share is encrypted with what they all know. Make one with "openssl rand -base64 32".',
  ],
]

/** Paths follow, each with its slash. */
const bare = (url: string): string => url.replace(/\/+$/, '')

const together = (env: Values, one: keyof Values, other: keyof Values): string[] => {
  const [has, lacks] = env[one] === undefined ? [other, one] : [one, other]
  return env[has] !== undefined && env[lacks] === undefined
    ? [`${has} is set, but ${lacks} is not: they go together.`]
    : []
}

const keysOf = (env: Values): XKeys => ({
  ...(env.X_BEARER_TOKEN !== undefined && { bearer: env.X_BEARER_TOKEN }),
  ...(env.X_API_KEY !== undefined &&
    env.X_API_KEY_SECRET !== undefined && {
      app: { key: env.X_API_KEY, secret: env.X_API_KEY_SECRET },
    }),
  ...(env.X_ACCESS_TOKEN !== undefined &&
    env.X_ACCESS_TOKEN_SECRET !== undefined && {
      owner: { token: env.X_ACCESS_TOKEN, secret: env.X_ACCESS_TOKEN_SECRET },
    }),
  ...(env.X_CLIENT_ID !== undefined && {
    client: {
      id: env.X_CLIENT_ID,
      ...(env.X_CLIENT_SECRET !== undefined && { secret: env.X_CLIENT_SECRET }),
    },
  }),
})
