// Reads the environment once into a frozen value. An empty variable counts as unset. All mistakes are reported together,
// each as a sentence that names its variable.

import { parseRedisUrl } from '../infra/redis-address.ts'
import { isAny, LOOPBACK, listOf, originOf, proxiesOf, type Values } from './environment.ts'
import { availableMemoryMb, memorySizes } from './memory.ts'
import { parseVariables } from './parse.ts'
import { hasArchive, type Purpose, recordSettings } from './record.ts'
import { findMistakes } from './rules.ts'
import { readSecretFiles } from './secret-files.ts'
import { readXKeys } from './x-keys.ts'

export type { LogLevel } from './environment.ts'
export type { XClientKeys, XKeys } from './x-keys.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type Config = ReturnType<typeof readConfig>

/** Lists every mistake in the environment. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.mistakes = mistakes
  }
}

/** @throws ConfigError */
const readEnvironment = (given: Environment) => {
  const secrets = readSecretFiles(given)
  const { values: env, mistakes: wrong, invalid } = parseVariables(secrets.variables)
  const hasCredential = env.X_BEARER_TOKEN !== undefined || env.X_API_KEY !== undefined
  const local =
    LOOPBACK.test(env.HOST) &&
    (env.GATEWAY_URL === undefined || LOOPBACK.test(new URL(env.GATEWAY_URL).hostname))
  const unknown = new Set([...invalid, ...secrets.invalid])
  const mistakes = [
    ...secrets.mistakes,
    ...wrong,
    ...findMistakes(env, { hasCredential, local }, unknown),
  ]
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return { env, hasCredential, local, secretFiles: secrets.files }
}

/**
 * @param purpose the command line records in the sandbox, so that charts are not empty; an embedded gateway calls X on request only
 * @throws ConfigError
 */
export const readConfig = (given: Environment, purpose: Purpose = 'embedded') => {
  const { env, hasCredential, local, secretFiles } = readEnvironment(given)
  const memory = memorySizes({
    megabytes: env.MEMORY_MB ?? availableMemoryMb(),
    workers: env.WORKERS,
    cacheMb: env.CACHE_MAX_MB,
  })
  return Object.freeze({
    ...serverSettings(env),
    ...upstreamSettings(env),
    /** Whether the gateway is reachable from its own machine only. */
    local,
    /** Undefined without a credential of X: the gateway then uses the sandbox. */
    x: hasCredential ? readXKeys(env) : undefined,
    /** The files that secrets come from. */
    secretFiles,
    mcp: env.MCP === 'auto' ? local : env.MCP === 'on',
    dataDir: env.DATA_DIR,
    ...redisSettings(env),
    /** Without PostgreSQL, the archive is a file in the data directory. */
    archive: hasArchive(env, hasCredential)
      ? { postgres: postgresSettings(env), maxPosts: env.ARCHIVE_MAX_POSTS }
      : undefined,
    record: recordSettings(env, hasCredential, purpose),
    cache: {
      publicMs: env.CACHE_TTL_SECONDS * 1000,
      privateMs: env.PRIVATE_CACHE_TTL_SECONDS * 1000,
      maxBytes: memory.cacheBytes,
    },
    memory,
    maxPostsPerRequest: env.MAX_POSTS_PER_REQUEST,
    limits: limitSettings(env),
    /** Limits of subscriptions, per process. */
    live: {
      minIntervalSeconds: env.LIVE_LEAST_SECONDS,
      subscribers: env.MAX_LIVE_SUBSCRIBERS,
      posts: env.MAX_LIVE_POSTS,
      /** The limit for all callers with the same rights. */
      postsPerCaller: env.MAX_LIVE_POSTS_PER_CALLER,
    },
    spend: {
      dailyUsd: env.DAILY_USD,
      monthlyUsd: env.MONTHLY_USD,
      /** The limit of all subscriptions together. */
      liveDailyUsd: env.LIVE_DAILY_USD,
      recordDailyUsd: env.RECORD_DAILY_USD,
      billsExpansions: env.BILLED_EXPANSIONS,
    },
    logLevel: env.LOG_LEVEL,
    metrics: env.METRICS,
    traces:
      env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
            serviceName: env.OTEL_SERVICE_NAME,
            /** The sampled share of the traces whose caller has not decided. */
            share: env.OTEL_TRACES_SAMPLER_ARG,
          },
  })
}

const postgresSettings = (env: Values) =>
  env.ARCHIVE_URL === undefined
    ? undefined
    : {
        url: env.ARCHIVE_URL,
        caFile: env.ARCHIVE_CA_FILE,
        poolSize: env.ARCHIVE_POOL_SIZE,
        statementTimeoutMs: env.ARCHIVE_STATEMENT_TIMEOUT_MS,
      }

export type CorsOrigins = 'any' | ReadonlySet<string>

/** The proxies whose X-Forwarded-For is trusted: their number in a row, or their addresses. */
export type TrustedProxies = number | readonly string[]

const serverSettings = (env: Values) => ({
  port: env.PORT,
  workers: env.WORKERS,
  host: env.HOST,
  /** The API key that callers must send. */
  gatewayKey: env.GATEWAY_KEY,
  keysFile: env.KEYS_FILE,
  /** The first secret encrypts; the others decrypt older values. */
  gatewaySecrets: listOf(env.GATEWAY_SECRET),
  ...publicAddress(env),
  corsOrigins: corsOriginsOf(env.CORS_ORIGINS),
  rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  trustProxy: proxiesOf(env.TRUST_PROXY),
  maxConnections: env.MAX_CONNECTIONS,
  keepAliveTimeoutMs: env.KEEP_ALIVE_TIMEOUT_MS,
  compression: env.COMPRESSION,
  introspection: env.INTROSPECTION,
  graphiql: env.GRAPHIQL,
  dashboard: env.DASHBOARD,
  persistedQueries: env.PERSISTED_QUERIES,
  /** Whether Redis, PostgreSQL or a disk that is down fails the start. */
  strictStart: env.STRICT_START,
  stopDelayMs: env.STOP_DELAY_MS,
  stopTimeoutMs: env.STOP_TIMEOUT_MS,
})

const publicAddress = ({ GATEWAY_URL: url }: Values) => {
  const { origin, pathname } = url === undefined ? { pathname: '/' } : new URL(url)
  return {
    /** The gateway's public origin. */
    gatewayOrigin: origin,
    /** The path below which browsers see the gateway, such as `/metrics-gateway`; empty for the root. */
    basePath: withoutTrailingSlash(pathname),
  }
}

const corsOriginsOf = (list: string | undefined): CorsOrigins =>
  isAny(list) ? 'any' : new Set(listOf(list).map(originOf))

const upstreamSettings = (env: Values) => ({
  xApiUrl: withoutTrailingSlash(env.X_API_URL ?? 'https://api.x.com'),
  xWebUrl: withoutTrailingSlash(env.X_WEB_URL ?? 'https://x.com'),
  /** The movement of the built-in sandbox's world; undefined if it is static. */
  sandboxMovement: env.SANDBOX_SPEED === 0 ? undefined : { speed: env.SANDBOX_SPEED },
  coalesceWindowMs: env.COALESCE_WINDOW_MS,
  queryTimeoutMs: env.QUERY_TIMEOUT_MS,
  upstream: {
    timeoutMs: env.UPSTREAM_TIMEOUT_MS,
    connectTimeoutMs: env.UPSTREAM_CONNECT_TIMEOUT_MS,
    retries: env.UPSTREAM_RETRIES,
    maxConcurrent: env.UPSTREAM_CONCURRENCY,
    maxQueued: env.UPSTREAM_QUEUE,
    proxies:
      (env.HTTPS_PROXY ?? env.HTTP_PROXY) === undefined
        ? undefined
        : { https: env.HTTPS_PROXY, http: env.HTTP_PROXY, none: env.NO_PROXY },
  },
})

const redisSettings = (env: Values) => ({
  redisUrl: env.REDIS_URL,
  /** The Redis of sessions and accounts, if it is another one. */
  accountsRedisUrl: env.ACCOUNTS_REDIS_URL,
  /** For both. */
  redis: {
    prefix: env.REDIS_KEY_PREFIX,
    tls: {
      caFile: env.REDIS_CA_FILE,
      certFile: env.REDIS_CERT_FILE,
      keyFile: env.REDIS_KEY_FILE,
    },
  },
})

/** Limits of one operation and of the request that carries it. */
const limitSettings = (env: Values) => ({
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
})

/** The values that must never appear in the log. */
export const secretsIn = ({
  x = {},
  gatewayKey,
  gatewaySecrets,
  redisUrl,
  accountsRedisUrl,
  archive,
  upstream: { proxies },
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
    ...[redisUrl, accountsRedisUrl].flatMap((url) => {
      const address = url === undefined ? undefined : parseRedisUrl(url)
      return [address?.password, address?.sentinel?.password]
    }),
    ...[archive?.postgres?.url, proxies?.https, proxies?.http].map(
      (url) => url && decodeURIComponent(new URL(url).password),
    ),
  ].flatMap((secret) => secret || [])

const withoutTrailingSlash = (url: string): string => url.replace(/\/+$/, '')
