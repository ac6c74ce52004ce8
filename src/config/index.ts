// The environment, read once into a frozen value. An empty variable is an unset one; every mistake is
// reported at once, as a sentence that names its variable.

import {
  environment,
  isAny,
  LOOPBACK,
  type LogLevel,
  listOf,
  originOf,
  proxiesOf,
} from './environment.ts'
import { mistakesIn } from './rules.ts'
import { keysOf, type XKeys } from './x-keys.ts'

export type { LogLevel } from './environment.ts'
export type { XClientKeys, XKeys } from './x-keys.ts'

type Environment = Readonly<Record<string, string | undefined>>

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
  /** Numbers are kept through time. */
  readonly archive:
    | {
        /** Of a PostgreSQL; nothing for a file in the data directory. */
        readonly url: string | undefined
        readonly mostPosts: number
      }
    | undefined
  readonly cache: {
    readonly publicMs: number
    readonly privateMs: number
    readonly maxBytes: number
  }
  readonly coalesceWindowMs: number
  readonly maxPostsPerRequest: number
  /** Of one query, or of what comes with it. */
  readonly limits: {
    /** Posts that it can cause to be read. */
    readonly cost: number
    /** Of text, by the thousand and twenty-four. */
    readonly kilobytes: number
    readonly tokens: number
    readonly depth: number
    readonly fields: number
    readonly aliases: number
    readonly directives: number
    readonly overlaps: number
    readonly batch: number
    readonly bodyBytes: number
    readonly answerBytes: number
    readonly upstreamCalls: number
  }
  readonly introspection: boolean
  readonly graphiql: boolean
  readonly dashboard: boolean
  /** The file that lists the only queries that are answered. */
  readonly persistedQueries: string | undefined
  /** Posts that are followed, in each process. */
  readonly live: {
    /** Between two askings of the same posts. */
    readonly leastSeconds: number
    readonly subscribers: number
    readonly posts: number
    /** Of those, by callers with the same rights. */
    readonly postsPerCaller: number
  }
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
  readonly stopDelayMs: number
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
        return `${name} ${message}${/SECRET|TOKEN|KEY|REDIS|ARCHIVE_URL/.test(name) ? '' : `, but is "${set[name]}"`}.`
      }),
    )
  }
  const env = parsed.data
  const keyed = env.X_BEARER_TOKEN !== undefined || env.X_API_KEY !== undefined
  const local =
    LOOPBACK.test(env.HOST) &&
    (env.GATEWAY_URL === undefined || LOOPBACK.test(new URL(env.GATEWAY_URL).hostname))
  const mistakes = mistakesIn(env, { keyed, local })
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
    archive:
      (env.ARCHIVE ?? !keyed)
        ? { url: env.ARCHIVE_URL, mostPosts: env.ARCHIVE_MAX_POSTS }
        : undefined,
    cache: {
      publicMs: env.CACHE_TTL_SECONDS * 1000,
      privateMs: env.PRIVATE_CACHE_TTL_SECONDS * 1000,
      maxBytes: env.CACHE_MAX_MB * 2 ** 20,
    },
    coalesceWindowMs: env.COALESCE_WINDOW_MS,
    maxPostsPerRequest: env.MAX_POSTS_PER_REQUEST,
    limits: {
      cost: env.MAX_QUERY_COST,
      kilobytes: env.MAX_QUERY_KB,
      tokens: env.MAX_QUERY_TOKENS,
      depth: env.MAX_QUERY_DEPTH,
      fields: env.MAX_QUERY_FIELDS,
      aliases: env.MAX_QUERY_ALIASES,
      directives: env.MAX_QUERY_DIRECTIVES,
      overlaps: env.MAX_QUERY_OVERLAPS,
      batch: env.MAX_BATCH,
      bodyBytes: env.MAX_BODY_KB * 1024,
      answerBytes: env.MAX_ANSWER_MB * 2 ** 20,
      upstreamCalls: env.MAX_UPSTREAM_CALLS,
    },
    introspection: env.INTROSPECTION,
    graphiql: env.GRAPHIQL,
    dashboard: env.DASHBOARD,
    persistedQueries: env.PERSISTED_QUERIES,
    live: {
      leastSeconds: env.LIVE_LEAST_SECONDS,
      subscribers: env.MAX_LIVE_SUBSCRIBERS,
      posts: env.MAX_LIVE_POSTS,
      postsPerCaller: env.MAX_LIVE_POSTS_PER_CALLER,
    },
    upstream: {
      timeoutMs: env.UPSTREAM_TIMEOUT_MS,
      connectTimeoutMs: env.UPSTREAM_CONNECT_TIMEOUT_MS,
      retries: env.UPSTREAM_RETRIES,
      most: env.UPSTREAM_CONCURRENCY,
      mostWaiting: env.UPSTREAM_QUEUE,
    },
    queryTimeoutMs: env.QUERY_TIMEOUT_MS,
    stopDelayMs: env.STOP_DELAY_MS,
    stopTimeoutMs: env.STOP_TIMEOUT_MS,
    logLevel: env.LOG_LEVEL,
    metrics: env.METRICS,
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
export const secretsIn = ({
  x = {},
  gatewayKey,
  gatewaySecrets,
  redisUrl,
  archive,
}: Config): string[] =>
  [
    x.bearer,
    x.app?.key,
    x.app?.secret,
    x.owner?.token,
    x.owner?.secret,
    x.client?.secret,
    gatewayKey,
    ...gatewaySecrets,
    ...[redisUrl, archive?.url].map((url) => url && decodeURIComponent(new URL(url).password)),
  ].flatMap((secret) => secret || [])

/** Paths follow, each with its slash. */
const bare = (url: string): string => url.replace(/\/+$/, '')
